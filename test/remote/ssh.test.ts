import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { connectBy, connectTo, Person, refusalOf, routeTo, text } from './hostKit';

describeWithLab('ssh2 behind RemoteShell', { auditd: false }, (lab) => {
  const opened: RemoteShell[] = [];
  const connect = async (...args: Parameters<typeof connectTo>): Promise<RemoteShell> => {
    const shell = await connectTo(...args);
    opened.push(shell);
    return shell;
  };
  afterEach(() => opened.splice(0).forEach((shell) => shell.end()));

  it('runs a command with bytes in, bytes out, complaints and an exit code', async () => {
    const shell = await connect(lab(), lab().central);
    const input = randomBytes(200_000);
    const result = await shell.run('cat; echo "it is" >&2; exit 7', { stdin: input });
    expect(Buffer.from(result.out).equals(input)).toBe(true);
    expect(result.err).toBe('it is\n');
    expect(result.code).toBe(7);
  });

  it('ends the input of a command that got none', async () => {
    const shell = await connect(lab(), lab().central);
    expect(text((await shell.run('cat; echo end', { timeout: 5000 })).out)).toBe('end\n');
  });

  it('hands every character on to the shell, and keeps what rc files print out of the answer', async () => {
    const shell = await connect(lab(), lab().central);
    await lab().central.writeFile('/root/.bashrc', 'echo noise; echo complaint >&2\n');
    const words = `a'b"c\\d $HOME \`id\` ! * ü`;
    const result = await shell.run(`printf '%s' '${words.replaceAll("'", `'\\''`)}'`);
    expect(text(result.out)).toBe(words);
    await lab().central.run('rm /root/.bashrc');
  });

  it('runs eight commands at once on one connection', async () => {
    const shell = await connect(lab(), lab().central);
    const numbers = Array.from({ length: 8 }, (_, index) => index);
    const results = await Promise.all(numbers.map((number) => shell.run(`sleep 0.1; echo ${number}`)));
    expect(results.map(({ out }) => text(out).trim())).toEqual(numbers.map(String));
  });

  it('gives a command up at its deadline, and when the person cancels', async () => {
    const shell = await connect(lab(), lab().central);
    expect(await refusalOf(shell.run('sleep 30', { timeout: 300 }))).toMatchObject({ failure: { kind: 'timeout' } });
    const cancel = new AbortController();
    const running = shell.run('sleep 30', { signal: cancel.signal });
    cancel.abort();
    expect(await refusalOf(running)).toMatchObject({ failure: { kind: 'cancelled' } });
    expect(text((await shell.run('echo still there')).out)).toBe('still there\n');
  });

  it('does not take a cut connection for an end', async () => {
    const shell = await connect(lab(), lab().central);
    const running = shell.run('echo begun; sleep 30');
    const outcome = refusalOf(running);
    await shell.run('kill -9 $PPID', { timeout: 3000 }).catch(() => undefined);
    expect(await outcome).toMatchObject({ failure: { kind: 'connection-lost' } });
    expect(await shell.closed).toMatchObject({ failure: { kind: 'connection-lost' } });
    expect(await refusalOf(shell.run('true'))).toMatchObject({ failure: { kind: 'connection-lost' } });
  });

  it('streams with back-pressure, and stops the remote writer', async () => {
    const shell = await connect(lab(), lab().central);
    const process = await shell.open('yes');
    let seen = 0;
    for await (const bytes of process.out) {
      seen += bytes.length;
      if (seen > 1_000_000) break;
    }
    process.kill();
    expect(seen).toBeGreaterThan(1_000_000);
    await until('yes to be gone', async () => (await lab().central.run('pgrep -x yes')).code !== 0);
  });

  it('notices a host that has gone silent', async () => {
    const shell = await connectBy('central', await routeTo(lab(), lab().central), new Person(), {
      keepaliveInterval: 200,
    });
    opened.push(shell);
    const session = text((await shell.run('echo $PPID')).out).trim();
    await lab().central.run(`kill -STOP ${session}`);
    try {
      expect(await refusalOf(shell.run('true'))).toMatchObject({ failure: { kind: 'connection-lost' } });
      expect(await shell.closed).toMatchObject({ failure: { kind: 'connection-lost' } });
    } finally {
      await lab().central.run(`kill -KILL ${session}`);
    }
  });

  it('waits its turn where sshd allows one session', async () => {
    const { sender } = lab();
    await sender.sshd.restart(['MaxSessions 1']);
    const shell = await connect(lab(), sender);
    for (let round = 0; round < 20; round++) await shell.run('true');
    const together = await Promise.all([1, 2, 3].map((number) => shell.run(`sleep 0.1; echo ${number}`)));
    expect(together.map(({ out }) => text(out).trim())).toEqual(['1', '2', '3']);
    const following = await shell.open('sleep 30');
    expect(await refusalOf(shell.run('true'))).toMatchObject({ failure: { kind: 'too-many-sessions' } });
    following.kill();
    await sender.sshd.restart();
  });

  it('a server that lets nobody in at the moment is told apart from one that is not there', async () => {
    const { sender } = lab();
    await sender.sshd.restart(['AllowUsers nobody']);
    expect(await refusalOf(connectTo(lab(), sender))).toMatchObject({ failure: { kind: 'authentication' } });
    await sender.sshd.stop();
    expect(await refusalOf(connectTo(lab(), sender))).toMatchObject({ failure: { kind: 'unreachable' } });
    await sender.sshd.start();
  });

  describe('that does not come about', () => {
    it('is unreachable when nobody listens', async () => {
      const route = await routeTo(lab(), lab().central, 'root', { port: 1 });
      expect(await refusalOf(connectBy('central', route))).toMatchObject({ failure: { kind: 'unreachable' } });
    });

    it('fails in time when the other side says nothing', async () => {
      const mute = createServer(() => undefined).listen(0, '127.0.0.1');
      await new Promise((resolve) => mute.once('listening', resolve));
      const route = await routeTo(lab(), lab().central, 'root', { port: (mute.address() as AddressInfo).port });
      expect(await refusalOf(connectBy('mute', route, new Person(), { connectTimeout: 1000 }))).toMatchObject({
        failure: { kind: 'timeout' },
      });
      mute.close();
    });
  });
});
