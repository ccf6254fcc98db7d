import type { AuditRecord, Field, Malformed } from './event';
import { FieldScanner, unitsOf } from './fieldScanner';
import { head, readHead, readHeadInPlace } from './head';
import type { ByteReader } from './lines';
import { recordInSyslog } from './syslogLine';

/** Begins the part that the sender's auditd resolved (log_format = ENRICHED). */
export const enrichedSeparator = '\x1d';

/**
 * A line → a record, or why it is none. Never throws. Takes what real logs have: no node, `node=(null)`, two `node=`
 * (the first counts), `UNKNOWN[1234]`, `type=1400` of a kernel log, two blanks, a blank or CR at the end, NUL bytes
 * before it (as a crash leaves them). A record inside a line of syslog is taken out of it.
 */
export function parseRecord(line: string): AuditRecord | Malformed {
  const refused = readHead(line);
  if (refused === undefined) return new LineRecord(line);
  const inSyslog = recordInSyslog(line);
  if (inSyslog !== undefined && readHead(inSyslog) === undefined) return new LineRecord(inSyslog);
  return { reason: refused, raw: line };
}

/** A stretch of a log in memory, ASCII throughout, that will be used again for the next stretch. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly reader: ByteReader;
}

/**
 * The same for a line that stands in a block. Its text is made only when it is asked for: `keep` must be called before
 * the block is used again, or the record let go.
 */
export function parseRecordInPlace(block: Block, start: number, end: number): LineRecord | AuditRecord | Malformed {
  const refused = readHeadInPlace(block.bytes, start, end);
  if (refused !== undefined) return parseRecord(block.reader.latin1(block.bytes, start, end));
  return new LineRecord(undefined, block, start, end);
}

export function isMalformed(parsed: AuditRecord | Malformed): parsed is Malformed {
  return 'reason' in parsed;
}

/** A copy of plain data, for a wire. */
export function plainRecord(record: AuditRecord): AuditRecord {
  const { node, type, sec, ms, serial, fields, enriched, raw } = record;
  return { node, type, sec, ms, serial, fields, enriched, raw };
}

/** A record that reads its fields out of the line when it is asked for them. */
export class LineRecord implements AuditRecord {
  readonly node: string | null;
  readonly type: string;
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
  /** Where the body begins in `raw`. */
  readonly bodyStart: number;
  #raw: string | undefined;
  #block: Block | undefined;
  readonly #start: number;
  readonly #end: number;
  #bodyEnd = -1;
  #fields: readonly Field[] | undefined = undefined;
  #enriched: readonly Field[] | undefined = undefined;

  /** Of the line whose head was read last. */
  constructor(raw: string | undefined, block?: Block, start = 0, end = 0) {
    this.node = head.node;
    this.type = head.type;
    this.sec = head.sec;
    this.ms = head.ms;
    this.serial = head.serial;
    this.bodyStart = head.bodyStart;
    this.#raw = raw;
    this.#block = block;
    this.#start = start;
    this.#end = end;
  }

  get raw(): string {
    this.#raw ??= this.#block?.reader.latin1(this.#block.bytes, this.#start, this.#end) ?? '';
    return this.#raw;
  }

