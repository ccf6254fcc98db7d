import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Route } from './host';
import { HostError } from './hostFailure';
import { checkHostKey, describeKey, knownHostsLine, knownHostsName, preferredAlgorithms } from './knownHosts';
import type { HostKeyName, KnownHostsFile } from './knownHosts';
import type { Prompter } from './prompter';

/** What is known about one host's key before connecting to it, and what is decided when it shows one. */
export interface HostKeyCheck {
  readonly preferred: readonly string[];
  /** undefined: go on. Else why not; an unknown key comes back here and `decide` may ask about it. */
  judge(key: Uint8Array): HostError | undefined;
}

/** Host key checking for one window: reads known_hosts anew for each connection, remembers 'only this time'. */
export class HostKeys {
  readonly #prompter: Prompter;
  readonly #onceAccepted = new Set<string>();
  /** As they were when last read, by path: one that is still the same need not be parsed again. */
  readonly #files = new Map<string, KnownHostsFile>();

  constructor(prompter: Prompter) {
    this.#prompter = prompter;
  }

  async check(host: string, route: Route): Promise<HostKeyCheck> {
    const files = await this.#read([...route.userKnownHostsFiles, ...route.globalKnownHostsFiles]);
    const name = nameOf(route);
    return {
      preferred: preferredAlgorithms(files, name),
      judge: (key) => {
        const verdict = checkHostKey(files, name, key);
        const words = { name: knownHostsName(name), seen: describeKey(key) };
        switch (verdict.kind) {
          case 'known':
            return undefined;
          case 'revoked':
            return new HostError(host, { kind: 'host-key-revoked', ...words, known: verdict.known });
          case 'changed':
            return new HostError(host, { kind: 'host-key-changed', ...words, known: verdict.known });
          case 'unknown':
            return this.#onceAccepted.has(onceId(name, key)) ? undefined : new UnknownHostKey(host, route, name, key);
        }
      },
    };
  }

  /**
   * Asks about an unknown key with no connection held open meanwhile, since a server's patience is short. Returns when
   * connecting again will pass; throws the refusal otherwise.
   */
  async decide(refused: UnknownHostKey): Promise<void> {
    const { route } = refused;
    if (route.strictHostKeyChecking === 'yes') throw refused;
    const file = route.userKnownHostsFiles[0];
    const answer =
      route.strictHostKeyChecking === 'accept-new' && file !== undefined
        ? 'remember'
        : await this.#prompter.unknownHostKey({
            host: refused.hostName,
            name: knownHostsName(refused.keyName),
            key: describeKey(refused.key),
            file: file ?? '',
          });
    if (answer === 'cancel') throw refused;
    if (answer === 'once' || file === undefined) {
      this.#onceAccepted.add(onceId(refused.keyName, refused.key));
      return;
    }
    await remember(
      file,
      knownHostsLine(refused.keyName, refused.key, route.hashKnownHosts ? randomBytes(20) : undefined),
    );
  }

  #read(paths: readonly string[]): Promise<KnownHostsFile[]> {
    return Promise.all(
      paths.map(async (path) => {
        // As OpenSSH: a file that cannot be read knows nobody.
        const text = await readFile(path, 'utf8').catch(() => '');
        const last = this.#files.get(path);
        const file = last?.text === text ? last : { path, text };
        this.#files.set(path, file);
        return file;
      }),
    );
  }
}

/** A refusal that can still become a yes. */
export class UnknownHostKey extends HostError {
  readonly route: Route;
  readonly keyName: HostKeyName;
  readonly key: Uint8Array;

  constructor(host: string, route: Route, keyName: HostKeyName, key: Uint8Array) {
    super(host, { kind: 'host-key-unknown', name: knownHostsName(keyName), seen: describeKey(key) });
    this.route = route;
    this.keyName = keyName;
    this.key = Uint8Array.from(key);
  }
}

function nameOf(route: Route): HostKeyName {
  const name = { host: route.hostName, port: route.port };
  return route.hostKeyAlias === undefined ? name : { ...name, alias: route.hostKeyAlias };
}

function onceId(name: HostKeyName, key: Uint8Array): string {
  return `${knownHostsName(name)} ${describeKey(key).fingerprint}`;
}

async function remember(file: string, line: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const before = await readFile(file, 'utf8').catch(() => '');
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  await appendFile(file, `${gap}${line}\n`, { mode: 0o600 });
}
