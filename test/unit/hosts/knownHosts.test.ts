import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkHostKey, describeKey, knownHostsLine, preferredAlgorithms } from '../../../client/src/hosts/knownHosts';
import type { HostKeyName } from '../../../client/src/hosts/knownHosts';

const blob = (type: string, seed: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(seed.repeat(8))]);
};
const key = blob('ssh-ed25519', 'good');
const other = blob('ssh-ed25519', 'else');
const rsa = blob('ssh-rsa', 'rrrr');
const line = (hosts: string, of: Buffer): string => `${hosts} ${describeKey(of).type} ${of.toString('base64')}`;
const web1: HostKeyName = { host: 'web1', port: 2222 };
const judge = (text: string, name = web1): string => checkHostKey([{ path: 'k', text }], name, key).kind;

// The table against the real ssh is test/remote/knownHosts.test.ts; here is what the answer carries.
describe('host keys', () => {
  it('a changed key comes with the known ones, their files and lines', () => {
    const files = [
      { path: '/home/me/.ssh/known_hosts', text: `# mine\n${line('[web1]:2222', other)}\n` },
      { path: '/etc/ssh/ssh_known_hosts', text: line('[web1]:2222,db1', rsa) },
    ];
    expect(checkHostKey(files, web1, key)).toEqual({
      kind: 'changed',
      known: [
        { ...describeKey(other), file: '/home/me/.ssh/known_hosts', line: 2 },
        { ...describeKey(rsa), file: '/etc/ssh/ssh_known_hosts', line: 1 },
      ],
    });
  });

  it('a revoked key is refused whatever else is known', () => {
    expect(judge(`${line('[web1]:2222', key)}\n@revoked ${line('*', key)}`)).toBe('revoked');
  });

  it('the algorithms of known keys are asked for first', () => {
    const files = [{ path: 'k', text: `${line('[web1]:2222', rsa)}\n${line('web1', key)}` }];
    expect(preferredAlgorithms(files, web1)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']);
    expect(preferredAlgorithms(files, { host: 'WEB1', port: 22 })).toEqual(['ssh-ed25519']);
    expect(preferredAlgorithms([], web1)).toEqual([]);
  });

  it('what is remembered is known afterwards, plain and hashed', () => {
    for (const name of [web1, { host: 'Web1', port: 22 }, { host: '::1', port: 22 }, { ...web1, alias: 'cluster' }]) {
      expect(judge(knownHostsLine(name, key), name)).toBe('known');
      expect(judge(knownHostsLine(name, key, Buffer.alloc(20, 7)), name)).toBe('known');
    }
    const digest = createHmac('sha1', Buffer.alloc(20, 7)).update('[web1]:2222').digest('base64');
    expect(knownHostsLine(web1, key, Buffer.alloc(20, 7))).toContain(`|${digest} ssh-ed25519 `);
  });

  it('garbage is no line', () => {
    for (const text of [
      '',
      '\0',
      '@',
      '@revoked',
      'a b',
      '|1|x',
      `|1||${key.toString('base64')} ssh-ed25519 AAAA`,
      'x ssh-ed25519 AAAA',
    ]) {
      expect(judge(text)).toBe('unknown');
    }
  });
});
