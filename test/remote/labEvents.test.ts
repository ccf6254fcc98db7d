import { expect, test } from 'vitest';
import { describeWithLab, over } from '../kit/lab';
import { programStarted, type Doing } from '../lab/records';

const anna: Doing = { login: [1000, 'anna'], as: [1000, 'anna'], session: 3, pid: 4711 };

describeWithLab('events on their way', { centralRecords: true }, (lab) => {
  const arrives = (text: string, milliseconds?: number) => lab().central.waitForText(text, undefined, milliseconds);
  const user = (serial: number) =>
    `type=USER msg=audit(1795331397.373:${serial}): pid=1 uid=0 auid=0 ses=1 msg='text=hello'`;

  test("from a sender's audisp-remote to the central log, with the sender's name", async () => {
    const { sender, central } = lab();
    await sender.feed([user(77), user(78)]);
    await central.waitForText(`node=sender ${user(77)}\nnode=sender ${user(78)}\n`);
  });

  test("the start of a sender's own auditd arrives too", async () => {
    await lab().central.waitForText('node=sender type=DAEMON_START');
  });

  test('the link goes down and comes up', async () => {
    const { sender, central } = lab();
    await lab().linkDown(sender);
    await sender.feed(user(90));
    await expect(central.waitForText(user(90), undefined, 500)).rejects.toThrow('waited');
    await lab().linkUp(sender);
    await central.waitForText(user(90), undefined, 20_000);
  });

  test('the central auditd is restarted, and its log rotates', async () => {
    const { sender, central } = lab();
    await central.auditd.restart();
    // The plugin connects again when the next record comes.
    await sender.feed([user(100), user(101)]);
    await central.waitForText(user(101));
    expect(await central.auditd.isRunning()).toBe(true);
    await central.auditd.stop();
    expect(await central.auditd.isRunning()).toBe(false);
    await central.auditd.start();
  });

  test('what the kernel records goes through auditd, which adds the names, and both logs have it', async () => {
    const { sender } = lab();
    const [ran, ...rest] = programStarted({ time: 1795331397373, serial: 200 }, anna, ['/usr/bin/id'], 'exec');
    await sender.kernel.record([ran ?? '', ...rest, 'type=EOE msg=audit(1795331397.373:200): ']);
    const named = 'exe="/usr/bin/id" key="exec"\x1dARCH=x86_64 SYSCALL=execve AUID="operator" UID="operator"';
    await arrives(named);
    expect(await sender.readText('/var/log/audit/audit.log')).toContain(named);
    await arrives('node=sender type=PROCTITLE msg=audit(1795331397.373:200)');
    expect(await lab().central.readText('/var/log/audit/audit.log')).not.toContain('type=EOE');
  });

  test('a marker by auditctl -m, a login by ssh, a command by sudo, a change of rules', async () => {
    const { sender } = lab();
    await sender.run("auditctl -m 'a marker'");
    await arrives("msg='text=a marker exe=");
    await over(sender.login('nopasswd'), 'sudo -n auditctl -w /etc/hosts -p wa -k names; sudo -n auditctl -D');
    await arrives('acct="nopasswd" exe="/usr/sbin/sshd"');
    await arrives(`type=USER_CMD msg=audit(`);
    await arrives('auid=1001');
    await arrives('op=add_rule key="names" list=4 res=1');
    await arrives('op=remove_rule key="names" list=4 res=1');
  });

  test('a log is rotated, and its auditd goes on', async () => {
    const { central, sender } = lab();
    await sender.feed(user(300));
    await arrives(user(300));
    await central.auditd.rotate();
    await central.waitForText('type=DAEMON_ROTATE');
    expect(await central.readText('/var/log/audit/audit.log.1')).toContain(user(300));
    await sender.feed(user(301));
    await arrives(user(301));
  });
});

describeWithLab('a lab for people who look', { demo: true, senders: 2 }, (lab) => {
  test('each sender has something to tell', async () => {
    await lab().central.waitForText('node=sender1 type=USER_LOGIN');
    await lab().central.waitForText('node=sender2 type=EXECVE');
  });
});
