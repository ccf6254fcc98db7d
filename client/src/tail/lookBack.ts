import { Collator } from '../../../core/src/events/collator';
import type { AuditEvent } from '../../../core/src/events/event';
import { LineSplitter } from '../../../core/src/events/lines';
import { isMalformed, parseRecord } from '../../../core/src/events/record';
import type { Log } from './log';
import { kept, type Entry, type KeptEvent, type Origin, type Store } from './store';

export type LookBackState =
  /** Nothing stands before what is kept, or nobody can tell. */
  | { readonly phase: 'all' }
  | { readonly phase: 'available'; readonly title: string }
  | { readonly phase: 'reading'; readonly title: string }
  | { readonly phase: 'full' }
  | { readonly phase: 'failed'; readonly title: string; readonly reason: string };

/** So many entries of the beginning may be events of which a page has the records before. */
const seam = 2000;

/**
 * Reads the logs again from before the first event that is kept, a page at a time. Of several logs the one that goes back
 * the least far comes first, so that what is shown is whole from its beginning on.
 */
export class LookBack {
  readonly #store: Store;
  readonly #logs: () => readonly Log[];
  /** Logs that have been read from their beginning. */
  readonly #exhausted = new Set<Log>();
  #reading: { readonly log: Log; readonly abort: AbortController } | undefined;
  #failure: { readonly title: string; readonly reason: string } | undefined;

  constructor(store: Store, logs: () => readonly Log[]) {
    this.#store = store;
    this.#logs = logs;
  }

  get state(): LookBackState {
    if (this.#reading !== undefined) return { phase: 'reading', title: this.#reading.log.title };
    if (this.#failure !== undefined) return { phase: 'failed', ...this.#failure };
    const next = this.#next();
    if (next === undefined) return { phase: 'all' };
    return this.#store.roomForOlder === 0 ? { phase: 'full' } : { phase: 'available', title: next.log.title };
  }

  stop(): void {
    this.#reading?.abort.abort();
  }

  /** Reads one page. `put` does what it is given when what changed in the store before has been taken. */
  async read(put: (change: () => void) => void): Promise<void> {
    const next = this.#next();
    if (this.#reading !== undefined || next === undefined || this.#store.roomForOlder === 0) return;
    const { log, first } = next;
    const abort = new AbortController();
    this.#reading = { log, abort };
    this.#failure = undefined;
    try {
      const page = await log.past?.before(beginningOf(first), abort.signal);
      if (page === undefined || abort.signal.aborted) return;
      if (!page.found || !page.more) this.#exhausted.add(log);
      if (!page.found) {
        throw new Error(
          'the first event that is shown is not in the log any more, so what was before it is gone as well.',
        );
      }
      const events = eventsOf(page.bytes, page.insideLine, log.origin);
      put(() => this.#put(events, log));
    } catch (error) {
      this.#failure = { title: log.title, reason: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#reading = undefined;
    }
  }

  #next(): { readonly log: Log; readonly first: KeptEvent } | undefined {
    let next: { readonly log: Log; readonly first: KeptEvent } | undefined;
    for (const log of this.#logs()) {
      if (log.past === undefined || this.#exhausted.has(log)) continue;
      if (!log.past.isCut && this.#store.dropped === 0) continue;
      const first = this.#firstOf(log);
      if (first !== undefined && (next === undefined || first.sec > next.first.sec)) next = { log, first };
    }
    return next;
  }

  #firstOf(log: Log): KeptEvent | undefined {
    for (let id = this.#store.first; id < this.#store.end; id++) {
      const entry = this.#store.get(id);
      if (entry?.kind === 'event' && entry.source === log.source && entry.lines.length > 0) return entry;
    }
    return undefined;
  }

  /** Records of events that are kept already join them; the other events stand before all. */
  #put(events: readonly KeptEvent[], log: Log): void {
    const known = new Map<string, number>();
    const end = Math.min(this.#store.end, this.#store.first + seam);
    for (let id = this.#store.first; id < end; id++) {
      const entry = this.#store.get(id);
      if (entry?.kind === 'event' && entry.source === log.source) known.set(keyOf(entry), id);
    }
    const older: Entry[] = [];
    for (const event of events) {
      const id = known.get(keyOf(event));
      const same = id === undefined ? undefined : this.#store.get(id);
      if (id === undefined || same?.kind !== 'event') older.push(event);
      else
        this.#store.amend(id, {
          ...same,
          lines: [...event.lines.filter((line) => !same.lines.includes(line)), ...same.lines],
        });
    }
    this.#store.addOlder(older);
  }
}

function eventsOf(bytes: Uint8Array, insideLine: boolean, origin: Origin): readonly KeptEvent[] {
  const events = new Set<AuditEvent>();
  const touched = (event: AuditEvent) => void events.add(event);
  const collator = new Collator({ opened: touched, closed: touched, late: touched });
  let first = insideLine;
  const lines = new LineSplitter((text) => {
    const record = first ? undefined : parseRecord(text);
    first = false;
    if (record !== undefined && !isMalformed(record)) collator.push(record);
  });
  lines.push(bytes);
  lines.end();
  collator.end();
  return [...events].map((event) => kept(event, origin));
}

/** What tells the first line of an event from all others: `node=web1 type=SYSCALL msg=audit(1700000000.123:456):`. */
function beginningOf({ lines }: KeptEvent): string {
  const line = lines[0] ?? '';
  const end = line.indexOf('):');
  return end === -1 ? line.slice(0, 300) : line.slice(0, end + 2);
}

function keyOf({ node, sec, ms, serial }: KeptEvent): string {
  return `${sec}.${ms}:${serial} ${node ?? ''}`;
}
