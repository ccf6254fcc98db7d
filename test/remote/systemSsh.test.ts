import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectHost } from '../../client/src/hosts/connectHost';
import type { Route } from '../../client/src/hosts/host';
import { isHostError } from '../../client/src/hosts/hostFailure';
import type { Prompter } from '../../client/src/hosts/prompter';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { resolveRoute } from '../../client/src/hosts/resolveRoute';
import { Secrets } from '../../client/src/hosts/secrets';
import { connectSystemSsh } from '../../client/src/hosts/systemSsh';
import { runSsh } from '../../client/src/hosts/askSsh';
import { readText } from '../../client/src/hosts/thisMachine';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import type { Lab } from '../lab/lab';
import type { LabHost } from '../lab/host';
import { mustRun } from '../lab/processes';
import type { LabUser } from '../lab/users';
import { userPassword } from '../lab/users';
import { connectBy, Person, refusalOf, routeTo, text } from './hostKit';

/** Of the person who runs the tests neither agent nor configuration. */
const environment = { PATH: process.env['PATH'], HOME: '/nonexistent' };

type Connect = (name: string, route: Route, person?: Prompter) => Promise<RemoteShell>;

const bySystemSsh =
  (multiplex: boolean, keepaliveInterval = 1000): Connect =>
  (name, route, person = new Person()) =>
    connectSystemSsh(name, route, { secrets: new Secrets(person), environment, multiplex, keepaliveInterval });

// PAM lets a wrong password wait for some seconds, and for so long ssh hears nothing.
const patiently = bySystemSsh(true, 3000);

const transports = [
  ['ssh2', connectBy],
  ['the system’s ssh over one connection', bySystemSsh(true)],
  ['the system’s ssh with a connection for each command', bySystemSsh(false)],
] as const;

