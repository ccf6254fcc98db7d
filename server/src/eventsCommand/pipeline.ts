import { Collator } from '../../../core/src/events/collator';
import type { AuditEvent, AuditRecord, SerialGap } from '../../../core/src/events/event';
import type { Filter } from '../../../core/src/events/filter';
import { LineSplitter } from '../../../core/src/events/lines';
import { isMalformed, parseRecord } from '../../../core/src/events/record';
import { visible } from '../../../core/src/events/visible';
import { nodeBytes } from './input';
import type { Output } from './output';
import type { EventWriter } from './writers';

const gapsNamed = 10;

/** Bytes of one or several sources → lines of a format. */
export class Pipeline {
  readonly #collator: Collator;
  readonly #filter: Filter | undefined;
  readonly #writer: EventWriter;
  readonly #output: Output;
  #malformed = 0;
  #firstMalformed: string | undefined = undefined;
  /** By id; told again with less when some of it came. Bounded: beyond `gapsKept` only counted. */
  readonly #gaps = new Map<number, SerialGap>();

  constructor(filter: Filter, writer: EventWriter, output: Output, timeout: number) {
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
    output.write(writer.head);
  }

  /** A splitter for one source: its half lines do not mix with those of another. */
  source(): LineSplitter {
    return new LineSplitter((line) => this.#line(line), { reader: nodeBytes });
  }

  tick(now: number): void {
    this.#collator.tick(now);
  }

  /** All input has ended. */
  end(): void {
    this.#collator.end();
    this.#output.write(this.#writer.tail());
    this.#output.flush();
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

  #line(line: string): void {
    const record = parseRecord(line);
    if (!isMalformed(record)) {
      this.#collator.push(record);
      return;
    }
    if (line.trim() === '') return;
    this.#malformed++;
    this.#firstMalformed ??= `${record.reason} ${visible(line.slice(0, 80))}`;
  }

  #take(event: AuditEvent, records: readonly AuditRecord[], late: boolean): void {
    if (this.#filter?.matches(event) === false) return;
    this.#output.write(this.#writer.event(event, records, late));
  }

  #noteGap(gap: SerialGap): void {
    if (gap.missing === 0) this.#gaps.delete(gap.id);
    else if (this.#gaps.has(gap.id) || this.#gaps.size < 10_000) this.#gaps.set(gap.id, gap);
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
