import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import type { OpenFile } from '../kit/vscode/openFile';
import { Workbench } from '../kit/vscode/workbench';
import { fileOpened, loggedIn, programStarted } from '../lab/records';

const rules = [
  '# Programs, and who reads passwords',
  '-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=unset -k exec',
  '-w /etc/passwd -p r -k identity',
  '-w /etc/shadow -p r -k identity',
  '-a always,exit -F arch=b64 -S openat -F gid=4711 -k open',
  '-a always,exit -F arch=b64 -S openat -F exit=-EACCES -k open',
  '',
].join('\n');

let workbench: Workbench;

describe('rules of events and events of rules', () => {
  const folder = scratch('aw-rule-events-');
  const log = join(folder.path, 'log/audit.log');
  const doing = { login: [1000, 'alice'], as: [0, 'root'], session: 3, pid: 4242 } as const;
  let serial = 100;
  let file: OpenFile;
  const write = (records: readonly string[]) => appendFileSync(log, `${records.join('\n')}\n`);
  const stamp = () => ({ time: Date.now(), serial: serial++ });
  const reads = (path: string, key = 'identity', exit = 3) =>
    write(fileOpened(stamp(), doing, ['/usr/bin/cat', path], path, exit, key));
  const row = (text: string) => workbench.webview.locator('.row.event', { hasText: text }).first();
  const said = () => workbench.webview.locator('.details .rules');
  const lenses = async () => {
    const texts = await file.editor.locator('.codelens-decoration').allInnerTexts();
    // The server's own lens about a key stands beside.
    return texts.map((text) => text.replaceAll('\u00a0', ' ').split('|').at(-1)?.trim() ?? '');
  };

  beforeAll(async () => {
    mkdirSync(join(folder.path, 'audit/rules.d'), { recursive: true });
    mkdirSync(join(folder.path, 'log'));
    writeFileSync(join(folder.path, 'audit/rules.d/30-identity.rules'), rules);
    writeFileSync(log, '');
    reads('/etc/shadow');
    write(programStarted(stamp(), doing, ['/usr/bin/id'], 'exec'));
    write(loggedIn(stamp(), 2291, [0, 'oracle'], '203.0.113.9', 'failed'));
    workbench = await Workbench.open({ folder: folder.path });
  });
  afterAll(async () => {
    await workbench?.close();
    folder.remove();
  });

  it('an opened event names the rule that made it, and leads to its line', () =>
    workbench.step('rules of events 1: the rule', async () => {
      await workbench.openFile('log/audit.log');
      await workbench.runCommand('Auditd: Open as Events');
      await row('/etc/shadow').click();
      const rule = said().getByRole('button', { name: 'Show this rule in its file: 30-identity.rules:4' });
      await rule.waitFor();
      expect(await said().innerText()).toContain('-w /etc/shadow -p r -k identity');
      expect(await said().locator('.said').innerText()).toBe('Rule');
      await workbench.picture('rules of events 1: opened');
      await rule.click();
      file = await workbench.file('30-identity.rules');
      await file.line('-w /etc/shadow').waitFor();
      await workbench.statusBar('Ln 4,').waitFor();
    }));

  it('by keyboard alone', () =>
    workbench.step('rules of events 2: keyboard', async () => {
      await row('/usr/bin/id').click();
      await said().getByRole('button', { name: 'Show this rule in its file: 30-identity.rules:2' }).waitFor();
      await workbench.page.keyboard.press('r');
      await workbench.statusBar('Ln 2,').waitFor();
    }));

  it('what is no rule’s work, and what is not certain, is said', () =>
    workbench.step('rules of events 3: candidates', async () => {
      await row('failed').click();
      await workbench.webview.getByText('No rule: a program or auditd itself sent this.').waitFor();
      reads('/root/secret', 'open', -13);
      // In its middle the button that tells of new events may lie.
      await row('/root/secret').locator('.time').click();
      const list = said().filter({ hasText: 'Candidates' });
      await list.getByRole('button', { name: 'Show this rule in its file: 30-identity.rules:5' }).waitFor();
      await list.getByRole('button', { name: 'Show this rule in its file: 30-identity.rules:6' }).waitFor();
      await list.getByText('the records do not tell: gid').waitFor();
    }));

  it('lenses count while the log grows', () =>
    workbench.step('rules of events 4: lenses', async () => {
      await until('a count over each rule', async () => {
        const counts = ['1 event', '0 events', '1 event', 'perhaps 1 event', 'perhaps 1 event'];
        return JSON.stringify((await lenses()).sort()) === JSON.stringify(counts.sort());
      });
      for (let n = 0; n < 6; n++) reads('/etc/passwd');
      await until('six more', async () => (await lenses()).includes('6 events'));
    }));

  it('a lens shows the events of its rule', () =>
    workbench.step('rules of events 5: events of a rule', async () => {
      const lens = file.editor.locator('.codelens-decoration a', { hasText: /^6.events$/ });
      await lens.first().click();
      const filter = workbench.webview.getByLabel('Filter');
      await until('its filter', async () => (await filter.inputValue()) === 'rule:30-identity.rules:3');
      await until('six rows', async () => (await workbench.webview.locator('.row.event').count()) === 6);
    }));

  it('a rule whose key is its own is found by it', () =>
    workbench.step('rules of events 6: by key', async () => {
      await file.goTo(2);
      await workbench.runCommand('Auditd: Show Events of Rule');
      const filter = workbench.webview.getByLabel('Filter');
      await until('its filter', async () => (await filter.inputValue()) === 'key:exec');
      await row('/usr/bin/id').waitFor();
      await file.goTo(1);
      await workbench.runCommand('Auditd: Show Events of Rule');
      await workbench.notification('Line 1 loads no rule').waitFor();
    }));
});