describeWithLab('RemoteShell, whichever way', { auditd: false }, (lab) => {
  describe.each(transports)('by %s', (name, by) => {
    const opened: RemoteShell[] = [];
    const connect = async (host: LabHost = lab().central, user: LabUser = 'root', person?: Prompter) => {
      const shell = await by(host.name, await routeTo(lab(), host, user), person);
      opened.push(shell);
      return shell;
    };
    afterEach(() => opened.splice(0).forEach((shell) => shell.end()));

    it('runs a command with bytes in, bytes out, complaints and an exit code, 255 included', async () => {
      const shell = await connect();
      const input = randomBytes(200_000);
      const result = await shell.run('cat; echo "it is" >&2; exit 7', { stdin: input });
      expect(Buffer.from(result.out).equals(input)).toBe(true);
      expect([result.err, result.code]).toEqual(['it is\n', 7]);
      expect(await shell.run('exit 255')).toMatchObject({ code: 255, err: '' });
      expect(text((await shell.run('cat; echo end', { timeout: 5000 })).out)).toBe('end\n');
    });

    it('hands every character on, and keeps what rc files print out of the answer', async () => {
      const shell = await connect();
      await lab().central.writeFile('/root/.bashrc', 'echo noise; echo complaint >&2\n');
      const words = `a'b"c\\d $HOME \`id\` ! * ü`;
      const result = await shell.run(`printf '%s' '${words.replaceAll("'", `'\\''`)}'`);
      await lab().central.run('rm /root/.bashrc');
      expect(text(result.out)).toBe(words);
    });

    it('runs eight commands at once', async () => {
      const shell = await connect();
      const results = await Promise.all(
        [1, 2, 3, 4, 5, 6, 7, 8].map((number) => shell.run(`sleep 0.1; echo ${number}`)),
      );
      expect(results.map(({ out }) => Number(text(out)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    });

    it('gives a command up at its deadline and when the person cancels', async () => {
      const shell = await connect();
      expect(await refusalOf(shell.run('sleep 31', { timeout: 3000 }))).toMatchObject({ failure: { kind: 'timeout' } });
      const cancel = new AbortController();
      const running = refusalOf(shell.run('sleep 32', { signal: cancel.signal }));
      cancel.abort();
      expect(await running).toMatchObject({ failure: { kind: 'cancelled' } });
      expect(text((await shell.run('echo still there')).out)).toBe('still there\n');
    });

    it('streams with back-pressure, and stops the remote writer', async () => {
      const process = await (await connect()).open('yes');
      let seen = 0;
      for await (const bytes of process.out) {
        seen += bytes.length;
        if (seen > 1_000_000) break;
      }
      process.kill();
      await until('yes to be gone', async () => (await lab().central.run('pgrep -x yes')).code !== 0);
    });

    it('does not take a cut connection for an end', async () => {
      const shell = await connect();
      // It is sent only when the client has heard that the command runs: cut before, it is a login that failed.
      const stdin = Buffer.from('heard');
      const outcome = refusalOf(shell.run('cat > /run/heard; sleep 33', { stdin }));
      const runs = 'test -s /run/heard && pgrep -f "sleep 3[3]"';
      await until('the command to run', async () => (await lab().central.run(runs)).code === 0);
      await lab().central.run('rm /run/heard; pkill -9 -f "^sshd: root"');
      expect(await outcome).toMatchObject({ failure: { kind: 'connection-lost' } });
      await lab().central.run('pkill -f "sleep 3[3]"');
    });

    it('becomes root by the marker, never with a blind password', async () => {
      const person = new Person({ secret: userPassword });
      const root = await (await connect(lab().central, 'operator', person)).asRoot();
      const result = await root.run('id -u; cat; echo no >&2; exit 3', { stdin: Buffer.from('through') });
      expect([text(result.out), result.err, result.code]).toEqual(['0\nthrough', 'no\n', 3]);
      expect(person.secretQuestions).toHaveLength(1);
      const wrong = await (await connect(lab().central, 'operator', new Person({ secret: 'wrong' }))).asRoot();
      expect(await refusalOf(wrong.run('id'))).toMatchObject({ failure: { kind: 'sudo-wrong-password' } });
      const nobody = await (await connect(lab().central, 'nosudo', person)).asRoot();
      expect(await refusalOf(nobody.run('id'))).toMatchObject({ failure: { kind: 'sudo-not-allowed' } });
      const free = await (await connect(lab().central, 'nopasswd')).asRoot();
      expect(text((await free.run('id -u')).out)).toBe('0\n');
    });

    it('says of a command that a signal ended before it began what is known of it', async () => {
      const { central } = lab();
      const shell = await connect(central, 'nopasswd');
      const said: unknown[] = [];
      try {
        // sshd's own child; then the child of a login shell, which tells by its status.
        for (const rc of ['kill -KILL $$', 'sh -c "kill -SEGV \\$\\$"; exit $?']) {
          await central.writeFile('/home/nopasswd/.bashrc', `${rc}\n`, { mode: 0o644 });
          for (const of of [shell, await shell.asRoot()]) {
            const refusal = await refusalOf(of.run('touch /run/done; cat >/run/done', { stdin: Buffer.from('never') }));
            said.push(isHostError(refusal) ? [refusal.failure.kind, refusal.message] : refusal);
          }
        }
      } finally {
        await central.run('rm /home/nopasswd/.bashrc');
      }
      const ended = (by: string) => ['ended-by-signal', expect.stringContaining(`by a signal (${by}) before it began`)];
      const untold = {
        ssh2: ended('SIGKILL'),
        'the system’s ssh over one connection': ended('or by itself with 255, ssh does not tell'),
        'the system’s ssh with a connection for each command': [
          'system-ssh',
          expect.stringMatching(/closes the connection .* or when a signal ends the command there/),
        ],
      }[name];
      expect(said).toEqual([untold, untold, ended('SIGSEGV'), ended('SIGSEGV')]);
      expect((await central.run('ls /run/done')).code).not.toBe(0);
    });

    it('says which failure it is', async () => {
      const { sender } = lab();
      const route = await routeTo(lab(), sender);
      await sender.sshd.restart(['AllowUsers nobody']);
      expect(await refusalOf(connect(sender))).toMatchObject({ failure: { kind: 'authentication' } });
      await sender.sshd.stop();
      expect(await refusalOf(by('sender', route))).toMatchObject({ failure: { kind: 'unreachable' } });
      await sender.sshd.start();
    });

    // sshd tells a command without a terminal nothing, and a quiet one writes nothing that could fail.
    describe.each(['nopasswd', 'root'] as const)('ends a quiet command of %s on the host', (rights) => {
      const quiet = 'echo begun; sleep 34';
      const begin = async (signal?: AbortSignal) => {
        const login = await connect(lab().central, 'nopasswd');
        const shell = rights === 'root' ? await login.asRoot() : login;
        const running = await shell.open(quiet, signal === undefined ? {} : { signal });
        // Not a loop that is left: that alone would end it.
        const out = running.out[Symbol.asyncIterator]();
        expect(text((await out.next()).value as Uint8Array)).toContain('begun');
        expect((await lab().central.run('pgrep -f "sleep 3[4]"')).code).toBe(0);
        return { login, running, itsOutputEnds: () => until('its end', async () => (await out.next()).done) };
      };
      const itIsGone = () =>
        until('sleep to be gone', async () => (await lab().central.run('pgrep -f "sleep 3[4]"')).code !== 0);

      it('when the person cancels', async () => {
        const cancel = new AbortController();
        const { running, itsOutputEnds } = await begin(cancel.signal);
        cancel.abort();
        await itsOutputEnds();
        expect((await running.ended).code).toBeNull();
        await itIsGone();
      });

      it('when the connection ends', async () => {
        const { login, running, itsOutputEnds } = await begin();
        login.end();
        await itsOutputEnds();
        expect(await refusalOf(running.ended)).toMatchObject({ failure: { kind: 'connection-lost' } });
        await itIsGone();
      });

      it('at its deadline', async () => {
        const login = await connect(lab().central, 'nopasswd');
        const shell = rights === 'root' ? await login.asRoot() : login;
        expect(await refusalOf(shell.run(quiet, { timeout: 2_000 }))).toMatchObject({ failure: { kind: 'timeout' } });
        await itIsGone();
      });
    });
  });

  it('the one connection ends with its process, leaves no socket, and does not come back by itself', async () => {
    const shell = await bySystemSsh(true)('central', await routeTo(lab(), lab().central));
    expect(text((await shell.run('echo $PPID')).out)).toMatch(/^\d+\n$/);
    await lab().central.run('pkill -9 -f "^sshd: root"');
    expect(await shell.closed).toMatchObject({ failure: { kind: 'connection-lost' } });
    expect(await refusalOf(shell.run('true'))).toMatchObject({ failure: { kind: 'connection-lost' } });
    const asked = await bySystemSsh(true)('central', await routeTo(lab(), lab().central));
    asked.end();
    expect(await asked.closed).toBeUndefined();
  });

  describe('what it asks for is asked here, and not twice', () => {
    const asOperator = async () => {
      const route = await routeTo(lab(), lab().central, 'operator');
      const config = await lab().writeSshConfig('ssh_config_keyless', [
        { host: lab().central, user: 'operator', identity: 'none' },
      ]);
      const keyless = ['-o', 'IdentityAgent=none', '-o', 'PubkeyAuthentication=no'];
      return { ...route, systemSsh: ['-F', config, ...keyless, '--', 'central'] };
    };

    it('a password', async () => {
      const person = new Person({ secret: userPassword });
      const shell = await bySystemSsh(true)('central', await asOperator(), person);
      expect(text((await shell.run('id -un')).out)).toBe('operator\n');
      shell.end();
      expect(person.secretQuestions.map(({ said }) => /password/i.test(said ?? ''))).toEqual([true]);
    });

    it('a wrong password is given once', async () => {
      const person = new Person({ secret: 'wrong' });
      const refusal = await refusalOf(patiently('central', await asOperator(), person));
      expect(refusal).toMatchObject({ failure: { kind: 'authentication' } });
      expect(person.secretQuestions.length).toBeLessThanOrEqual(2);
    });

    it('a passphrase', async () => {
      const { keys } = lab();
      const person = new Person({ secret: keys.passphrase });
      const route = await routeTo(lab(), lab().central, 'operator');
      const own = ['-o', 'IdentityAgent=none', '-i', keys.lockedKeyFile, '-o', 'PreferredAuthentications=publickey'];
      const config = await lab().writeSshConfig('ssh_config_locked', [
        { host: lab().central, user: 'operator', identity: 'locked-key' },
      ]);
      const way = { ...route, systemSsh: ['-F', config, ...own, '--', 'central'] };
      const shell = await bySystemSsh(true)('central', way, person);
      expect(text((await shell.run('id -un')).out)).toBe('operator\n');
      shell.end();
      expect(person.secretQuestions).toMatchObject([
        { kind: 'passphrase', what: expect.stringContaining('id_locked') as string },
      ]);
    });

    it('nobody answers: it is a refused login', async () => {
      const person = new Person();
      expect(await refusalOf(patiently('central', await asOperator(), person))).toMatchObject({
        failure: { kind: 'authentication' },
      });
    });
  });

  it('waits its turn where sshd allows one session', async () => {
    const { sender } = lab();
    await sender.sshd.restart(['MaxSessions 1']);
    const shell = await bySystemSsh(true)('sender', await routeTo(lab(), sender));
    const together = await Promise.all([1, 2, 3].map((number) => shell.run(`sleep 0.1; echo ${number}`)));
    expect(together.map(({ out }) => text(out).trim())).toEqual(['1', '2', '3']);
    const following = await shell.open('sleep 30');
    expect(await refusalOf(shell.run('true'))).toMatchObject({ failure: { kind: 'too-many-sessions' } });
    following.kill();
    shell.end();
    await sender.sshd.restart();
  });
});

describeWithLab('hosts that ssh2 cannot reach', { auditd: false }, (lab) => {
  const opened: RemoteShell[] = [];
  afterEach(() => opened.splice(0).forEach((shell) => shell.end()));

  /** As the extension does: resolved, then by whatever can. */
  const connect = async (lines: readonly string[]): Promise<{ shell: RemoteShell; why: string | undefined }> => {
    const configFile = await configuration(lab(), lines);
    const world = { runSsh, readFile: readText, configFile, environment: {}, platform: process.platform };
    const route = await resolveRoute({ name: 'sender', source: 'ssh-config' }, world);
    let why: string | undefined;
    const shell = await connectHost('sender', route, undefined, {
      ssh2: (name, way) => connectBy(name, way),
      systemSsh: (name, way) => bySystemSsh(true)(name, way),
      chosen: (_name, reason) => (why = reason),
      note: () => undefined,
    });
    opened.push(shell);
    return { shell, why };
  };

  beforeAll(async () => {
    const { folder, sender } = lab();
    await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'ca')]);
    await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'signed')]);
    await mustRun('ssh-keygen', ['-q', '-s', join(folder, 'ca'), '-I', 'me', '-n', 'root', join(folder, 'signed.pub')]);
    await sender.writeFile('/etc/ssh/ca.pub', await readFile(join(folder, 'ca.pub'), 'utf8'), { mode: 0o644 });
  });

  it('ordinary ones stay with ssh2', async () => {
    const { shell, why } = await connect([`IdentityFile ${lab().keys.keyFile}`]);
    expect([text((await shell.run('id -un')).out), why]).toEqual(['root\n', undefined]);
  });

  it('a login by user certificate', async () => {
    const { folder, sender } = lab();
    await sender.sshd.restart(['TrustedUserCAKeys /etc/ssh/ca.pub', 'AuthorizedKeysFile none']);
    const { shell, why } = await connect([`IdentityFile ${join(folder, 'signed')}`]);
    expect(text((await shell.run('id -un')).out)).toBe('root\n');
    expect(why).toContain('user certificate');
    await sender.sshd.restart();
  });

  it('a way by ProxyCommand', async () => {
    const { folder, keys } = lab();
    // Bytes through a program of this machine, as ProxyCommand has them.
    const relay = join(folder, 'relay');
    await writeFile(relay, '#!/bin/bash\nexec 3<>/dev/tcp/$1/$2\ncat <&3 & cat >&3\nwait\n');
    await chmod(relay, 0o755);
    const { shell, why } = await connect([`IdentityFile ${keys.keyFile}`, `ProxyCommand ${relay} %h %p`]);
    expect(text((await shell.run('id -un')).out)).toBe('root\n');
    expect(why).toContain('ProxyCommand');
  });

  it('a server that offers post-quantum key exchange only', async () => {
    const { keys, sender } = lab();
    await sender.sshd.restart(['KexAlgorithms sntrup761x25519-sha512@openssh.com']);
    const { shell, why } = await connect([`IdentityFile ${keys.keyFile}`]);
    expect(text((await shell.run('id -un')).out)).toBe('root\n');
    expect(why).toMatch(/no matching key exchange/);
    await sender.sshd.restart();
  });

  it('a server that shows a host certificate only', async () => {
    const { folder, keys, sender } = lab();
    const key = join(folder, 'host.pub');
    await writeFile(key, `${await sender.sshd.publicKey()} lab\n`);
    await mustRun('ssh-keygen', ['-q', '-s', join(folder, 'ca'), '-h', '-I', 'sender', '-n', '127.0.0.1', key]);
    const certificate = await readFile(join(folder, 'host-cert.pub'), 'utf8');
    await sender.writeFile('/etc/ssh/host-cert.pub', certificate, { mode: 0o644 });
    await sender.sshd.restart([
      'HostCertificate /etc/ssh/host-cert.pub',
      'HostKeyAlgorithms ssh-ed25519-cert-v01@openssh.com',
    ]);
    const known = join(folder, 'known_ca');
    await writeFile(known, `@cert-authority * ${await readFile(join(folder, 'ca.pub'), 'utf8')}`);
    const lines = [`IdentityFile ${keys.keyFile}`, `UserKnownHostsFile ${known}`];
    const { shell, why } = await connect(lines);
    expect(text((await shell.run('id -un')).out)).toBe('root\n');
    expect(why).toMatch(/no matching host key format/);
    // Whom ssh does not know it does not let pass, and nobody is asked.
    await writeFile(known, '');
    expect(await refusalOf(connect(lines))).toMatchObject({ failure: { kind: 'system-ssh', next: 'host-key' } });
    await sender.sshd.restart();
  });
});

async function configuration({ folder, knownHosts, sender }: Lab, lines: readonly string[]): Promise<string> {
  const file = join(folder, 'ssh_config_special');
  const own = ['HostName 127.0.0.1', `Port ${sender.port}`, 'User root', 'IdentitiesOnly yes'];
  const place = lines.some((line) => line.startsWith('UserKnownHostsFile')) ? [] : [`UserKnownHostsFile ${knownHosts}`];
  await writeFile(file, ['Host sender', ...own, ...place, ...lines].join('\n  ') + '\n', { mode: 0o600 });
  return file;
}
