import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { Workbench } from '../kit/vscode/workbench';
import { userPassword } from '../lab/users';

// What a person meets beside the straight way: an unknown host key, sudo, a refused file, a roll back, a proof.
describeWithLab('deploy, with what may come', { auditd: false }, (lab) => {
  const folder = scratch('aw-deploy-');
  const file = join(folder.path, 'etc/audit/rules.d/30-identity.rules');
  const known = join(folder.path, 'known_hosts');
  let workbench: Workbench;
  const step = (name: string, act: () => Promise<void>) => it(name, () => workbench.step(`deploy ${name}`, act));

  beforeAll(async () => {
    cpSync(inRepository('examples'), folder.path, { recursive: true });
    const config = await lab().writeSshConfig('ssh_config_operator', [{ host: lab().central, user: 'operator' }]);
    // Nothing is known of the host yet.
    writeFileSync(
      config,
      readFileSync(config, 'utf8').replace(/UserKnownHostsFile .*/g, `UserKnownHostsFile ${known}`),
    );
    workbench = await Workbench.open({ folder: folder.path, settings: { 'auditd.ssh.configFile': config } });
    await lab().central.run('augenrules --load');
  });
  afterAll(async () => {
    await workbench?.close();
    folder.remove();
  });

  step('1: an unknown host key is asked about', async () => {
    await workbench.openFile('etc/audit/rules.d/30-identity.rules');
    await workbench.runCommand('Auditd: Deploy');
    await workbench.pick('only this file');
    await workbench.dialog.waitFor();
    const text = await workbench.dialog.innerText();
    expect(text).toContain('SHA256:');
    expect(text).toContain(`[127.0.0.1]:${lab().central.port}`);
    await workbench.pressInDialog('Connect and Remember');
  });

  step('2: sudo asks for the password, once', async () => {
    await workbench.answer(userPassword, /sudo on central asks for the password of operator/);
    await workbench.dialog.waitFor();
    expect(await workbench.dialog.innerText()).toContain('central: 1 file changed');
    expect(readFileSync(known, 'utf8')).toContain(`[127.0.0.1]:${lab().central.port} ssh-ed25519 `);
    await workbench.pressInDialog('Deploy');
    await workbench.notification('loaded and proven').waitFor();
    await workbench.file('Plan');
  });

  step('3: a file that the host refuses leaves it as before, and the message says which line and why', async () => {
    const before = await lab().central.snapshot('/etc/audit', { inodes: true, times: true });
    const rules = await lab().central.kernel.loadedRules();
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}-w /etc/services -p wz -k bad\n`);
    await workbench.runCommand('Auditd: Deploy');
    await workbench.pick('only this file');
    await workbench.dialog.waitFor();
    expect(await workbench.dialog.innerText()).toContain('1 line would be refused there');
    await workbench.pressInDialog('Deploy');
    const line = text.split('\n').length;
    await workbench.notification(new RegExp(`refused 30-identity\\.rules:${line}.*The host is as before`)).waitFor();
    expect(await lab().central.snapshot('/etc/audit', { inodes: true, times: true })).toEqual(before);
    expect(await lab().central.kernel.loadedRules()).toEqual(rules);
    writeFileSync(file, text);
  });

  step('4: the proof marks every line', async () => {
    await workbench.openFile('etc/audit/rules.d/30-identity.rules');
    await workbench.runCommand('Auditd: Prove Loaded Rules');
    await workbench.notification(/central: 4 of 14 rules are not loaded\./).waitFor();
    await workbench.page.locator('.view-line', { hasText: 'arch=b64 -F path=/etc/passwd' }).last().waitFor();
  });

  step('5: the roll back brings back what was there', async () => {
    await workbench.runCommand('Auditd: Roll Back…');
    await workbench.dialog.waitFor();
    expect(await workbench.dialog.innerText()).toContain('Roll back central?');
    await workbench.pressInDialog('Roll Back');
    await until(
      'the file to go',
      async () => (await lab().central.run('ls /etc/audit/rules.d')).out === 'audit.rules\n',
    );
  });

  step('6: the Hosts view shows what was seen', async () => {
    await workbench.openView('Hosts');
    await workbench.page.getByRole('treeitem', { name: /central, selected.*audit 3\.0\.9/ }).waitFor();
  });
});
