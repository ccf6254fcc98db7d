import { describe, expect, it } from 'vitest';
import { beyondSsh2 } from '../../../client/src/hosts/beyondSsh2';
import { connectHost } from '../../../client/src/hosts/connectHost';
import type { Route } from '../../../client/src/hosts/host';
import { HostError } from '../../../client/src/hosts/hostFailure';
import type { RemoteShell } from '../../../client/src/hosts/remoteShell';
import { resolveRoute } from '../../../client/src/hosts/resolveRoute';
import { parseResolved } from '../../../client/src/hosts/sshConfig';
import { MarkedNotes } from '../../../client/src/hosts/systemSshChannel';
import { whyNotConnected } from '../../../client/src/hosts/systemSshWords';

const lacks = (config: string, files: Readonly<Record<string, string>> = {}, identities: readonly string[] = ['/k']) =>
  beyondSsh2(parseResolved(config), identities, (path) => Promise.resolve(files[path]));

describe('what ssh2 cannot do', () => {
  it.each([
    ['proxycommand nc %h %p', {}, /ProxyCommand/],
    ['pkcs11provider /usr/lib/opensc-pkcs11.so', {}, /smart card/],
    ['certificatefile /c.pub', { '/c.pub': 'ssh-ed25519-cert-v01@openssh.com A' }, /certificate \(\/c.pub\)/],
    ['user root', { '/k': 'PEM', '/k-cert.pub': 'ssh-ed25519-cert-v01@openssh.com A' }, /certificate/],
    ['identitiesonly yes', { '/k': 'PEM', '/k.pub': 'sk-ssh-ed25519@openssh.com A' }, /security key/],
  ])('is known beforehand from %s', async (config, files, why) => {
    expect((await lacks(config, files)).surely).toMatch(why);
  });

  it('may show at the login only: GSSAPI, a security key among others', async () => {
    expect(await lacks('gssapiauthentication yes', { '/k': 'PEM' })).toEqual({
      maybe: 'it may want Kerberos (GSSAPI)',
    });
    const files = { '/k': 'PEM', '/s.pub': 'sk-ecdsa-sha2-nistp256@openssh.com A' };
    expect((await lacks('identitiesonly yes', files, ['/k', '/s'])).maybe).toMatch(/security key/);
    const pem = Buffer.from('openssh-key-v1 none none sk-ssh-ed25519@openssh.com').toString('base64');
    const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${pem}\n-----END OPENSSH PRIVATE KEY-----\n`;
    expect((await lacks('user root', { '/k': key })).maybe).toMatch(/security key/);
  });

  it('is nothing for an ordinary host', async () => {
    const config = 'proxycommand none\ncertificatefile /not-there\npkcs11provider none\ngssapiauthentication no\n';
    expect(await lacks(config, { '/k': 'PEM', '/k.pub': 'ssh-ed25519 A' })).toEqual({});
  });

  it('of a jump host holds for what is behind it', async () => {
    const answers: Readonly<Record<string, string>> = {
      inner: 'hostname 10.0.0.1\nuser root\nport 22\nproxyjump edge\n',
      edge: 'hostname 1.1.1.1\nuser root\nport 22\nproxycommand nc %h %p\n',
    };
    const runSsh = (args: readonly string[]) => Promise.resolve(answers[args.at(-1) ?? '']);
    const world = { runSsh, environment: {}, platform: 'linux' as const, configFile: '/c' };
    const host = { name: 'inner', source: 'settings' as const, user: 'me', identityFile: '/mine' };
    const route = await resolveRoute(host, world);
    expect(route.beyondSsh2?.surely).toMatch(/^1\.1\.1\.1, through which it is reached: .*ProxyCommand/);
    expect(route.systemSsh).toEqual(['-F', '/c', '-l', 'me', '-i', '/mine', '--', 'inner']);
  });
});

describe('the way to a host', () => {
  const route = { hostName: 'h', port: 22, user: 'u', systemSsh: ['--', 'h'] } as unknown as Route;
  const shell = (name: string) => ({ hostName: name }) as unknown as RemoteShell;
  const connect = async (
    way: Partial<Route>,
    ssh2: HostError | undefined,
    system: HostError | undefined = undefined,
  ) => {
    const chosen: (string | undefined)[] = [];
    const result = await connectHost('h', { ...route, ...way }, undefined, {
      ssh2: () => (ssh2 === undefined ? Promise.resolve(shell('ssh2')) : Promise.reject(ssh2)),
      systemSsh: () => (system === undefined ? Promise.resolve(shell('system')) : Promise.reject(system)),
      chosen: (_host, why) => void chosen.push(why),
      note: () => undefined,
    }).then(
      ({ hostName }) => hostName,
      (error: HostError) => error.failure.kind,
    );
    return [result, ...chosen];
  };
  const refused = new HostError('h', { kind: 'authentication', user: 'u', tried: [], offered: [] });
  const nothingCommon = new HostError('h', { kind: 'needs-system-ssh', why: 'no matching key exchange' });

  it('is ssh2, and the system’s ssh where ssh2 cannot, with the reason', async () => {
    expect(await connect({}, undefined)).toEqual(['ssh2', undefined]);
    expect(await connect({ beyondSsh2: { surely: 'proxy' } }, undefined)).toEqual(['system', 'proxy']);
    expect(await connect({}, nothingCommon)).toEqual(['system', 'no matching key exchange']);
    expect(await connect({ beyondSsh2: { maybe: 'Kerberos' } }, refused)).toEqual(['system', 'Kerberos']);
  });

  it('is not the system’s ssh where that would only be a second failed login', async () => {
    expect(await connect({}, refused)).toEqual(['authentication']);
    expect(await connect({ beyondSsh2: { maybe: 'Kerberos' } }, refused, refused)).toEqual([
      'authentication',
      'Kerberos',
    ]);
  });
});

describe('what the system’s ssh says', () => {
  const route = { hostName: '10.0.0.1', port: 22, user: 'root' } as unknown as Route;
  const kind = (said: string) => whyNotConnected('h', route, said).failure;

  it('becomes one of our failures', () => {
    expect(kind('root@10.0.0.1: Permission denied (publickey,password).\r\n')).toMatchObject({
      kind: 'authentication',
      offered: ['publickey', 'password'],
    });
    expect(kind('ssh: connect to host x port 22: Connection refused')).toMatchObject({ kind: 'unreachable' });
    expect(kind('Host key verification failed.')).toMatchObject({ kind: 'system-ssh', next: 'host-key' });
    expect(kind('@@@@@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@@@@@')).toEqual({
      kind: 'system-ssh',
      next: 'host-key-changed',
      text: 'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!',
    });
    expect(kind('')).toMatchObject({ kind: 'system-ssh', next: 'terminal' });
  });

  it('is told apart from what a command says, however the bytes come', () => {
    const text = 'rc noise[ab 12]one [ab two [a[ab 7]ssh: bye';
    for (let size = 1; size <= text.length; size++) {
      let passed = '';
      const notes = new MarkedNotes('ab', (part) => (passed += part));
      for (let at = 0; at < text.length; at += size) notes.add(text.slice(at, at + size));
      notes.end();
      expect([notes.before, passed, notes.code]).toEqual(['rc noise', 'one [ab two [assh: bye', 7]);
    }
  });
});
