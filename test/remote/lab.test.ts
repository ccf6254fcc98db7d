import { Client } from 'ssh2';
import { expect, test } from 'vitest';
import { describeWithLab } from '../kit/lab';
import type { Login } from '../lab/clientFiles';
import { run } from '../lab/processes';
import { userPassword, type LabUser } from '../lab/users';

/** One command over a connection of its own; rejects when the login fails. */
function over(login: Login, command: string, stdin = ''): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.on('error', reject);
    client.on('ready', () =>
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let out = '';
        let err = '';
        channel.on('data', (bytes: Buffer) => (out += bytes.toString()));
        channel.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()));
        channel.on('close', (code: number) => {
          client.end();
          resolve({ code, out, err });
        });
        channel.end(stdin);
      }),
    );
    client.connect({ ...login, hostVerifier: () => true });
  });
}

describeWithLab('logging in', {}, (lab) => {
  test.each([
    ['root', 'key'],
    ['root', 'locked-key'],
    ['operator', 'key'],
    ['operator', 'password'],
    ['nopasswd', 'key'],
    ['nosudo', 'key'],
  ] as const)('%s by %s', async (user: LabUser, how) => {
    const { out } = await over(lab().sender.login(user, how), 'echo "$(id -un) $(hostname) $HOME"');
    expect(out).toBe(`${user} sender ${user === 'root' ? '/root' : `/home/${user}`}\n`);
  });

  test('the ssh of the machine, by the ssh_config', async () => {
    const { out, err } = await run('ssh', ['-F', lab().sshConfig, 'central', 'hostname']);
    expect({ out, err }).toEqual({ out: 'central\n', err: '' });
  });

  test('sudo asks operator for the password, and takes it', async () => {
    const login = lab().sender.login('operator');
    const { code, out, err } = await over(login, "sudo -k -S -p '[ask]' id -un", `${userPassword}\n`);
    expect({ code, out, err }).toEqual({ code: 0, out: 'root\n', err: expect.stringContaining('[ask]') });
    expect((await over(login, 'sudo -n id -un')).code).toBe(1);
  });

  test('sudo asks nopasswd nothing, and refuses nosudo', async () => {
    expect((await over(lab().sender.login('nopasswd'), 'sudo -n id -un')).out).toBe('root\n');
    const refused = await over(lab().sender.login('nosudo'), "sudo -k -S -p '' id -un", `${userPassword}\n`);
    expect(refused.err).toContain('is not in the sudoers file');
  });
});

describeWithLab('auditd and the pretended kernel', {}, (lab) => {
  test("an event goes from a sender's audisp-remote to the central log", async () => {
    const { sender, central } = lab();
    await sender.feed("type=USER msg=audit(1795331397.373:77): pid=1 uid=0 auid=0 ses=1 msg='text=hello'");
    await central.waitForText('node=sender type=USER msg=audit(1795331397.373:77)');
  });

  test('augenrules loads what is in rules.d', async () => {
    const { sender } = lab();
    await sender.writeFile('/etc/audit/rules.d/50-x.rules', '-w /etc/passwd -p wa -k id\n');
    const { code } = await sender.run('augenrules --load');
    expect(code).toBe(0);
    expect(await sender.kernel.loadedRules()).toEqual(['-w /etc/passwd -p wa -k id']);
  });
});
