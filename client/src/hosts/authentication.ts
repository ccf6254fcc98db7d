import { createPrivateKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Route } from './host';
import { windowsAgent } from './resolveRoute';
import type { Secrets } from './secrets';

/** One way to log in, ready to be tried. */
export type Attempt =
  | { readonly kind: 'none' }
  | { readonly kind: 'agent'; readonly path: string; readonly onlyKeysOf?: readonly string[] }
  | { readonly kind: 'key'; readonly pem: string; readonly passphrase?: string }
  | { readonly kind: 'keyboard-interactive'; answer(question: KeyboardQuestion): Promise<string[] | undefined> }
  | { readonly kind: 'password'; readonly password: string };

export interface KeyboardQuestion {
  readonly name: string;
  readonly instructions: string;
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
}

/** Whether a private key can be read with this passphrase; the error says why not. */
export type KeyReader = (pem: string, passphrase: string | undefined) => Error | undefined;

export interface AuthenticationWorld {
  readonly secrets: Secrets;
  readonly readsKey: KeyReader;
  /** Names of Windows' named pipes. */
  readonly pipes?: () => Promise<readonly string[]>;
}

const pipeFolder = '\\\\.\\pipe\\';

/**
 * The ways to log in, in OpenSSH's order: agent, key files, then what asks the person. What a person typed and the
 * host refused is not tried or asked again: hosts count failed logins.
 */
export class Authentication {
  /** In words, for the message when nothing worked. */
  readonly tried: string[] = [];
  offered: readonly string[] = [];
  readonly #host: string;
  readonly #route: Route;
  readonly #world: AuthenticationWorld;
  readonly #ways: AsyncGenerator<Attempt, undefined>;
  /** Secrets that were given and not yet taken by the host. */
  #unproven: string[] = [];

  constructor(host: string, route: Route, world: AuthenticationWorld) {
    this.#host = host;
    this.#route = route;
    this.#world = world;
    this.#ways = this.#inOrder();
  }

