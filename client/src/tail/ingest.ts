import { Collator } from '../../../core/src/events/collator';
import type { AuditEvent, AuditRecord, SerialGap } from '../../../core/src/events/event';
import { LineSplitter } from '../../../core/src/events/lines';
import { isMalformed, parseRecord } from '../../../core/src/events/record';
import type { Happening } from './following';
import { asBuffer, nodeBytes } from './nodeBytes';
import { kept, type KeptNotice, type Notice, type Origin, type RecordStamp, type Store } from './store';

const malformedSamples = 3;

interface OpenGap {
  readonly id: number;
  readonly gap: Extract<Notice, { kind: 'gap' }>;
}

/**
 * So many gaps get a row within so many entries; more of them are a figure only. A sender that filters makes a gap of
 * every other event, and would drown the rest.
 */
const gapRows = { rows: 10, entries: 200 };

/**
 * Bytes → lines → records → events → store. `settle` writes what has changed into the store, once for everything since
 * the last time: most events open, grow and close within one piece of the log.
 */
export class Ingest {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #origin: Origin;
  readonly #collator: Collator;
  #lines: LineSplitter;
  /** A log that is entered in its middle begins with half a line, which is no news. */
  #insideLine = false;
  #malformed = 0;
  readonly #changed = new Set<AuditEvent>();
  readonly #ids = new WeakMap<AuditEvent, number>();
  readonly #gaps = new Map<number, { readonly id: number | undefined; readonly missing: number }>();
  readonly #gapRows: number[] = [];
  #missing = 0;
  #malformedRow: { readonly id: number; readonly count: number; readonly samples: readonly string[] } | undefined;
  #seenBefore: Set<string> | undefined;
  #lastRecord: RecordStamp | undefined;
  /** A gap behind which nothing has come yet. */
  #openGap: OpenGap | undefined;

  constructor(store: Store, now: () => number, origin: Origin, extent: 'whole' | 'excerpt' = 'whole') {
    this.#store = store;
    this.#now = now;
    this.#origin = origin;
    const touched = (event: AuditEvent) => void this.#changed.add(event);
    this.#collator = new Collator(
      {
        ...{ opened: touched, amended: touched, closed: touched, late: touched },
        // Between what was looked for lies what was not.
        gap: (gap) => void (extent === 'whole' && this.#gap(gap)),
      },
      { dropDuplicates: true },
    );
    this.#lines = this.#newLines();
  }

  /** Lines that are no records. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Serials of the nodes' kernels that are not in this log, or not yet. */
  get missing(): number {
    return this.#missing;
  }

  take(happening: Happening): void {
    switch (happening.kind) {
      case 'opened':
        if (!happening.again) this.#startFile(happening.offset > 0);
        break;
      case 'bytes':
        this.#lines.push(asBuffer(this.#insideLine ? this.#behindLine(happening.bytes) : happening.bytes));
        break;
      case 'rotated':
        this.#startFile(false);
        break;
      case 'truncated':
        this.#startFile(false);
        this.notice({ kind: 'truncated', had: happening.had, size: happening.size });
        this.#expectRepeats();
        break;
      case 'gap':
        this.#startFile(false);
        this.#openGap = { id: this.notice(happening), gap: happening };
        this.#expectRepeats();
        break;
      case 'accounts':
        this.#origin.naming?.know(happening.accounts);
        this.#origin.rules?.nodesKnown();
        break;
      case 'rules':
        this.#origin.rules?.know(happening.read);
        break;
      case 'alive':
        break;
    }
  }

  /** The time goes on: closes events for which nothing has come for a while. */
  tick(): void {
    this.#collator.tick(this.#now());
    this.settle();
  }

  /** The input has ended. */
  end(): void {
    this.#lines.end();
    this.#collator.end();
    this.settle();
  }

  notice(notice: Notice): number {
    this.settle();
    this.#malformedRow = undefined;
    return this.#store.add(this.#row(notice));
  }

  settle(): void {
    for (const event of this.#changed) {
      const id = this.#ids.get(event);
      if (id === undefined) {
        this.#ids.set(event, this.#store.add(kept(event, this.#origin)));
        this.#malformedRow = undefined;
      } else {
        this.#store.amend(id, kept(event, this.#origin));
      }
    }
    this.#changed.clear();
  }

