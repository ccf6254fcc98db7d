import { afterEach, expect, it } from 'vitest';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { describeWithLab } from '../kit/lab';
import type { LabUser } from '../lab/users';
import { userPassword } from '../lab/users';
import { connectTo, Person, refusalOf, text } from './hostKit';

describeWithLab('root rights', { auditd: false }, (lab) => {
  const opened: RemoteShell[] = [];
  const connect = async (user: LabUser, person = new Person()): Promise<RemoteShell> => {
    const shell = await connectTo(lab(), lab().central, user, person);
    opened.push(shell);
    return shell;
  };
  afterEach(() => opened.splice(0).forEach((shell) => shell.end()));

  it('a root login has them', async () => {
    const shell = await connect('root');
    expect(await shell.asRoot()).toBe(shell);
  });

  it('sudo without password asks nothing', async () => {
    const person = new Person();
    const root = await (await connect('nopasswd', person)).asRoot();
    const result = await root.run('id -u; cat', { stdin: Buffer.from('payload') });
    expect(text(result.out)).toBe('0\npayload');
    expect(person.secretQuestions).toEqual([]);
  });

  it('sudo with a password asks once a session, saying who asks and for what', async () => {
    const person = new Person({ secret: userPassword });
    const root = await (await connect('operator', person)).asRoot();
    const input = Buffer.from(`${'x'.repeat(100_000)}\nlast`);
    const result = await root.run('cat; echo complaint >&2; exit 3', { stdin: input });
    expect(Buffer.from(result.out).equals(input)).toBe(true);
    expect(result.code).toBe(3);
    expect(result.err).toContain('complaint');
    expect(result.err).not.toContain(userPassword);
    expect(text((await root.run('id -u')).out)).toBe('0\n');
    expect(person.secretQuestions).toHaveLength(1);
    expect(person.secretQuestions[0]?.what).toMatch(/^sudo on central asks for the password of operator/);
  });

  it('a wrong password is given once, not twice, and is forgotten', async () => {
    const answers = ['wrong', userPassword];
    const person = new Person({ secret: () => answers.shift() });
    const root = await (await connect('operator', person)).asRoot();
    expect(await refusalOf(root.run('id -u'))).toMatchObject({ failure: { kind: 'sudo-wrong-password' } });
    expect(person.secretQuestions).toHaveLength(1);
    expect(text((await root.run('id -u')).out)).toBe('0\n');
  });

  it('who is not in the sudoers file is told so', async () => {
    const root = await (await connect('nosudo', new Person({ secret: userPassword }))).asRoot();
    const refusal = await refusalOf(root.run('id -u'));
    expect(refusal).toMatchObject({ failure: { kind: 'sudo-not-allowed', user: 'nosudo' } });
  });

  it('who does not want to say the password cancels', async () => {
    const root = await (await connect('operator', new Person())).asRoot();
    expect(await refusalOf(root.run('id -u'))).toMatchObject({ failure: { kind: 'cancelled' } });
  });

  it('requiretty has its own message', async () => {
    await lab().central.writeFile('/etc/sudoers.d/tty', 'Defaults:nopasswd requiretty\n', { mode: 0o440 });
    try {
      const root = await (await connect('nopasswd')).asRoot();
      expect(await refusalOf(root.run('id -u'))).toMatchObject({ failure: { kind: 'sudo-needs-terminal' } });
    } finally {
      await lab().central.run('rm /etc/sudoers.d/tty');
    }
  });

  it('a signal that ends what sudo runs, before it began, is not put on sudo', async () => {
    const { central } = lab();
    await central.run('mkdir /run/killed');
    await central.writeFile('/run/killed/sh', '#!/bin/sh\nkill -KILL $$\n', { mode: 0o755 });
    const path = 'Defaults:nopasswd secure_path="/run/killed:/usr/sbin:/usr/bin:/sbin:/bin"\n';
    await central.writeFile('/etc/sudoers.d/path', path, { mode: 0o440 });
    try {
      const root = await (await connect('nopasswd')).asRoot();
      const refusal = await refusalOf(root.run('id -u'));
      expect(refusal).toMatchObject({ failure: { kind: 'ended-by-signal', signal: 'SIGKILL' } });
    } finally {
      await central.run('rm -r /etc/sudoers.d/path /run/killed');
    }
  });

  it('a login without commands is told apart from a command that fails', async () => {
    await lab().central.run('usermod -s /usr/sbin/nologin nosudo');
    const shell = await connect('nosudo');
    expect(await refusalOf(shell.run('true'))).toMatchObject({ failure: { kind: 'no-shell' } });
    await lab().central.run('usermod -s /bin/bash nosudo');
  });

  it('streams as root', async () => {
    const root = await (await connect('nopasswd')).asRoot();
    const process = await root.open('id -u; echo done');
    const pieces: string[] = [];
    for await (const bytes of process.out) pieces.push(text(bytes));
    expect(pieces.join('')).toBe('0\ndone\n');
    expect((await process.ended).code).toBe(0);
  });
});
