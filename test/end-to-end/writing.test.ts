import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import type { OpenFile } from '../kit/vscode/openFile';
import { Workbench } from '../kit/vscode/workbench';

describe('writing a rules file', () => {
  const folder = scratch('aw-writing-');
  let workbench: Workbench;
  let file: OpenFile;

  beforeAll(async () => {
    cpSync(inRepository('examples'), folder.path, { recursive: true });
    // A host of audit 2.x: its dispatcher is a program of its own.
    for (const place of ['legacy/audit', 'legacy/audisp']) mkdirSync(join(folder.path, place), { recursive: true });
    writeFileSync(
      join(folder.path, 'legacy/audit/auditd.conf'),
      'log_file = /var/log/audit/audit.log\ndispatcher = /sbin/audispd\ndisp_qos = lossy\nspace_left = 75\nadmin_space_left = 50\n',
    );
    writeFileSync(join(folder.path, 'legacy/audisp/audispd.conf'), 'q_depth = 250\nname_format = HOSTNAME\n');
    workbench = await Workbench.open({ folder: folder.path });
  });
  afterAll(async () => {
    await workbench?.close();
    folder.remove();
  });

  it('the mistake of the sample is underlined, and said in words', () =>
    workbench.step('writing 1: mistake', async () => {
      file = await workbench.openFile('practice/audit/rules.d/50-network.rules');
      await file.squiggles('error').first().waitFor();
      const problems = await until('a problem', async () =>
        (await workbench.problems()).find((text) => text.includes('aiud')),
      );
      expect(problems).toContain('auid');
    }));

  it('completion offers fields, and what is taken stands there', () =>
    workbench.step('writing 2: completion', async () => {
      await file.appendLine();
      await file.type('-a always,exit -F arch=b64 -S connect -F au');
      await file.complete('auid');
      // The number of the call stands behind its name, as a hint.
      await file.line(/connect.*-F\sauid$/).waitFor();
      // The next list may be open: operators.
      await file.press('Escape');
    }));

  it('hover explains', () =>
    workbench.step('writing 3: hover', async () => {
      const hover = await file.hover(file.word('connect'));
      expect(await hover.innerText()).toContain('connect');
    }));

  it('a configuration of audit 2.x becomes one of 3.x, after its diff and a question', () =>
    workbench.step('writing 4: converted', async () => {
      file = await workbench.openFile('legacy/audit/auditd.conf');
      await workbench.runCommand('Auditd: Convert Configuration');
      await workbench.dialog.waitFor();
      expect(await workbench.dialog.innerText()).toContain('Change auditd.conf for audit 3?');
      await workbench.pressInDialog('Apply');
      await file.line('name_format').waitFor();
      // A queue of 250 was for one dispatcher; the note says why it grows.
      await file.line('q_depth = 2000').waitFor();
      await file.line('disp_qos').waitFor({ state: 'detached' });
    }));
});