  #row(notice: Notice): KeptNotice {
    return { kind: 'notice', at: this.#now(), notice, source: this.#origin.source };
  }

  #newLines(): LineSplitter {
    return new LineSplitter((text) => this.#line(text), { reader: nodeBytes });
  }

  /** What was half read of the last file will not get its rest any more. */
  #startFile(insideLine: boolean): void {
    this.#lines.end();
    this.#lines = this.#newLines();
    this.#insideLine = insideLine;
  }

  #behindLine(bytes: Uint8Array): Uint8Array {
    const end = bytes.indexOf(10);
    if (end === -1) return bytes.subarray(bytes.length);
    this.#insideLine = false;
    return bytes.subarray(end + 1);
  }

  #line(text: string): void {
    const record = parseRecord(text);
    if (isMalformed(record)) {
      this.#noRecord(text);
      return;
    }
    if (this.#seenBefore?.has(keyOf(record, record.node ?? this.#origin.host)) === true) return;
    if (this.#openGap !== undefined) this.#closeGap(this.#openGap, record);
    this.#lastRecord = record;
    this.#collator.push(record);
  }

  #closeGap({ id, gap }: OpenGap, record: AuditRecord): void {
    this.#openGap = undefined;
    const edges = { before: this.#lastRecord && stampOf(this.#lastRecord), after: stampOf(record) };
    this.#store.amend(id, this.#row({ ...gap, edges }));
  }

  #noRecord(text: string): void {
    this.#malformed++;
    const row = this.#malformedRow;
    const sample = text.slice(0, 2000);
    if (row === undefined || this.#changed.size > 0) {
      const samples = [sample];
      const id = this.notice({ kind: 'malformed', count: 1, samples });
      this.#malformedRow = { id, count: 1, samples };
      return;
    }
    const samples = row.samples.length < malformedSamples ? [...row.samples, sample] : row.samples;
    this.#malformedRow = { id: row.id, count: row.count + 1, samples };
    this.#store.amend(row.id, this.#row({ kind: 'malformed', count: row.count + 1, samples }));
  }

  #gap(gap: SerialGap): void {
    const notice: Notice = { kind: 'missing-serials', gap };
    const known = this.#gaps.get(gap.id);
    this.#missing += gap.missing - (known?.missing ?? 0);
    let id = known?.id;
    if (known === undefined) id = this.#gapRow(notice);
    else if (id !== undefined) this.#store.amend(id, this.#row(notice));
    this.#gaps.set(gap.id, { id, missing: gap.missing });
    const [oldest] = this.#gaps.keys();
    if (this.#gaps.size > 1000 && oldest !== undefined) this.#gaps.delete(oldest);
  }

  #gapRow(notice: Notice): number | undefined {
    const [oldest = -Infinity] = this.#gapRows;
    if (this.#gapRows.length >= gapRows.rows && oldest > this.#store.end - gapRows.entries) return undefined;
    const id = this.notice(notice);
    this.#gapRows.push(id);
    if (this.#gapRows.length > gapRows.rows) this.#gapRows.shift();
    return id;
  }

  /**
   * After a gap the log is read again from the oldest file that exists, after a truncation from its beginning: some of it
   * may have been here already. The collator remembers too few for that.
   */
  #expectRepeats(): void {
    this.settle();
    const seen = new Set<string>();
    for (let id = this.#store.first; id < this.#store.end; id++) {
      const entry = this.#store.get(id);
      if (entry?.kind !== 'event' || entry.source !== this.#origin.source || entry.completion === null) continue;
      seen.add(keyOf(entry, entry.node));
    }
    this.#seenBefore = seen;
  }
}

function stampOf({ node, sec, ms, serial }: RecordStamp): RecordStamp {
  return { node, sec, ms, serial };
}

function keyOf(stamp: Pick<AuditRecord, 'sec' | 'ms' | 'serial'>, node: string | null): string {
  return `${stamp.sec}.${stamp.ms}:${stamp.serial} ${node ?? ''}`;
}
