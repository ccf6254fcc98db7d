import { cpSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { Workbench } from '../kit/vscode/workbench';

// Central logging as a person sets it up: questions, one plan, the proof; a second time; and taken back.
describeWithLab('central logging in the editor', { senders: 2, configuration: 'as-installed' }, (lab) => {
  const folder = scratch('aw-central-');
  let workbench: Workbench;
  const step = (name: string, act: () => Promise<void>) => it(name, () => workbench.step(`central ${name}`, act));
  const listening = async (): Promise<string> => (await lab().central.run('ss -Hltnp sport = :60')).out;

  beforeAll(async () => {
    cpSync(inRepository('examples'), folder.path, { recursive: true });
    workbench = await Workbench.open({
      folder: folder.path,
      settings: { 'auditd.ssh.configFile': lab().sshConfig },
    });
  });
  afterAll(async () => {
    await workbench?.close();
    folder.remove();
  });

  /** The four questions, and the address; senders that were ticked last time are ticked already. */
  async function answerQuestions(ticks: readonly string[]): Promise<void> {
    await workbench.runCommand('Auditd: Set Up Central Logging');
    await workbench.quickInput.getByText('Set Up Central Logging (1/4)').waitFor();
    await workbench.pick('central');
    await workbench.quickInput.getByText('Set Up Central Logging (2/4)').waitFor();
    for (const sender of ticks) await workbench.pick(sender);
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.getByText('Set Up Central Logging (3/4)').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.getByText('Set Up Central Logging (4/4)').waitFor();
    await workbench.picture('central the choices');
    await workbench.page.keyboard.press('Enter');
    await workbench.pick('10.99.0.1');
  }

  step('1: questions, and a plan for all hosts before anything is done', async () => {
    await answerQuestions(['sender1', 'sender2']);
    await workbench.dialog.waitFor({ timeout: 60_000 });
    const text = await workbench.dialog.innerText();
    expect(text).toContain('Set up central logging on central, sender1, sender2?');
    expect(text).toContain('restart auditd; it must listen on port 60');
    expect(text).toContain('The records travel as plain text.');
    expect(await listening()).toBe('');
    await workbench.picture('central the plan');
  });

  step('2: the run, and a test event of each sender', async () => {
    await workbench.pressInDialog('Set Up');
    await workbench
      .notification(/Central logging works: a test event of sender1, sender2 was seen on central/)
      .waitFor();
    expect(await listening()).toContain('"auditd"');
    const document = await workbench.file('Set%20Up%20Central%20Logging');
    const seen = document.lines.filter({ hasText: /node=sender2/ });
    await seen.first().waitFor();
  });

  step('3: a second time there is nothing to do', async () => {
    await answerQuestions([]);
    await workbench
      .notification(/Everything is set up already on central, sender1, sender2/)
      .waitFor({ timeout: 60_000 });
    await workbench.pressInNotification(/Everything is set up already/, 'Send a Test Event');
    await workbench.notification(/Central logging works/).waitFor({ timeout: 60_000 });
  });

  step('4: a diagnosis names what was broken, with its evidence, and mends it', async () => {
    const sender = lab().senders[1]!;
    await sender.run("sed -i 's/active = yes/active = no/' /etc/audit/plugins.d/au-remote.conf");
    await sender.auditd.restart();
    await workbench.runCommand('Auditd: Diagnose');
    // The roles that the set-up gave are ticked already.
    await workbench.quickInput.getByPlaceholder('Diagnose which hosts?').waitFor();
    await workbench.page.keyboard.press('Enter');
    const fault = workbench.page.getByRole('treeitem', { name: /^plugin-inactive, on sender2/ });
    await fault.waitFor({ timeout: 60_000 });
    await workbench.picture('central the diagnosis');

    await fault.hover();
    await fault.getByRole('button', { name: 'Fix Fault…' }).click();
    await workbench.dialog.waitFor({ timeout: 60_000 });
    expect(await workbench.dialog.innerText()).toContain('sender2');
    await workbench.pressInDialog('Deploy');
    await until(
      'sender2 to send again',
      async () => (await sender.run('grep -c "^active = yes" /etc/audit/plugins.d/au-remote.conf')).code === 0,
      { within: 60_000 },
    );
    await workbench.page
      .getByRole('treeitem', { name: /^plugin-inactive/ })
      .waitFor({ state: 'hidden', timeout: 60_000 });
  });

  step('5: the undo puts all hosts back', async () => {
    await workbench.runCommand('Auditd: Undo Central Logging');
    await workbench.dialog.waitFor({ timeout: 60_000 });
    expect(await workbench.dialog.innerText()).toContain('put back /etc/audit/auditd.conf');
    await workbench.pressInDialog('Undo');
    await workbench.notification(/as before central logging was set up/).waitFor({ timeout: 60_000 });
    expect(await listening()).toBe('');
  });
});
