import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWithLab, over } from '../kit/lab';
import { run } from '../lab/processes';

describeWithLab('the real auditctl and augenrules against a pretended kernel', {}, (lab) => {
  const watches = ['-w /etc/passwd -p wa -k a', '-w /etc/group -p wa -k b', '-w /etc/shadow -p wa -k d'];
  const load = 'augenrules --load > /run/said; echo "status $?"; auditctl -l';

  /** rules.d with this one file, and a kernel that has just booted. */
  async function onlyRules(lines: readonly string[]): Promise<void> {
    const { sender } = lab();
    await sender.kernel.reset();
    await sender.run('rm -f /etc/audit/rules.d/* /etc/audit/audit.rules.prev');
    await sender.writeFile('/etc/audit/rules.d/only.rules', ['-D', ...lines, ''].join('\n'));
  }
  const said = async (command: string) => {
    const { out } = await over(lab().sender.login(), `exec 2>&1; ${command}`);
    return out.split('\n').slice(0, -1);
  };

  test('what rules.d says is loaded and listed', async () => {
    await onlyRules(watches);
    expect(await said(load)).toEqual(['status 0', ...watches]);
    expect(await lab().sender.kernel.loadedRules()).toEqual(watches);
  });

  test('a refused rule in the middle stops the load there', async () => {
    await onlyRules([...watches.slice(0, 2), '-a always,exit -F path=relative -k c', ...watches.slice(2)]);
    expect(await said(load)).toEqual([
      'Error sending add rule data request (Invalid argument)',
      'There was an error in line 7 of /etc/audit/audit.rules',
      'status 1',
      ...watches.slice(0, 2),
    ]);
  });

  test('the third rule is refused on demand, once', async () => {
    await onlyRules(watches);
    await lab().sender.kernel.failAt(3, 'ENOSPC');
    expect((await said(load))[0]).toBe('Error sending add rule data request (No space left on device)');
    expect(await said(load)).toEqual(['status 0', ...watches]);
  });

  test('a duplicate is refused', async () => {
    await onlyRules(watches);
    await said(load);
    expect(await said('auditctl -w /etc/group -p wa -k b; echo "status $?"')).toEqual([
      'Error sending add rule data request (Rule exists)',
      'status 255',
    ]);
  });

  test('locked: nothing changes, and the load says so to syslog only', async () => {
    await onlyRules([...watches, '-e 2']);
    await said(load);
    expect(await said(load)).toEqual(['status 0', ...watches]);
    await lab().sender.waitForText('The audit system is in immutable mode, no rule changes allowed', '/var/log/syslog');
    expect(await said('auditctl -D; echo "status $?"')).toEqual([
      'Error deleting rule (Operation not permitted)',
      'status 255',
    ]);
    expect(await said('auditctl -e 0; echo "status $?"')).toEqual([
      'Error sending enable request (Operation not permitted)',
      'status 255',
    ]);
  });

  test('after a reboot nothing is loaded; the start of auditd loads the rules again', async () => {
    const { sender } = lab();
    await onlyRules([...watches, '-e 2']);
    await said(load);
    await sender.kernel.reboot();
    expect(await sender.kernel.loadedRules()).toEqual([]);
    expect(await sender.kernel.status()).toMatchObject({ enabled: '1' });
    await sender.auditd.restart();
    expect(await sender.kernel.loadedRules()).toEqual(watches);
    expect(await sender.kernel.status()).toMatchObject({ enabled: '2' });
  });

  test('the lock, a setting and a slow kernel by wish', async () => {
    const { kernel } = lab().sender;
    await onlyRules([]);
    await kernel.set('lost', 17);
    await kernel.lock();
    expect(await kernel.status()).toMatchObject({ enabled: '2', lost: '17' });
    await kernel.delayMs(200);
    const started = Date.now();
    await kernel.status();
    expect(Date.now() - started).toBeGreaterThanOrEqual(200);
  });

  test('paths that are not there, and rules that name them anyway', async () => {
    await onlyRules(['-w /no/such/folder/file -p wa -k x']);
    expect((await said(load))[0]).toBe('Error sending add rule data request (No such file or directory)');
    await lab().sender.kernel.paths('any');
    expect(await said(load)).toEqual(['status 0', '-w /no/such/folder/file -p wa -k x']);
  });

  test('two loads at once: all rules are there, mixed', async () => {
    const { sender } = lab();
    await onlyRules([]);
    for (const name of ['one', 'two']) {
      const rules = Array.from(
        { length: 100 },
        (_, n) => `-a always,exit -F path=/etc/${name}${n} -F perm=wa -k ${name}\n`,
      );
      await sender.writeFile(`/run/${name}.rules`, rules.join(''));
    }
    await sender.kernel.delayMs(2);
    await sender.run('auditctl -R /run/one.rules & auditctl -R /run/two.rules; wait');
    const keys = (await sender.kernel.loadedRules()).map((rule) => rule.replace(/.* /, ''));
    expect(keys.length).toBe(200);
    expect(keys.filter((key, index) => key !== keys[index - 1]).length).toBeGreaterThan(2);
  });

  test("the machine's own kernel has heard nothing", async () => {
    const { out } = await run('/usr/sbin/auditctl', ['-l']);
    expect(out).not.toContain('-k a');
  });

  test('a snapshot sees bytes, modes, owners and names', async () => {
    const { sender } = lab();
    await onlyRules(watches);
    const before = await sender.snapshot('/etc/audit', { inodes: true });
    expect(await sender.snapshot('/etc/audit', { inodes: true })).toEqual(before);
    await sender.run('chmod 600 /etc/audit/rules.d/only.rules');
    const after = await sender.snapshot('/etc/audit');
    expect(after.find((entry) => entry.path === 'rules.d/only.rules')).toMatchObject({
      kind: 'file',
      mode: '0600',
      owner: '0:0',
    });
    expect(existsSync('/etc/audit/rules.d/only.rules')).toBe(false);
  });
});

describeWithLab('a lab without pretended kernel', { kernel: 'none' }, (lab) => {
  test('auditctl is refused as in a container', async () => {
    expect((await lab().sender.run('auditctl -l')).code).not.toBe(0);
  });
});
