import type { RestartWay } from './hostState';
import { compact, quote } from '../hosts/shellText';
import applyMode from './onHost/apply.sh';
import auditd from './onHost/auditd.sh';
import daemon from './onHost/daemon.sh';
import observeMode from './onHost/observe.sh';
import shared from './onHost/shared.sh';
import transaction from './onHost/transaction.sh';
import unpack from './onHost/unpack.sh';
import validate from './onHost/validate.sh';

/** Scripts are sent without comments, since sudo logs them and auditd records them. */
const scriptOf = (...parts: readonly string[]): string => compact(parts.join('\n'));
const undoing = [transaction, auditd, daemon];

/** The part of a deploy's work on its host that comes with the files. */
export const deployScript = `${scriptOf(shared, ...undoing, validate, applyMode)}\n`;
const unpackScript = scriptOf(shared, unpack);
const settleScript = scriptOf(shared, ...undoing, 'settle "$2"');
const observeScript = scriptOf(shared, auditd, observeMode);
const observeAllScript = scriptOf(shared, auditd, validate, observeMode);

/** Names the folder of a deploy on its host. New for each deploy, known only to who made it. */
export type Transaction = string & { readonly transaction: true };

export function asTransaction(text: string): Transaction {
  if (!/^[a-z0-9]{1,40}$/.test(text)) throw new Error(`not a transaction name: ${text}`);
  return text as Transaction;
}

/** How rules get into the kernel: see the head of onHost/apply.sh. */
export type LoadBy = 'augenrules' | 'auditctl' | 'compile';

/** What is done to auditd, and what must be so afterwards. */
export interface DaemonChange {
  readonly change: 'restart' | 'reload';
  readonly by: RestartWay;
  readonly port: number | undefined;
  readonly logs: boolean;
}

export interface Questions {
  /** It is said which of them are not there. */
  readonly folders?: readonly string[];
  /** Of users and groups that rules name: a host need not list all that it knows. */
  readonly accounts?: readonly string[];
  /** Whether it is said which files the host's own programs can read beforehand; default yes. */
  readonly validates?: 'yes' | 'no';
}

/** Says how things stand; or, unless it is told that all was settled, only that an earlier deploy has left something. */
export function observeCommand(
  { folders = [], accounts = [], validates = 'yes' }: Questions,
  settled: 'yes' | 'no',
): string {
  const script = validates === 'yes' ? observeAllScript : observeScript;
  return command(script, 'observe', settled, validates, accounts.join(' '), ...folders);
}

/** Ends what earlier deploys left unfinished; the named one is undone even while its timer lives. */
export function settleCommand(settle: Transaction | undefined): string {
  return command(settleScript, 'settle', settle ?? '-');
}

/** What a deploy sends: the tar archive that onHost/unpack.sh reads, and what it must know of it beforehand. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** Members that a host without tar needs first, with the bytes of the archive that they are. */
  readonly parts: readonly { readonly name: string; readonly at: number; readonly size: number }[];
  /** When folders and generated files had changed last, a line each, for `touch -d`. */
  readonly times: string;
  /** The folders that files of the deploy lie in. */
  readonly places: readonly string[];
}

export interface ApplyArguments {
  readonly transaction: Transaction;
  readonly confirmSeconds: number;
  readonly payload: Payload;
  /** undefined: rules stay as they are. */
  readonly load: LoadBy | undefined;
  readonly daemon: DaemonChange | undefined;
  /** 'later': the lock of the rules is left out of what is loaded, until it is confirmed. */
  readonly lock: 'later' | 'no';
  /** Paths of files that the host's own programs are to read first. */
  readonly validated: readonly string[];
}

/** Reads the payload, puts it into effect, and then waits for words: see onHost/apply.sh. */
export function applyCommand(args: ApplyArguments): string {
  const { transaction, confirmSeconds, payload, load = 'none', lock, daemon, validated } = args;
  const change = [
    daemon?.change ?? 'none',
    daemon?.by ?? 'none',
    String(daemon?.port ?? '-'),
    daemon?.logs === true ? 'yes' : 'no',
    validated.join(',') || '-',
  ];
  const parts = payload.parts.map(({ name, at, size }) => `${name}:${at}:${size}`).join(' ');
  const unpacked = ['apply', transaction, String(payload.bytes.length), payload.times, parts];
  const places = payload.places.join(' ');
  return command(unpackScript, ...unpacked, String(confirmSeconds), load, lock, ...change, places);
}

/** For `eval` by a POSIX shell, in a process of its own. */
function command(script: string, ...words: readonly string[]): string {
  return `set -- ${words.map(quote).join(' ')}\n${script}`;
}

/**
 * An answer is lines of a word and its value, and blocks: `=NAME SIZE`, then so many bytes and a line's end, or all that is
 * left where SIZE is `-`. What is asked of hosts elsewhere has its blocks in base64, as values. Later ones of a name win.
 */
export class Answer {
  readonly lines: readonly (readonly [name: string, value: string])[];
  readonly #blocks: readonly (readonly [name: string, bytes: Buffer])[];

  constructor(out: Uint8Array) {
    const bytes = Buffer.from(out.buffer, out.byteOffset, out.byteLength);
    const lines: [string, string][] = [];
    const blocks: [string, Buffer][] = [];
    for (let at = 0; at < bytes.length;) {
      const found = bytes.indexOf(10, at);
      const end = found < 0 ? bytes.length : found;
      const line = bytes.toString('utf8', at, end);
      at = end + 1;
      const [, name, size] = /^=(\S+) (-|\d+)$/.exec(line) ?? [];
      if (name !== undefined) {
        const blockEnd = size === '-' ? bytes.length : at + Number(size);
        blocks.push([name, bytes.subarray(at, blockEnd)]);
        at = blockEnd + 1;
      } else if (line !== '') {
        const space = line.indexOf(' ');
        lines.push(space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)]);
      }
    }
    this.lines = lines;
    this.#blocks = blocks;
  }

  value(name: string): string | undefined {
    return this.lines.findLast(([found]) => found === name)?.[1];
  }

  values(name: string): string[] {
    return this.lines.filter(([found]) => found === name).map(([, value]) => value);
  }

  /** The texts of all blocks of a name. */
  texts(name: string): string[] {
    return this.#blocks.filter(([found]) => found === name).map(([, bytes]) => bytes.toString());
  }

  /** The text of a block; '' when it did not come. */
  text(name: string): string {
    return this.bytes(name).toString();
  }

  bytes(name: string): Buffer {
    return this.#blocks.findLast(([found]) => found === name)?.[1] ?? Buffer.from(this.value(name) ?? '', 'base64');
  }
}
