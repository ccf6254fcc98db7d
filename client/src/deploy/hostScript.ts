import type { RestartWay } from './hostState';
import { compact, quote } from '../hosts/shellText';
import applyMode from './onHost/apply.sh';
import daemon from './onHost/daemon.sh';
import observeMode from './onHost/observe.sh';
import transaction from './onHost/transaction.sh';
import validate from './onHost/validate.sh';

/** The script that runs on hosts, as it is sent: without comments, since sudo logs it and auditd records it. */
const script = compact([transaction, daemon, validate, observeMode, applyMode].join('\n'));

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
  /** A deploy that is undone even while its timer lives. */
  readonly settle?: Transaction;
  /** It is said which of them are not there. */
  readonly folders?: readonly string[];
  /** Whether it is said which files the host's own programs can read beforehand; default yes. */
  readonly validates?: 'yes' | 'no';
}

/** Ends what an earlier run left unfinished, then says how things stand. */
export function observeCommand({ settle, folders = [], validates = 'yes' }: Questions): string {
  return command('observe', settle ?? '-', validates, ...folders);
}

export interface ApplyArguments {
  readonly transaction: Transaction;
  readonly confirmSeconds: number;
  /** How many bytes of the payload are the manifest. */
  readonly manifestSize: number;
  /** undefined: rules stay as they are. */
  readonly load: LoadBy | undefined;
  readonly daemon: DaemonChange | undefined;
  /** 'later': the lock of the rules is left out of what is loaded, until it is confirmed. */
  readonly lock: 'later' | 'no';
  /** Paths of files that the host's own programs are to read first. */
  readonly validated: readonly string[];
}

export function applyCommand(args: ApplyArguments): string {
  const { transaction, confirmSeconds, manifestSize, load = 'none', lock, daemon, validated } = args;
  const change = [
    daemon?.change ?? 'none',
    daemon?.by ?? 'none',
    String(daemon?.port ?? '-'),
    daemon?.logs === true ? 'yes' : 'no',
    validated.join(',') || '-',
  ];
  return command('apply', transaction, String(confirmSeconds), String(manifestSize), load, lock, ...change);
}

export function confirmCommand(transaction: Transaction, lock: 'yes' | 'no'): string {
  return command('confirm', transaction, lock);
}

export function undoCommand(transaction: Transaction): string {
  return command('undo', transaction);
}

function command(...words: readonly string[]): string {
  return `exec sh -c 'eval "$1"' ad ${[script, ...words].map(quote).join(' ')}`;
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
