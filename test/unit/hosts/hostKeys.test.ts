import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Route } from '../../../client/src/hosts/host';
import { HostKeys } from '../../../client/src/hosts/hostKeys';
import { knownHostsLine } from '../../../client/src/hosts/knownHosts';
import { scratch } from '../../kit/scratch';

const folder = scratch('host-keys-');
afterAll(() => folder.remove());
const file = join(folder.path, 'known_hosts');

const key = (last: number): Buffer => {
  const type = Buffer.from('ssh-ed25519');
  const blob = Buffer.alloc(4 + type.length + 4 + 32, last);
  blob.writeUInt32BE(type.length, 0);
  type.copy(blob, 4);
  blob.writeUInt32BE(32, 4 + type.length);
  return blob;
};

const routeTo = (hostName: string): Route => ({
  hostName,
  port: 22,
  user: 'root',
  identityFiles: [],
  identitiesOnly: false,
  userKnownHostsFiles: [file],
  globalKnownHostsFiles: [],
  strictHostKeyChecking: 'ask',
  hashKnownHosts: false,
  jumps: [],
});

it('a file that changes between two connections counts as it is then', async () => {
  const keys = new HostKeys({
    unknownHostKey: () => Promise.resolve('cancel'),
    secret: () => Promise.resolve(undefined),
  });
  const saysOf = async (host: string, shown: Buffer): Promise<string> => {
    const refused = (await keys.check(host, routeTo(host))).judge(shown);
    return refused?.failure.kind ?? 'known';
  };
  const write = (...lines: readonly [host: string, key: Buffer][]): void =>
    writeFileSync(file, lines.map(([host, of]) => `${knownHostsLine({ host, port: 22 }, of)}\n`).join(''));

  expect(await saysOf('web1', key(1))).toBe('host-key-unknown');
  write(['web1', key(1)]);
  expect(await saysOf('web1', key(1))).toBe('known');
  expect(await saysOf('web1', key(2))).toBe('host-key-changed');
  expect(await saysOf('web2', key(1))).toBe('host-key-unknown');
  // As long as before: only what stands there tells.
  write(['web1', key(2)]);
  expect(await saysOf('web1', key(1))).toBe('host-key-changed');
  expect(await saysOf('web1', key(2))).toBe('known');
  rmSync(file);
  expect(await saysOf('web1', key(2))).toBe('host-key-unknown');
});
