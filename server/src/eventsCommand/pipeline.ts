import { Collator } from '../../../core/src/events/collator';
import type { AuditEvent, AuditRecord, Malformed, SerialGap } from '../../../core/src/events/event';
import type { Filter } from '../../../core/src/events/filter';
import { LineSplitter } from '../../../core/src/events/lines';
import type { Block } from '../../../core/src/events/record';
import { isMalformed, LineRecord, parseRecord, parseRecordInPlace } from '../../../core/src/events/record';
import { visible } from '../../../core/src/events/visible';
import { nodeBytes } from './input';
import type { Output } from './output';
import type { Share } from './share';
import type { EventWriter } from './writers';

const gapsNamed = 10;

/** Takes the bytes of one file or stream, in chunks cut anywhere. */
export interface Source {
  push(chunk: Uint8Array): void;
  end(): void;
}

/** Bytes of one or several sources → lines of a format. */
export class Pipeline {
  readonly #collator: Collator;
  readonly #filter: Filter | undefined;
  readonly #writer: EventWriter;
  readonly #output: Output;
  readonly #share: Share | undefined;
  #malformed = 0;
  #firstMalformed: string | undefined = undefined;
  /** By id; told again with less when some of it came. Bounded: beyond `gapsKept` only counted. */
  readonly #gaps = new Map<number, SerialGap>();

  constructor(filter: Filter, writer: EventWriter, output: Output, timeout: number, share?: Share) {
    this.#share = share;
    this.#filter = filter.empty ? undefined : filter;
    this.#writer = writer;
    this.#output = output;
    this.#collator = new Collator(
      {
        closed: (event) => this.#take(event, event.records, false),
        late: (event, record) => this.#take(event, [record], true),
        gap: (gap) => this.#noteGap(gap),
      },
      { timeout, forgetRecords: true },
    );
  }

  /** For one source: its half lines do not mix with those of another. What is pushed may be used again afterwards. */
  source(): Source {
    const inPlace = (bytes: Uint8Array, start: number, end: number) => {
      if (block?.bytes !== bytes) block = { bytes, reader: nodeBytes };
      this.#record(parseRecordInPlace(block, start, end));
    };
    let block: Block | undefined;
    const splitter = new LineSplitter((line) => this.#record(parseRecord(line)), { reader: nodeBytes, inPlace });
    return {
      push: (chunk) => {
        this.#share?.beat();
        splitter.push(chunk);
        this.#collator.eachOpen(keep);
      },
      end: () => splitter.end(),
    };
  }

  tick(now: number): void {
    this.#collator.tick(now);
  }

  /** All input has ended. */
  end(): void {
    this.#collator.end();
    this.#writer.end();
    if (this.#share === undefined) this.#output.flush();
    else this.#share.end(this.#output);
  }

  /** What people should know besides the events; '' when all was well. */
  report(): string {
    let text = '';
    if (this.#malformed > 0) {
      text += `auditd-events: ${counted(this.#malformed, 'malformed line')} left out; the first: ${this.#firstMalformed}\n`;
    }
    const gaps = [...this.#gaps.values()].filter(({ missing }) => missing > 0);
    if (gaps.length > 0) {
      const serials = gaps.reduce((sum, { missing }) => sum + missing, 0);
      const named = gaps.slice(0, gapsNamed).map(({ node, from, to, missing }) => {
        return `${node === null ? 'no node' : visible(node)} ${from === to ? from : `${from}\u2013${to}`}${missing < to - from + 1 ? ` (${missing})` : ''}`;
      });
      const more = gaps.length > gapsNamed ? `, and ${gaps.length - gapsNamed} more` : '';
      text += `auditd-events: ${counted(gaps.length, 'gap')}, ${counted(serials, 'serial')} missing here: ${named.join(', ')}${more}\n`;
    }
    return text;
  }

  #record(record: AuditRecord | Malformed): void {
    if (!isMalformed(record)) {
      this.#collator.push(record);
      return;
    }
    if (record.raw.trim() === '') return;
    this.#malformed++;
    this.#firstMalformed ??= `${record.reason} ${visible(record.raw.slice(0, 80))}`;
  }

  #take(event: AuditEvent, records: readonly AuditRecord[], late: boolean): void {
    if (this.#share?.takes(records, this.#output) === false) return;
    if (this.#filter?.matches(event) === false) return;
    this.#writer.event(event, records, late);
    if (this.#share === undefined) this.#output.flushIfFull();
  }

  #noteGap(gap: SerialGap): void {
    if (gap.missing === 0) this.#gaps.delete(gap.id);
    else if (this.#gaps.has(gap.id) || this.#gaps.size < 10_000) this.#gaps.set(gap.id, gap);
  }
}

function keep(event: AuditEvent): void {
  for (const record of event.records) if (record instanceof LineRecord) record.keep();
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
