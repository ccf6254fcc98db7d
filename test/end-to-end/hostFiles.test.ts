import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { Workbench } from '../kit/vscode/workbench';

// A host's own rules files: compared, copied here, and removed there.
describeWithLab('files of a host', { auditd: false }, (lab) => {
  const folder = scratch('aw-files-');
  const rules = join(folder.path, 'etc/audit/rules.d');
  const own = '-D\n-w /etc/issue -p wa -k own\n';
  const theirs = '-w /etc/passwd -p wa -k theirs\n';
  let workbench: Workbench;
  const step = (name: string, act: () => Promise<void>) => it(name, () => workbench.step(`files ${name}`, act));

  beforeAll(async () => {
    cpSync(inRepository('examples'), folder.path, { recursive: true });
    await lab().central.run('rm -f /etc/audit/rules.d/*');
    await lab().central.writeFile('/etc/audit/rules.d/20-own.rules', own);
    await lab().central.writeFile('/etc/audit/rules.d/30-identity.rules', theirs);
    await lab().central.run('augenrules --load');
    workbench = await Workbench.open({ folder: folder.path, settings: { 'auditd.ssh.configFile': lab().sshConfig } });
  });
  afterAll(async () => {
    await workbench?.close();
    folder.remove();
  });

  step('1: compared in the changes editor', async () => {
    const before = await lab().central.snapshot('/etc/audit', { inodes: true, times: true });
    await workbench.openFile('etc/audit/rules.d/30-identity.rules');
    await workbench.runCommand('Auditd: Compare with Host');
    await workbench.pick(/rules\.d.*files/);
    await workbench.pick('central');
    await workbench.page.getByRole('tab', { name: /central ↔ workspace/ }).waitFor();
    await workbench.page.locator('.view-line', { hasText: 'theirs' }).first().waitFor();
    expect(await lab().central.snapshot('/etc/audit', { inodes: true, times: true })).toEqual(before);
  });

  step('2: pulled; what differs here only after a question', async () => {
    const here = readFileSync(join(rules, '30-identity.rules'), 'utf8');
    await workbench.runCommand('Auditd: Pull from Host');
    await workbench.pick('central');
    await workbench.pick('etc/audit/rules.d');
    await workbench.dialog.waitFor();
    expect(await workbench.dialog.innerText()).toContain('30-identity.rules');
    expect(existsSync(join(rules, '20-own.rules'))).toBe(false);
    await workbench.pressInDialog('Only New Files');
    await workbench.notification('1 file written: 20-own.rules').waitFor();
    expect(readFileSync(join(rules, '20-own.rules'), 'utf8')).toBe(own);
    expect(readFileSync(join(rules, '30-identity.rules'), 'utf8')).toBe(here);
  });

  step('3: pulled again, overwriting', async () => {
    await workbench.runCommand('Auditd: Pull from Host');
    await workbench.pick('central');
    await workbench.pick('etc/audit/rules.d');
    await workbench.dialog.waitFor();
    await workbench.pressInDialog('Overwrite');
    await workbench.notification('1 file written: 30-identity.rules').waitFor();
    expect(readFileSync(join(rules, '30-identity.rules'), 'utf8')).toBe(theirs);
  });

  step('4: a file that only the host has goes when it is ticked, and only then', async () => {
    await lab().central.writeFile('/etc/audit/rules.d/90-old.rules', '-w /etc/motd -p wa -k old\n');
    await workbench.openFile('etc/audit/rules.d/40-commands.rules');
    await workbench.runCommand('Auditd: Deploy');
    await workbench.pick('only this file');
    await workbench.pick('central');
    await workbench.page.keyboard.press('Enter');
    await workbench.dialog.waitFor();
    await workbench.pressInDialog('Choose Files to Remove…');
    await workbench.pick('90-old.rules');
    await workbench.page.keyboard.press('Enter');
    await workbench.dialog.waitFor();
    expect(await workbench.dialog.innerText()).toContain('removes 90-old.rules');
    await workbench.pressInDialog('Deploy');
    await workbench.notification('loaded and proven').waitFor();
    await until('the file to go', async () => {
      const { out } = await lab().central.run('ls /etc/audit/rules.d');
      return out === '20-own.rules\n30-identity.rules\n40-commands.rules\n';
    });
  });
});
