import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { describeWhereLabsCanBe, describeWithLab, over } from '../kit/lab';
import { removeStaleLabs } from '../lab/folder';
import { startLab, type Lab } from '../lab/lab';
import { lives, processName, run, until, type ProcessName } from '../lab/processes';
import { userPassword } from '../lab/users';

describeWithLab('logging in to a lab host', {}, (lab) => {
  test.each([
    ['root', 'key'],
    ['root', 'locked-key'],
    ['operator', 'key'],
    ['operator', 'password'],
    ['nopasswd', 'key'],
    ['nosudo', 'key'],
  ] as const)('%s by %s', async (user, how) => {
    const { out } = await over(lab().sender.login(user, how), 'echo "$(id -un) $(hostname) $HOME"');
    expect(out).toBe(`${user} sender ${user === 'root' ? '/root' : `/home/${user}`}\n`);
  });

  test('by agent', async () => {
    const agent = await lab().startAgent();
    const { privateKey: _, ...login } = lab().sender.login('operator');
    expect((await over({ ...login, agent: agent.socket }, 'id -un')).out).toBe('operator\n');
    await agent.stop();
  });

  test('not root by password', async () => {
    await expect(over(lab().sender.login('root', 'password'), 'true')).rejects.toThrow('authentication methods failed');
  });

  test('sudo asks operator for the password, and takes it', async () => {
    const login = lab().sender.login('operator');
    const asked = await over(login, "sudo -k -S -p '[ask]' id -un", `${userPassword}\n`);
    expect(asked).toMatchObject({ code: 0, out: 'root\n' });
    expect(asked.err).toContain('[ask]');
    expect((await over(login, 'sudo -n id -un')).code).toBe(1);
  });

  test('sudo asks nopasswd nothing, and refuses nosudo', async () => {
    expect((await over(lab().sender.login('nopasswd'), 'sudo -n id -un')).out).toBe('root\n');
    const refused = await over(lab().sender.login('nosudo'), "sudo -k -S -p '' id -un", `${userPassword}\n`);
    expect(refused.err).toContain('is not in the sudoers file');
  });

  test('by the ssh of the machine; a changed host key stops it', async () => {
    const { central, sshConfig } = lab();
    const ssh = () => run('ssh', ['-F', sshConfig, '-o', 'BatchMode=yes', 'central', 'hostname']);
    expect(await ssh()).toEqual({ code: 0, out: 'central\n', err: '' });
    await lab().changeHostKey(central);
    const refused = await ssh();
    expect(refused.code).toBe(255);
    expect(refused.err).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED');
  });

  test('a session is in the network of its host', async () => {
    const { out } = await over(lab().central.login(), 'ss -Hltn; ip -o -4 address show eth0');
    expect(out).toContain('*:60');
    expect(out).toContain('10.99.0.1/24');
    expect((await run('ss', ['-Hltn', 'sport = :60'])).out).toBe('');
  });

  test('sshd takes lines of its own', async () => {
    const { sender } = lab();
    await sender.sshd.restart([
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'Match User nosudo',
      'ForceCommand echo no',
    ]);
    await expect(over(sender.login('operator', 'password'), 'true')).rejects.toThrow('authentication methods failed');
    expect((await over(sender.login('operator'), 'id -un')).out).toBe('operator\n');
    expect((await over(sender.login('nosudo'), 'id -un')).out).toBe('no\n');
  });
});

describeWithLab('several labs', { names: ['web', 'db', 'mail'] }, (lab) => {
  test('a second one at the same time, each with its own events', async () => {
    const other = await startLab({ senders: 2 });
    try {
      const record = (text: string) =>
        `type=USER msg=audit(1795331397.373:9): pid=1 uid=0 auid=0 ses=1 msg='text=${text}'`;
      expect(other.senders.map((host) => host.name)).toEqual(['sender1', 'sender2']);
      await Promise.all(lab().senders.map((host) => host.feed(record(`from ${host.name}`))));
      await Promise.all(other.senders.map((host) => host.feed(record('from the other lab'))));
      for (const name of ['web', 'db', 'mail'])
        await lab().central.waitForText(`node=${name} ${record(`from ${name}`)}`);
      await other.central.waitForText(`node=sender2 ${record('from the other lab')}`);
      expect(await lab().central.readText('/var/log/audit/audit.log')).not.toContain('the other lab');
    } finally {
      await other.stop();
    }
  });
});

describeWhereLabsCanBe('what is left of a lab', () => {
  const traces = async () => ({
    mounts: (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line.includes('lab')),
    namespaces: (await run('ip', ['netns', 'list'])).out,
    links: (await run('ip', ['-o', 'link'])).out.replace(/ mtu .*/g, ''),
    children: await readFile(`/proc/self/task/${process.pid}/children`, 'utf8'),
  });
  const processesOf = (lab: Lab) =>
    lab.hosts.flatMap((host) => [host.holder, processName(host.pid)]).filter((name) => name !== undefined);
  const isListening = async (port: number) => (await run('ss', ['-Hltn', `sport = :${port}`])).out !== '';

  test('after stop: nothing', async () => {
    const before = await traces();
    const lab = await startLab({ demo: true });
    const processes = processesOf(lab);
    expect(processes.map(lives)).toEqual([true, true, true, true]);
    await lab.stop();
    expect(processes.some(lives)).toBe(false);
    expect(existsSync(lab.folder)).toBe(false);
    for (const host of lab.hosts) expect(await isListening(host.port)).toBe(false);
    await expect.poll(traces, { timeout: 20_000 }).toEqual(before);
  });

  test('after a host that could not be started: nothing', async () => {
    const before = await traces();
    await expect(startLab({ names: ['one', 'no/name'] })).rejects.toThrow('no/name did not boot');
    await expect.poll(traces, { timeout: 20_000 }).toEqual(before);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('after %s to the process that holds it', async (signal) => {
    const script = `require('./test/lab/lab').startLab({}).then((lab) => {
      console.log(JSON.stringify({ folder: lab.folder, pids: lab.hosts.map((host) => host.pid) }));
      setInterval(() => {}, 1000);
    });`;
    const driver = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    driver.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await until(() => text.includes('\n'), 'the lab of another process', 20_000);
    const { folder, pids } = JSON.parse(text) as { folder: string; pids: number[] };
    const hosts = pids.map(processName).filter((name): name is ProcessName => name !== undefined);
    expect(hosts.length).toBe(2);

    driver.kill(signal);
    await until(() => !hosts.some(lives), 'the hosts to end with their holder');
    if (signal === 'SIGKILL') expect(await removeStaleLabs()).toContain(folder);
    await until(() => !existsSync(folder), 'the folder to go');
  });
});
