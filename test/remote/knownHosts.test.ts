import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHostKey, describeKey } from '../../client/src/hosts/knownHosts';
import { describeWithLab } from '../kit/lab';
import { scratch } from '../kit/scratch';
import { connectBy, Person, refusalOf, routeTo } from './hostKit';

interface Question {
  readonly host?: string;
  readonly port?: number;
  readonly alias?: string;
}

describeWithLab('known_hosts', { auditd: false }, (lab) => {
  const folder = scratch('known-hosts-');
  const known = join(folder.path, 'known_hosts');
  const makeKey = (name: string, type: string): string => {
    const file = join(folder.path, name);
    execFileSync('ssh-keygen', ['-q', '-N', '', '-t', type, '-f', file]);
    return readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  };
  const other = makeKey('other', 'ed25519');
  const rsa = makeKey('rsa', 'rsa');
  const authority = makeKey('authority', 'ed25519');
  let good = '';
  let port = 0;
  beforeAll(async () => {
    good = (await lab().central.sshd.publicKey()).split(' ').slice(0, 2).join(' ');
    port = lab().central.port;
  });
  afterAll(() => folder.remove());

  const hashed = (host: string, key: string): string => {
    const file = join(folder.path, 'to-hash');
    writeFileSync(file, `${host} ${key}\n`);
    spawnSync('ssh-keygen', ['-H', '-f', file]);
    return readFileSync(file, 'utf8').trim();
  };

  /** What ssh says: whether it connects, and if not, which of its refusals it prints. */
  const askSsh = (text: string, { host = '127.0.0.1', port: asked = port, alias }: Question): string => {
    writeFileSync(known, `${text}\n`);
    const options = [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'GlobalKnownHostsFile=/dev/null',
      'AddressFamily=inet',
    ];
    options.push(`UserKnownHostsFile=${known}`, ...(alias === undefined ? [] : [`HostKeyAlias=${alias}`]));
    const words = options.flatMap((option) => ['-o', option]);
    const key = ['-o', 'IdentitiesOnly=yes', '-i', lab().keys.keyFile];
    const result = spawnSync('ssh', ['-F', 'none', ...words, ...key, '-p', String(asked), `root@${host}`, 'true'], {
      encoding: 'utf8',
    });
    if (result.status === 0) return 'known';
    if (/REVOKED HOST KEY|is marked as revoked/i.test(result.stderr)) return 'revoked';
    if (/HOST IDENTIFICATION HAS CHANGED/.test(result.stderr)) return 'changed';
    if (/host key is known/.test(result.stderr)) return 'unknown';
    return `failed: ${result.stderr.trim()}`;
  };

  // Each a text of known_hosts; N is the name with port, B the bare address.
  const cases: readonly (readonly [title: string, text: (N: string, B: string) => string, question?: Question])[] = [
    ['empty', () => ''],
    ['plain', (N) => `${N} ${good}`],
    ['wrong key', (N) => `${N} ${other}`],
    ['other type only', (N) => `${N} ${rsa}`],
    ['other type, and the right one', (N) => `${N} ${rsa}\n${N} ${good}`],
    ['wrong key, then the right one', (N) => `${N} ${other}\n${N} ${good}`],
    ['hashed', (N) => hashed(N, good)],
    ['hashed, wrong key', (N) => hashed(N, other)],
    ['hashed, other host', () => hashed('[127.0.0.2]:22', good)],
    ['wildcard', () => `[127.0.0.*]:${port} ${good}`],
    ['question mark', () => `[127.0.0.?]:${port} ${good}`],
    ['wildcard for the port', () => `[127.0.0.1]:* ${good}`],
    ['star', () => `* ${good}`],
    ['a dot is not a wildcard', () => `[127x0.0.1]:${port} ${good}`],
    ['negated', (N) => `[127.0.0.*]:${port},!${N} ${good}`],
    ['negated first', (N) => `!${N},* ${good}`],
    ['negated alone', (N) => `!${N} ${good}`],
    ['list', (N) => `foo,${N},bar ${good}`],
    ['revoked', (N) => `@revoked * ${good}\n${N} ${good}`],
    ['revoked after', (N) => `${N} ${good}\n@revoked ${N} ${good}`],
    ['another key revoked', (N) => `@revoked * ${other}\n${N} ${good}`],
    ['only another key revoked', () => `@revoked * ${other}`],
    ['revoked for another host', (N) => `@revoked elsewhere ${good}\n${N} ${good}`],
    ['authority only', () => `@cert-authority * ${authority}`],
    ['the plain key as authority', () => `@cert-authority * ${good}`],
    ['unknown marker', (N) => `@trusted ${N} ${good}`],
    ['label and key disagree', (N) => `${N} ssh-rsa ${good.split(' ')[1]}`],
    ['comment, empty line, indented', (N) => `# x\n\n  ${N} ${good} a comment`],
    ['tabs', (N) => `${N}\t${good.replace(' ', '\t')}`],
    ['CRLF', (N) => `${N} ${good}\r`],
    ['no key', (N) => N],
    ['bare host', (_, B) => `${B} ${good}`],
    ['bare host hashed', (_, B) => hashed(B, good)],
    ['bare host, wrong key', (_, B) => `${B} ${other}`],
    ['bare host by wildcard', () => `127.0.0.* ${good}`],
    ['bare host negated', (_, B) => `127.0.0.*,!${B} ${good}`],
    ['name with wrong key, bare host right', (N, B) => `${N} ${other}\n${B} ${good}`],
    ['name with other type, bare host right', (N, B) => `${N} ${rsa}\n${B} ${good}`],
    ['name with authority only, bare host right', (N, B) => `@cert-authority ${N} ${authority}\n${B} ${good}`],
    ['bare host revoked, bare host right', (_, B) => `@revoked ${B} ${good}\n${B} ${good}`],
    ['bare host revoked alone', (_, B) => `@revoked ${B} ${good}`],
    ['bare host revoked, name right', (N, B) => `@revoked ${B} ${good}\n${N} ${good}`],
    ['name revoked, bare host right', (N, B) => `@revoked ${N} ${good}\n${B} ${good}`],
    ['host name in capitals in the file', () => `[LOCALHOST]:${port} ${good}`, { host: 'localhost' }],
    ['host name in capitals in the question', () => `[localhost]:${port} ${good}`, { host: 'LocalHost' }],
    ['capitals in the question, hashed', () => hashed(`[localhost]:${port}`, good), { host: 'LocalHost' }],
    ['alias', () => `web1 ${good}`, { alias: 'web1' }],
    ['alias given, line for the address', (N, B) => `${N} ${good}\n${B} ${good}`, { alias: 'web1' }],
  ];

  it.each(cases.map(([title, textOf, question = {}]) => ({ title, textOf, question })))(
    'as ssh: $title',
    ({ textOf, question }) => {
      const text = textOf(`[127.0.0.1]:${port}`, '127.0.0.1');
      const { host = '127.0.0.1', alias } = question;
      const name = { host, port, ...(alias === undefined ? {} : { alias }) };
      const ours = checkHostKey([{ path: known, text }], name, Buffer.from(good.split(' ')[1] ?? '', 'base64')).kind;
      expect(ours).toBe(askSsh(text, question));
    },
  );

  describe('an unknown key', () => {
    const route = () =>
      routeTo(lab(), lab().central, 'root', { userKnownHostsFiles: [join(folder.path, 'new', 'known_hosts')] });

    it('is asked about with the fingerprint that ssh-keygen prints; no means not connected', async () => {
      const person = new Person();
      const refusal = await refusalOf(connectBy('central', await route(), person));
      expect(refusal).toMatchObject({ failure: { kind: 'host-key-unknown' } });
      writeFileSync(join(folder.path, 'host.pub'), good);
      const printed = execFileSync('ssh-keygen', ['-lf', join(folder.path, 'host.pub')], { encoding: 'utf8' });
      expect(person.keyQuestions).toHaveLength(1);
      expect(printed).toContain(person.keyQuestions[0]?.key.fingerprint);
      expect(person.keyQuestions[0]?.name).toBe(`[127.0.0.1]:${port}`);
    });

    it('is not asked about where StrictHostKeyChecking is yes', async () => {
      const person = new Person({ key: 'remember' });
      const strict = { ...(await route()), strictHostKeyChecking: 'yes' as const };
      expect(await refusalOf(connectBy('central', strict, person))).toMatchObject({
        failure: { kind: 'host-key-unknown' },
      });
      expect(person.keyQuestions).toEqual([]);
    });

    it('accepted only this time leaves no trace', async () => {
      (await connectBy('central', await route(), new Person({ key: 'once' }))).end();
      expect(await refusalOf(connectBy('central', await route()))).toMatchObject({
        failure: { kind: 'host-key-unknown' },
      });
    });

    it('accepted and remembered is known to us and to ssh, hashed if ssh would', async () => {
      for (const hashKnownHosts of [false, true]) {
        const file = join(folder.path, `remembered-${hashKnownHosts}`);
        writeFileSync(file, '# no newline at the end');
        const asked = { ...(await route()), hashKnownHosts, userKnownHostsFiles: [file] };
        (await connectBy('central', asked, new Person({ key: 'remember' }))).end();
        (await connectBy('central', asked)).end();
        expect(askSsh(readFileSync(file, 'utf8'), {})).toBe('known');
        expect(readFileSync(file, 'utf8').includes('127.0.0.1')).toBe(!hashKnownHosts);
      }
    });
  });

  it('a known key of another type is compared, not called changed', async () => {
    const { sender } = lab();
    await sender.run('ssh-keygen -q -t rsa -N "" -f /etc/ssh/extra_rsa');
    const extra = (await sender.readText('/etc/ssh/extra_rsa.pub')).split(' ').slice(0, 2).join(' ');
    await sender.sshd.restart(['HostKey /etc/ssh/extra_rsa']);
    const file = join(folder.path, 'rsa-only');
    writeFileSync(file, `[127.0.0.1]:${sender.port} ${extra}\n`);
    (await connectBy('sender', await routeTo(lab(), sender, 'root', { userKnownHostsFiles: [file] }))).end();
  });

  it('a changed key stops with both fingerprints, file and line, and asks nobody', async () => {
    const before = describeKey(Buffer.from((await lab().central.sshd.publicKey()).split(' ')[1] ?? '', 'base64'));
    await lab().changeHostKey(lab().central);
    const after = describeKey(Buffer.from((await lab().central.sshd.publicKey()).split(' ')[1] ?? '', 'base64'));
    const person = new Person({ key: 'remember' });
    const refusal = await refusalOf(connectBy('central', await routeTo(lab(), lab().central), person));
    expect(refusal).toMatchObject({
      failure: { kind: 'host-key-changed', seen: after, known: [{ ...before, file: lab().knownHosts, line: 1 }] },
    });
    expect(String(refusal)).toContain(`${lab().knownHosts}:1`);
    expect(person.keyQuestions).toEqual([]);
    const revoked = join(folder.path, 'revoked');
    writeFileSync(revoked, `@revoked * ${await lab().central.sshd.publicKey()}\n`);
    const route = await routeTo(lab(), lab().central, 'root', { userKnownHostsFiles: [revoked] });
    expect(await refusalOf(connectBy('central', route, person))).toMatchObject({
      failure: { kind: 'host-key-revoked' },
    });
  });
});