  /** The block in which the line stands still, from `start` to `end`; undefined for one that has a text only. */
  get block(): Block | undefined {
    return this.#block;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  /** The block will be used again: what is needed of it is taken. */
  keep(): void {
    void this.raw;
    this.#block = undefined;
  }

  /** Where the body ends in `raw`: before the enriched part, without CR. */
  get bodyEnd(): number {
    if (this.#bodyEnd === -1) {
      const separator = this.raw.lastIndexOf(enrichedSeparator);
      const end = this.raw.endsWith('\r') ? this.raw.length - 1 : this.raw.length;
      this.#bodyEnd = separator >= this.bodyStart ? separator : end;
    }
    return this.#bodyEnd;
  }

  /** The first field of that name as it was logged, read from the line. For records without free text: see eventFields. */
  valueInBody(name: string): string | undefined {
    const { raw } = this;
    const found = raw.indexOf(markOf(name).inBody, this.bodyStart - 1);
    const start = found + name.length + 2;
    if (found === -1 || start > this.bodyEnd) return undefined;
    const quoted = raw.charCodeAt(start) === 0x22;
    const end = quoted ? raw.indexOf('"', start + 1) + 1 : raw.indexOf(' ', start);
    return end <= 0 || end > this.bodyEnd ? raw.slice(start, this.bodyEnd) : raw.slice(start, end);
  }

  /** What the sender's auditd resolved the field `name` (lower case) to; undefined where it did not. */
  enrichedValue(name: string): string | undefined {
    const { raw } = this;
    const separator = this.bodyEnd;
    if (raw.charCodeAt(separator) !== 0x1d) return undefined;
    const sought = markOf(name).resolved;
    if (sought === undefined) return undefined;
    let at = raw.indexOf(sought, separator + 1);
    while (at !== -1 && at !== separator + 1 && raw.charCodeAt(at - 1) !== 0x20) at = raw.indexOf(sought, at + 1);
    if (at === -1) return undefined;
    const start = at + sought.length;
    if (raw.charCodeAt(start) === 0x22) {
      const close = raw.indexOf('"', start + 1);
      return close === -1 ? raw.slice(start + 1) : raw.slice(start + 1, close);
    }
    const end = raw.indexOf(raw.charCodeAt(start) === 0x7b ? '}' : ' ', start);
    if (end === -1) return raw.slice(start).trimEnd();
    return raw.slice(start, raw.charCodeAt(start) === 0x7b ? end + 1 : end);
  }

  get fields(): readonly Field[] {
    this.#fields ??= fieldsOf(this.raw, this.bodyStart, this.bodyEnd, this.type);
    return this.#fields;
  }

  get enriched(): readonly Field[] {
    if (this.#enriched === undefined) {
      const separator = this.raw.lastIndexOf(enrichedSeparator);
      const end = this.raw.endsWith('\r') ? this.raw.length - 1 : this.raw.length;
      this.#enriched = separator < this.bodyStart ? [] : fieldsOf(this.raw, separator + 1, end, '');
    }
    return this.#enriched;
  }
}

/** The fields of a stretch of text, with `msg='…'` opened up and the AVC's opening words named as auparse names them. */
function fieldsOf(text: string, start: number, end: number, type: string): Field[] {
  const fields: Field[] = [];
  let from = start;
  if (type === 'AVC' || type === 'USER_AVC') {
    const opening = /^\s*avc:\s+(\w+)\s+(?:\{([^}]*)\}\s+for\s*)?/.exec(text.slice(start, Math.min(end, start + 400)));
    if (opening) {
      fields.push({ name: 'seresult', value: opening[1] ?? '' });
      if (opening[2] !== undefined) fields.push({ name: 'seperms', value: opening[2].trim() });
      from = start + opening[0].length;
    }
  }
  const scanner = new FieldScanner().over(unitsOf(text, end), from, end);
  // Old PAM wrote `(hostname=?, addr=?, terminal=ssh res=success)`.
  let inParentheses = false;
  while (scanner.next()) {
    let { nameStart, valueEnd } = scanner;
    if (text.charCodeAt(nameStart) === 0x28 && scanner.nameEnd > nameStart) {
      inParentheses = true;
      nameStart++;
    }
    if (inParentheses && valueEnd > scanner.valueStart && /[,)]/.test(text.charAt(valueEnd - 1))) valueEnd--;
    // … and a colon between its parts.
    if (nameStart === scanner.nameEnd && valueEnd === scanner.valueStart + 1 && text.charAt(scanner.valueStart) === ':')
      continue;
    fields.push({ name: text.slice(nameStart, scanner.nameEnd), value: text.slice(scanner.valueStart, valueEnd) });
  }
  return fields;
}

/** What a field's name looks like in a line; kept, since the same few are asked for again and again. */
interface Mark {
  readonly inBody: string;
  /** Upper case; undefined for a name that is upper case itself: only names of the body are asked for. */
  readonly resolved: string | undefined;
}

const marks = new Map<string, Mark>();

function markOf(name: string): Mark {
  let mark = marks.get(name);
  if (mark === undefined) {
    const upper = name.toUpperCase();
    mark = { inBody: ` ${name}=`, resolved: upper === name ? undefined : `${upper}=` };
    // Names of fields come from the log too.
    if (marks.size < 1000) marks.set(name, mark);
  }
  return mark;
}
