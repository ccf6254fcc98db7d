import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { Workbench } from '../kit/vscode/workbench';

// Configuration files as a person deploys them: by role, with a restart, refused by the host, on two hosts, taken back.
describeWithLab('deploy of configuration', {}, (lab) => {
  const folder = scratch('aw-config-');
  const central = join(folder.path, 'fleet/central/auditd.conf');
  const sender = join(folder.path, 'fleet/sender/auditd.conf');
  // Other tests may keep the machine busy.
  const patiently = { timeout: 60_000 };
  let workbench: Workbench;
  const step = (name: string, act: () => Promise<void>) => it(name, () => workbench.step(`config ${name}`, act));
  const pid = async (): Promise<string> => lab().central.readText('/run/auditd.pid');
  const listening = async (port: number): Promise<boolean> =>
    (await lab().central.run(`ss -Hltnp "sport = :${port}" | grep -q auditd`)).code === 0;

  beforeAll(async () => {
    for (const role of ['central', 'sender'] as const) {
      mkdirSync(join(folder.path, 'fleet', role), { recursive: true });
      writeFileSync(
        join(folder.path, 'fleet', role, 'auditd.conf'),
        await lab()[role].readFile('/etc/audit/auditd.conf'),
      );
    }
    cpSync(lab().sshConfig, join(folder.path, 'ssh_config'));
    const hosts = [
      { name: 'central', role: 'central' },
      { name: 'sender', role: 'sender' },
    ];
    // The sender once more, by another login: one that must give a password.
    const config = await lab().writeSshConfig('ssh_config_logins', [
      { host: lab().central },
      { host: lab().sender },
      { host: lab().sender, alias: 'operated', user: 'operator' },
    ]);
    workbench = await Workbench.open({
      folder: folder.path,
      settings: { 'auditd.ssh.configFile': config, 'auditd.hosts': hosts },
    });
  });
  afterAll(async () => {
    await workbench?.close();
    folder.remove();
  });

  step('1: one file, a restart, and the proof of its port', async () => {
    const before = await pid();
    writeFileSync(central, readFileSync(central, 'utf8').replace('tcp_listen_port = 60', 'tcp_listen_port = 77'));
    await workbench.openFile('fleet/central/auditd.conf');
    await workbench.runCommand('Auditd: Deploy');
    await workbench.pick('only this file');
    await workbench.pick('central');
    await workbench.page.keyboard.press('Enter');
    await workbench.dialog.waitFor(patiently);
    expect(await workbench.dialog.innerText()).toMatch(/restart auditd \(.*\) for tcp_listen_port.*listens on port 77/);
    expect(await pid()).toBe(before);
    await workbench.pressInDialog('Deploy');
    await workbench
      .notification(/central: deployed\. auditd was restarted and runs as process \d+ and listens on port 77/)
      .waitFor(patiently);
    expect(await pid()).not.toBe(before);
    expect(await listening(77)).toBe(true);
  });

  step('2: the host’s own program refuses a file before it is moved', async () => {
    const good = readFileSync(central, 'utf8');
    const before = await lab().central.snapshot('/etc/audit', { inodes: true, times: true });
    const running = await pid();
    // A group that this machine's judge cannot know, and the host does.
    writeFileSync(central, `${good}log_group = nosuchgroup\n`);
    await workbench.runCommand('Auditd: Deploy');
    await workbench.pick('only this file');
    // It is ticked already: the first deploy has selected it.
    await workbench.quickInput.locator('.monaco-list-row', { hasText: 'selected' }).waitFor(patiently);
    await workbench.page.keyboard.press('Enter');
    await workbench.dialog.waitFor(patiently);
    await workbench.pressInDialog('Deploy');
    await workbench.notification(/nothing was changed\. The host's own check refuses .*nosuchgroup/).waitFor(patiently);
    expect(await lab().central.snapshot('/etc/audit', { inodes: true, times: true })).toEqual(before);
    expect(await pid()).toBe(running);
    writeFileSync(central, good);
  });

  step('3: the folder by role to two hosts, one of them first, and a summary to keep', async () => {
    writeFileSync(central, readFileSync(central, 'utf8').replace('num_logs = 5', 'num_logs = 6'));
    writeFileSync(sender, readFileSync(sender, 'utf8').replace('num_logs = 5', 'num_logs = 7'));
    await workbench.runCommand('Auditd: Deploy');
    await workbench.pick(/fleet.*central 1, sender 1/);
    await workbench.pick(/^sender/);
    await workbench.page.keyboard.press('Enter');
    await workbench.dialog.waitFor(patiently);
    const text = await workbench.dialog.innerText();
    expect(text).toMatch(/central: 1 file changed; .*restart auditd/);
    expect(text).toMatch(/sender: 1 file changed; .*reload auditd/);
    await workbench.pressInDialog('central First, Then the Rest');
    await workbench.dialog.filter({ hasText: 'Go on with sender?' }).waitFor(patiently);
    expect(await lab().central.readText('/etc/audit/auditd.conf')).toContain('num_logs = 6');
    expect(await lab().sender.readText('/etc/audit/auditd.conf')).toContain('num_logs = 5');
    await workbench.pressInDialog('Go On');
    await workbench.notification(/sender: deployed\. auditd has taken over its configuration/).waitFor(patiently);
    expect(await lab().sender.readText('/etc/audit/auditd.conf')).toContain('num_logs = 7');
    await workbench.pressInNotification(/sender: deployed/, 'Save Summary…');
    await workbench.answerPath(join(folder.path, 'summary.md'));
    await until('the summary', () =>
      readFileSync(join(folder.path, 'summary.md'), 'utf8').includes('| central | done |'),
    );
    await workbench.file('summary.md');
  });

  step('4: the Hosts view shows the port, and what somebody else changes', async () => {
    await lab().central.run('sed -i "s/num_logs = 6/num_logs = 9/" /etc/audit/auditd.conf');
    await workbench.openView('Hosts');
    await workbench.runCommand('Auditd: Look at Hosts Again');
    const row = workbench.page.getByRole('treeitem', { name: /central.*port 77.*1 changed since the deploy/ });
    await row.waitFor(patiently);
    await row.locator('.monaco-tl-twistie').click();
    await workbench.page.getByRole('treeitem', { name: 'Changed since: /etc/audit/auditd.conf' }).waitFor(patiently);
  });

  step('5: two deploys are taken back at once', async () => {
    await lab().central.run('sed -i "s/num_logs = 9/num_logs = 6/" /etc/audit/auditd.conf');
    await workbench.runCommand('Auditd: Roll Back…');
    await workbench.pick('takes back 2 deploys');
    await workbench.dialog.waitFor(patiently);
    await workbench.pressInDialog('Roll Back');
    await workbench.notification(/central: rolled back\. auditd was restarted.*port 60/).waitFor(patiently);
    expect(await listening(60)).toBe(true);
    expect(await lab().central.readText('/etc/audit/auditd.conf')).toContain('num_logs = 5');
  });

  step('6: who gives no password for one of two hosts still deploys to the other', async () => {
    writeFileSync(
      central,
      (await lab().central.readText('/etc/audit/auditd.conf')).replace('num_logs = 5', 'num_logs = 8'),
    );
    await workbench.openFile('fleet/central/auditd.conf');
    await workbench.runCommand('Auditd: Deploy');
    await workbench.pick('only this file');
    await workbench.quickInput.locator('.monaco-list-row', { hasText: 'selected' }).waitFor(patiently);
    await workbench.pick('operated');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.filter({ hasText: 'sudo on operated asks for the password' }).waitFor(patiently);
    await workbench.page.keyboard.press('Escape');
    await workbench.dialog.waitFor(patiently);
    expect(await workbench.dialog.innerText()).toMatch(/central: 1 file changed[^]*operated: cancelled/);
    await workbench.pressInDialog('Deploy');
    await workbench.notification(/central: deployed[^]*operated: cancelled/).waitFor(patiently);
    expect(await lab().central.readText('/etc/audit/auditd.conf')).toContain('num_logs = 8');
    expect(await lab().sender.readText('/etc/audit/auditd.conf')).not.toContain('num_logs = 8');
  });
});
