import { spawn, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Route } from '../../client/src/hosts/host';
import { describeWithLab } from '../kit/lab';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { userPassword } from '../lab/users';
import { connectBy, Person, refusalOf, routeTo, text } from './hostKit';

describeWithLab('logging in', { auditd: false, senders: 2 }, (lab) => {
  const folder = scratch('auth-');
  afterAll(() => folder.remove());
  const route = (change: Partial<Route> = {}, user: 'root' | 'operator' = 'operator') =>
    routeTo(lab(), lab().central, user, change);
  const whoAmI = async (to: Route, person = new Person()): Promise<string> => {
    const shell = await connectBy('central', to, person);
    try {
      return text((await shell.run('id -un')).out).trim();
    } finally {
      shell.end();
    }
  };

  it('by a key file', async () => {
    expect(await whoAmI(await route())).toBe('operator');
  });

  it('by a key file with a passphrase, asked again when it was wrong', async () => {
    const answers = ['no', lab().keys.passphrase];
    const person = new Person({ secret: () => answers.shift() });
    expect(await whoAmI(await route({ identityFiles: [lab().keys.lockedKeyFile] }), person)).toBe('operator');
    expect(person.secretQuestions.map(({ kind }) => kind)).toEqual(['passphrase', 'passphrase']);
    expect(person.secretQuestions[0]?.what).toContain(lab().keys.lockedKeyFile);
  });

  it('by the agent, also when only the keys of IdentityFile may be offered', async () => {
    const agent = join(folder.path, 'agent');
    const server = spawn('ssh-agent', ['-D', '-a', agent], { stdio: 'ignore' });
    try {
      const environment = { ...process.env, SSH_AUTH_SOCK: agent };
      await until('the agent', () => {
        execFileSync('ssh-add', ['-q', lab().keys.keyFile], { env: environment, stdio: 'ignore' });
        return true;
      });
      expect(await whoAmI(await route({ agent, identityFiles: [], identitiesOnly: false }))).toBe('operator');
      expect(await whoAmI(await route({ agent, identityFiles: [lab().keys.keyFile] }))).toBe('operator');
      const other = await route({ agent, identityFiles: [join(folder.path, 'none')] });
      expect(await refusalOf(whoAmI(other))).toMatchObject({ failure: { kind: 'authentication' } });
    } finally {
      server.kill();
    }
  });

  it('an agent that is not there is only one way less', async () => {
    expect(await whoAmI(await route({ agent: join(folder.path, 'nobody') }))).toBe('operator');
  });

  it('by password, asked once', async () => {
    const person = new Person({ secret: userPassword });
    expect(await whoAmI(await route({ identityFiles: [] }), person)).toBe('operator');
    expect(person.secretQuestions).toHaveLength(1);
  });

  it('a wrong password is not tried twice', async () => {
    const person = new Person({ secret: 'wrong' });
    const refusal = await refusalOf(whoAmI(await route({ identityFiles: [] }), person));
    expect(refusal).toMatchObject({ failure: { kind: 'authentication', user: 'operator' } });
    expect(person.secretQuestions).toHaveLength(1);
  });

  it('nothing to log in with says what was tried and what the host takes', async () => {
    const refusal = await refusalOf(whoAmI(await route({ identityFiles: [] })));
    expect(String(refusal)).toMatch(
      /login as operator was refused .*tried: keyboard-interactive; the host takes publickey/,
    );
  });

  it('by keyboard-interactive, and by two factors', async () => {
    const [, second] = lab().senders;
    if (second === undefined) throw new Error('two senders');
    await second.sshd.restart(['PasswordAuthentication no', 'KbdInteractiveAuthentication yes']);
    const person = new Person({ secret: userPassword });
    const to = await routeTo(lab(), second, 'operator', { identityFiles: [] });
    expect(await whoAmI(to, person)).toBe('operator');
    expect(person.secretQuestions[0]).toMatchObject({ kind: 'keyboard-interactive', echo: false });
    await second.sshd.restart([
      'KbdInteractiveAuthentication yes',
      'AuthenticationMethods publickey,keyboard-interactive',
    ]);
    const both = new Person({ secret: userPassword });
    expect(await whoAmI(await routeTo(lab(), second, 'operator'), both)).toBe('operator');
    expect(both.secretQuestions).toHaveLength(1);
  });

  it('through a jump host, each with its own host key', async () => {
    const through = await routeTo(lab(), lab().sender, 'root');
    const to = await route({ jumps: [through], hostName: lab().central.address, port: 22 });
    // The lab's sshd listens for this machine only; the jump host needs one in the lab's own network.
    const options = [
      'HostKey=/etc/ssh/ssh_host_ed25519_key',
      'AuthorizedKeysFile=/etc/ssh/authorized_keys/%u',
      'StrictModes=no',
    ];
    await lab().central.run(`/usr/sbin/sshd -f /dev/null -p 22 ${options.map((option) => `-o ${option}`).join(' ')}`);
    const person = new Person({ key: 'once' });
    expect(await whoAmI(to, person)).toBe('operator');
    expect(person.keyQuestions.map(({ name }) => name)).toEqual([lab().central.address]);
  });
});