  /** `left`: what the host takes now (null before it said). undefined: nothing left to try. */
  async next(left: readonly string[] | null, partial: boolean): Promise<Attempt | undefined> {
    if (left !== null) this.offered = left;
    if (partial) this.#unproven = [];
    if (this.#unproven.length > 0) {
      await Promise.all(this.#unproven.map((id) => this.#world.secrets.forget(id)));
      return undefined;
    }
    for (;;) {
      const way = await this.#ways.next();
      if (way.done === true) return undefined;
      if (left === null || way.value.kind === 'none' || left.includes(methodOf(way.value))) return way.value;
    }
  }

  async *#inOrder(): AsyncGenerator<Attempt, undefined> {
    yield { kind: 'none' };
    if (this.offered.includes('publickey')) yield* this.#keys();
    if (this.offered.includes('keyboard-interactive')) {
      this.tried.push('keyboard-interactive');
      yield { kind: 'keyboard-interactive', answer: (question) => this.#answer(question) };
    }
    if (this.offered.includes('password')) {
      const id = this.#id('password');
      const password = await this.#world.secrets.get(id, {
        host: this.#host,
        kind: 'password',
        what: `${this.#host} asks for the password of ${this.#login()}.`,
        echo: false,
        canKeep: true,
      });
      if (password !== undefined) {
        this.tried.push('password');
        this.#unproven.push(id);
        yield { kind: 'password', password };
      }
    }
    return undefined;
  }

  async *#keys(): AsyncGenerator<Attempt, undefined> {
    const { agent, identityFiles, identitiesOnly } = this.#route;
    if (agent !== undefined) {
      this.tried.push('agent');
      const only = identitiesOnly ? await publicKeysOf(identityFiles) : undefined;
      // Where Windows' own agent does not run PuTTY's may; one that is not there is only one way less.
      for (const path of agent === windowsAgent ? [agent, ...(await this.#pageants())] : [agent]) {
        yield { kind: 'agent', path, ...(only === undefined ? {} : { onlyKeysOf: only }) };
      }
    }
    for (const file of identityFiles) {
      // A first factor may have been taken meanwhile.
      if (!this.offered.includes('publickey')) return undefined;
      const pem = await readFile(file, 'utf8').catch(() => undefined);
      if (pem === undefined) continue;
      this.tried.push(`key ${basename(file)}`);
      const opened = isEncrypted(pem) ? await this.#unlock(file, pem) : { pem: asReadable(pem) };
      if (opened === undefined) continue;
      const wrong = this.#world.readsKey(opened.pem, opened.passphrase);
      if (wrong === undefined) yield { kind: 'key', ...opened };
      else this.tried.push(`(${wrong.message})`);
    }
    return undefined;
  }

  /** Pageant serves ssh's own protocol, too, by a pipe whose name has the user and a hash (PuTTY 0.75 and later). */
  async #pageants(): Promise<string[]> {
    const { pipes = () => readdir(pipeFolder) } = this.#world;
    const names = await pipes().catch((): string[] => []);
    return names.filter((name) => name.startsWith('pageant.')).map((name) => `${pipeFolder}${name}`);
  }

  /** Like ssh, up to three times: a passphrase opens a file of one's own, no host counts. */
  async #unlock(file: string, pem: string): Promise<{ pem: string; passphrase?: string } | undefined> {
    const id = `passphrase ${file}`;
    for (let round = 0; round < 3; round++) {
      const passphrase = await this.#world.secrets.get(id, {
        host: this.#host,
        kind: 'passphrase',
        what: `${round === 0 ? '' : 'That was not it. '}The key file ${file} asks for its passphrase, to log in to ${this.#host}.`,
        echo: false,
        canKeep: true,
      });
      if (passphrase === undefined) return undefined;
      const readable = asReadable(pem, passphrase);
      if (readable !== pem) return { pem: readable };
      if (this.#world.readsKey(pem, passphrase) === undefined) return { pem, passphrase };
      await this.#world.secrets.forget(id);
    }
    return undefined;
  }

  async #answer({ name, instructions, prompts }: KeyboardQuestion): Promise<string[] | undefined> {
    const answers: string[] = [];
    for (const prompt of prompts) {
      const said = [name, instructions, prompt.text].filter((text) => text.trim() !== '').join(' ');
      // The usual single 'Password:' is the account's password; anything else is a code that cannot be kept.
      const isPassword = prompts.length === 1 && !prompt.echo && isPlainPasswordPrompt(prompt.text);
      const id = isPassword ? this.#id('password') : `${this.#id('keyboard')} ${answers.length} ${said}`;
      const answer = await this.#world.secrets.get(id, {
        host: this.#host,
        kind: 'keyboard-interactive',
        what: `${this.#host} asks, to log in as ${this.#login()}:`,
        said,
        echo: prompt.echo,
        canKeep: isPassword,
      });
      if (answer === undefined) return undefined;
      answers.push(answer);
      this.#unproven.push(id);
    }
    return answers;
  }

  #login(): string {
    return `${this.#route.user}@${this.#route.hostName}`;
  }

  #id(kind: string): string {
    return `${kind} ${this.#login()}:${this.#route.port}`;
  }
}

/** `Password:`, `me@host's password:`, `(me@host) Password:`; not one for a new password, or the old one again. */
function isPlainPasswordPrompt(text: string): boolean {
  return /^\s*(\(\S+\)\s*)?(\S+@\S+'s\s+)?password(\s+for\s+\S+)?\s*:?\s*$/i.test(text);
}

function methodOf(attempt: Attempt): string {
  return attempt.kind === 'agent' || attempt.kind === 'key' ? 'publickey' : attempt.kind;
}

async function publicKeysOf(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readFile(`${file}.pub`, 'utf8').catch(() => '')));
  return texts.flatMap((text) => text.trim().split(/\s+/)[1] ?? []);
}

/** Old PEM and PKCS#8 say it in words, the OpenSSH format in its first field. */
export function isEncrypted(pem: string): boolean {
  if (/ENCRYPTED/.test(pem)) return true;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(pem)?.[1];
  if (body === undefined) return false;
  const bytes = Buffer.from(body, 'base64');
  const length = bytes.length >= 19 ? bytes.readUInt32BE(15) : 0;
  return bytes.toString('latin1', 19, 19 + length) !== 'none';
}

/** PKCS#8 is not read by ssh2: what node's crypto can turn into the older form is turned; else the text comes back. */
function asReadable(pem: string, passphrase?: string): string {
  if (!/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(pem)) return pem;
  try {
    const key = createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString();
  } catch {
    // Wrong passphrase, or a kind that it does not know: the reader will say so.
  }
  return pem;
}
