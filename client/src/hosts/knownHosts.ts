import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyWords, KnownKey } from './hostFailure';

/**
 * Decides about a host key as OpenSSH does, from the texts of the known_hosts files (user files first, then global).
 * Held against `ssh -o StrictHostKeyChecking=yes`, case by case, by test/remote/knownHosts.test.ts.
 */

/** One that is asked about many hosts is parsed once. */
export interface KnownHostsFile {
  readonly path: string;
  readonly text: string;
}

export interface HostKeyName {
  readonly host: string;
  readonly port: number;
  /** HostKeyAlias: stands for host and port, and is looked up alone. */
  readonly alias?: string;
}

export type HostKeyVerdict =
  /** A line for this host has this key. */
  | { readonly kind: 'known' }
  /** No plain key is known for this host. */
  | { readonly kind: 'unknown' }
  /** Keys are known for this host, and this is none of them. */
  | { readonly kind: 'changed'; readonly known: readonly KnownKey[] }
  /** A @revoked line for this host has this key: refused whatever else is known. */
  | { readonly kind: 'revoked'; readonly known: readonly KnownKey[] };

/** `key` is the raw public key blob, as it stands base64-encoded in known_hosts. */
export function checkHostKey(files: readonly KnownHostsFile[], name: HostKeyName, key: Uint8Array): HostKeyVerdict {
  const lines = parseFiles(files);
  const verdict = search(lines, knownHostsName(name), key);
  if (verdict.kind !== 'unknown' || name.alias !== undefined || name.port === 22) return verdict;
  // OpenSSH looks again without the port when it found no key at all for [host]:port. Only a match or a revocation
  // counts there: another key under the bare name says nothing about this port.
  const bare = search(lines, name.host.toLowerCase(), key);
  return bare.kind === 'known' || bare.kind === 'revoked' ? bare : verdict;
}

/**
 * Host key algorithms to ask the server for first, so that it sends a key that can be compared: to OpenSSH a known
 * key of another type is a changed key.
 */
export function preferredAlgorithms(files: readonly KnownHostsFile[], name: HostKeyName): string[] {
  const lines = parseFiles(files).filter((line) => line.marker === '');
  const names = [knownHostsName(name)];
  if (name.alias === undefined && name.port !== 22) names.push(name.host.toLowerCase());
  for (const looked of names) {
    const types = new Set(lines.filter((line) => matches(line.hosts, looked)).map((line) => line.type));
    // One RSA key serves three signature algorithms; the file only knows the type of the key.
    if (types.size > 0) {
      return [...types].flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type]));
    }
  }
  return [];
}

/** The name that known_hosts has for a host: bare for port 22, else [host]:port. */
export function knownHostsName({ host, port, alias }: HostKeyName): string {
  if (alias !== undefined) return alias;
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** As `ssh-keygen -lf` prints it: SHA256 in base64 without padding. */
export function describeKey(key: Uint8Array): KeyWords {
  const digest = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
  return { type: typeInBlob(Buffer.from(key)) ?? 'unknown type', fingerprint: `SHA256:${digest}` };
}

/** The line that remembers a key, with the name hashed if HashKnownHosts asks for it. `salt`: 20 random bytes. */
export function knownHostsLine(name: HostKeyName, key: Uint8Array, salt?: Uint8Array): string {
  const plain = knownHostsName(name);
  const hosts =
    salt === undefined
      ? plain
      : `|1|${Buffer.from(salt).toString('base64')}|${createHmac('sha1', salt).update(plain).digest('base64')}`;
  return `${hosts} ${describeKey(key).type} ${Buffer.from(key).toString('base64')}`;
}

interface Line {
  readonly marker: string;
  readonly hosts: string;
  readonly type: string;
  readonly base64: string;
  readonly file: string;
  readonly line: number;
}

function search(lines: readonly Line[], name: string, key: Uint8Array): HostKeyVerdict {
  const base64 = Buffer.from(key).toString('base64');
  const ofHost = lines.filter((line) => matches(line.hosts, name));
  const revoked = ofHost.filter((line) => line.marker === '@revoked' && line.base64 === base64);
  if (revoked.length > 0) return { kind: 'revoked', known: revoked.map(asKnownKey) };
  // @cert-authority lines speak about host certificates only.
  const plain = ofHost.filter((line) => line.marker === '');
  if (plain.some((line) => line.base64 === base64)) return { kind: 'known' };
  return plain.length === 0 ? { kind: 'unknown' } : { kind: 'changed', known: plain.map(asKnownKey) };
}

function asKnownKey(line: Line): KnownKey {
  return { ...describeKey(Buffer.from(line.base64, 'base64')), file: line.file, line: line.line };
}

const parsed = new WeakMap<KnownHostsFile, readonly Line[]>();

function parseFiles(files: readonly KnownHostsFile[]): Line[] {
  return files.flatMap((file) => {
    const known = parsed.get(file) ?? parseFile(file);
    parsed.set(file, known);
    return known;
  });
}

function parseFile({ path, text: whole }: KnownHostsFile): Line[] {
  return whole.split('\n').flatMap((text, index) => {
    const line = parseLine(text, path, index + 1);
    return line === undefined ? [] : [line];
  });
}

function parseLine(text: string, file: string, line: number): Line | undefined {
  const fields = text.trim().split(/\s+/);
  const marker = fields[0]?.startsWith('@') === true ? (fields.shift() ?? '') : '';
  if (!['', '@revoked', '@cert-authority'].includes(marker)) return undefined;
  const [hosts, type, base64] = fields;
  if (hosts === undefined || hosts.startsWith('#') || type === undefined || base64 === undefined) return undefined;
  // A line whose label and key disagree is no key to OpenSSH.
  if (typeInBlob(Buffer.from(base64, 'base64')) !== type) return undefined;
  return { marker, hosts, type, base64, file, line };
}

function typeInBlob(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  return length > blob.length - 4 ? undefined : blob.toString('latin1', 4, 4 + length);
}

function matches(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return matchesHash(hosts, name);
  let matched = false;
  for (const pattern of hosts.split(',')) {
    // One negated pattern that fits decides against the line, wherever it stands in it.
    if (pattern.startsWith('!')) {
      if (matchesPattern(pattern.slice(1), name)) return false;
    } else if (matchesPattern(pattern, name)) {
      matched = true;
    }
  }
  return matched;
}

function matchesHash(field: string, name: string): boolean {
  const [, kind, salt, digest] = field.split('|');
  if (kind !== '1' || salt === undefined || digest === undefined) return false;
  const expected = Buffer.from(digest, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Only * and ? are special; brackets are ordinary, as in [host]:port. */
function matchesPattern(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern.toLowerCase() === name;
  const expression = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`).test(name);
}
