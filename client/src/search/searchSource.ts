import { Collator } from '../../../core/src/events/collator';
import type { AuditEvent } from '../../../core/src/events/event';
import { filterOf } from '../../../core/src/events/filter';
import { LineSplitter } from '../../../core/src/events/lines';
import type { Clock } from '../../../core/src/events/moment';
import { isMalformed, parseRecord } from '../../../core/src/events/record';
import { isHostError, oneLine } from '../hosts/hostFailure';
import type { RemoteShell } from '../hosts/remoteShell';
import { quote } from '../hosts/shellText';
import { askAccounts } from '../tail/hostAccounts';
import { askHostRules } from '../tail/hostRulesFiles';
import { findLog, type LogOnHost } from '../tail/logOnHost';
import type { Happening } from '../tail/following';
import type { Interruption, LogSource } from '../tail/source';
import { ausearchWords, searchFilter, shownCommand, type SearchForm } from './searchForm';

export interface SearchParts {
  readonly hostName: string;
  readonly connect: (signal: AbortSignal) => Promise<RemoteShell>;
  readonly clock: Clock;
  /** scan: the whole log comes here and is looked through here, which needs nothing on the host but cat. */
  readonly how: 'ausearch' | 'scan';
  /** Where ausearch is missing the scan takes its place, and the person is told. */
  readonly onScan: (why: string) => void;
}

/** So long what is found waits for the host's rules, and for the names of its users; milliseconds. */
const waitForHost = 3000;

export class SearchRefused extends Error {
  override readonly name = 'SearchRefused';
}

/** What a search of a host's whole log finds, rotated files included; it is read once, and nothing is followed. */
export class SearchSource implements LogSource {
  readonly title: string;
  readonly host: string;
  readonly past = undefined;
  readonly isExcerpt = true;
  readonly #parts: SearchParts;
  readonly #form: SearchForm;

  constructor(parts: SearchParts, form: SearchForm) {
    this.#parts = parts;
    this.#form = form;
    this.host = parts.hostName;
    this.title = `${parts.hostName}: ${searchFilter(form) || 'everything'}`;
  }

  async *attempt(signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    const connection = await this.#parts.connect(signal);
    const other = this.#form.log ?? '';
    const log = await findLog(connection, signal, other === '' ? undefined : other);
    const read = await askHostRules(log.shell, signal, waitForHost);
    if (read !== undefined) yield { kind: 'rules', read };
    const accounts = await askAccounts(log.shell, signal, waitForHost);
    if (accounts !== undefined) yield { kind: 'accounts', accounts };
    if (this.#parts.how === 'scan') return yield* this.#scan(log, signal);
    const { code } = await log.shell.run('command -v ausearch >/dev/null 2>&1', { signal, timeout: 20_000 });
    if (code === 0) return yield* this.#ausearch(log, signal);
    this.#parts.onScan(`${this.#parts.hostName} has no ausearch, so its log is read and looked through here.`);
    yield* this.#scan(log, signal);
  }

  judge(error: unknown): Interruption {
    const reason = error instanceof Error ? error.message : String(error);
    return { mayRetry: false, reason: isHostError(error, 'connection-lost') ? error.failure.text : reason };
  }

  dispose(): void {}

  async *#ausearch({ shell }: LogOnHost, signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    const words = ausearchWords(this.#form, this.#parts.clock);
    yield { kind: 'opened', path: shownCommand(words), offset: 0, again: false };
    const command = `exec env TZ=UTC LC_ALL=C ${words.map(quote).join(' ')} </dev/null`;
    const process = await shell.open(command, { signal });
    process.ended.catch(() => undefined);
    let isEmpty = true;
    try {
      for await (const bytes of process.out) {
        isEmpty = false;
        yield { kind: 'bytes', bytes };
      }
    } finally {
      process.kill();
    }
    const { code, err } = await process.ended;
    // With --raw it says nothing where nothing is found, and its status is 1 then, too.
    if (code === 0 || (code === 1 && isEmpty && err.trim() === '') || err.includes('<no matches>')) return;
    throw new SearchRefused(`${this.#parts.hostName}: ausearch refused: ${oneLine(err) || `status ${String(code)}`}.`);
  }

  /** The oldest file first; only what matches is handed on. */
  async *#scan({ shell, path }: LogOnHost, signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    yield { kind: 'opened', path, offset: 0, again: false };
    const files = `number=999; while [ $number -gt 0 ]; do if [ -r "$1.$number" ]; then cat "$1.$number"; fi; number=$((number - 1)); done; exec cat "$1"`;
    const process = await shell.open(`exec sh -c ${quote(files)} scan ${quote(path)}`, { signal });
    process.ended.catch(() => undefined);
    const sieve = new Sieve(searchFilter(this.#form), this.#parts.clock);
    try {
      for await (const bytes of process.out) {
        const found = sieve.take(bytes);
        if (found.length > 0) yield { kind: 'bytes', bytes: found };
      }
      const last = sieve.end();
      if (last.length > 0) yield { kind: 'bytes', bytes: last };
    } finally {
      process.kill();
    }
    const { code, err } = await process.ended;
    if (code !== 0) throw new SearchRefused(`${this.#parts.hostName}: the log could not be read: ${oneLine(err)}.`);
  }
}

/** Bytes of a log in, the lines of its matching events out. */
class Sieve {
  readonly #collator: Collator;
  readonly #lines: LineSplitter;
  #found: string[] = [];

  constructor(filter: string, clock: Clock) {
    const { matches } = filterOf(filter, clock);
    const closed = (event: AuditEvent): void => {
      if (matches(event)) this.#found.push(...event.records.map(({ raw }) => `${raw}\n`));
    };
    const nothing = (): void => {};
    this.#collator = new Collator({ opened: nothing, amended: nothing, closed, late: nothing, gap: nothing });
    this.#lines = new LineSplitter((line) => {
      const record = parseRecord(line);
      if (!isMalformed(record)) this.#collator.push(record);
    });
  }

  take(bytes: Uint8Array): Uint8Array {
    this.#lines.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return this.#taken();
  }

  end(): Uint8Array {
    this.#lines.end();
    this.#collator.end();
    return this.#taken();
  }

  #taken(): Uint8Array {
    const bytes = Buffer.from(this.#found.join(''));
    this.#found = [];
    return bytes;
  }
}
