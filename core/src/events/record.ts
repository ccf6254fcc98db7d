import type { AuditRecord, Field, Malformed } from './event';
import { FieldScanner } from './fieldScanner';
import { typeName } from './names';
import { TextCache } from './textCache';

/** Begins the part that the sender's auditd resolved (log_format = ENRICHED). */
export const enrichedSeparator = '\x1d';

/**
 * A line → a record, or why it is none. Never throws. Takes what real logs have: no node, `node=(null)`, two `node=`
 * (the first counts), `UNKNOWN[1234]`, `type=1400` of a kernel log, two blanks, a blank or CR at the end, NUL bytes
 * before it (as a crash leaves them).
 */
export function parseRecord(line: string): AuditRecord | Malformed {
  const refused = readHead(line);
  return refused === undefined ? new LineRecord(line) : { reason: refused, raw: line };
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
  readonly raw: string;
  /** Where the body begins in `raw`. */
  readonly bodyStart: number;
  #bodyEnd = -1;
  #fields: readonly Field[] | undefined = undefined;
  #enriched: readonly Field[] | undefined = undefined;

  /** Of the line whose head was read last. */
  constructor(raw: string) {
    this.node = head.node;
    this.type = head.type;
    this.sec = head.sec;
    this.ms = head.ms;
    this.serial = head.serial;
    this.raw = raw;
    this.bodyStart = head.bodyStart;
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
  const scanner = new FieldScanner().over(text, from, end);
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

const names = new TextCache();

/**
 * The head that was read last. One object for all lines: a million lines would make a million of it. Records of one
 * event stand together, so the stamp is kept as text too: the same text is the same numbers.
 */
const head = {
  node: null as string | null,
  type: '',
  sec: 0,
  ms: 0,
  serial: 0,
  bodyStart: 0,
  /** `audit(SEC.MS:SERIAL)` of the numbers above; '' when there is none. */
  stamp: '',
};

/** Reads the head of a line into `head`; undefined when all is well, else the reason why it is no record. */
function readHead(line: string): string | undefined {
  let at = 0;
  for (let code = line.charCodeAt(0); code === 0 || code === 0x20 || code === 0xfeff;) code = line.charCodeAt(++at);
  if (at >= line.length) return at === 0 ? 'An empty line.' : 'The line has nothing but blanks or NUL bytes.';
  head.node = null;
  while (line.startsWith('node=', at)) {
    const end = line.indexOf(' ', at + 5);
    if (end === -1) return 'The line ends after node=.';
    if (head.node === null && end > at + 5) {
      const node = names.get(line, at + 5, end);
      head.node = node === '(null)' ? null : node;
    }
    at = skipBlanks(line, end);
  }
  if (!line.startsWith('type=', at)) return 'The line does not begin with type= or node=.';
  const typeEnd = line.indexOf(' ', at + 5);
  if (typeEnd === -1 || typeEnd === at + 5) return 'The line ends in its type.';
  head.type = typeName(names.get(line, at + 5, typeEnd));
  at = skipBlanks(line, typeEnd);
  if (line.startsWith('msg=', at)) at += 4;
  if (!line.startsWith('audit(', at)) return 'The stamp msg=audit(SECONDS.MILLISECONDS:SERIAL) is missing.';
  let end = at + head.stamp.length;
  if (head.stamp === '' || !line.startsWith(head.stamp, at)) {
    const start = at;
    const refused = readStamp(line, at + 6);
    if (refused !== undefined) return refused;
    end = digitsEnd + 1;
    head.stamp = line.slice(start, end);
  }
  if (line.charCodeAt(end) === 0x3a) end++;
  if (line.charCodeAt(end) === 0x20) end++;
  head.bodyStart = end;
  return undefined;
}

function readStamp(line: string, start: number): string | undefined {
  head.stamp = '';
  head.sec = digits(line, start);
  let at = digitsEnd;
  if (at === start || line.charCodeAt(at) !== 0x2e) return 'The stamp has no seconds.';
  head.ms = digits(line, at + 1);
  if (digitsEnd === at + 1 || digitsEnd > at + 4 || line.charCodeAt(digitsEnd) !== 0x3a)
    return 'The stamp has no milliseconds.';
  at = digitsEnd + 1;
  head.serial = digits(line, at);
  if (digitsEnd === at || line.charCodeAt(digitsEnd) !== 0x29) return 'The stamp has no serial.';
  return Number.isSafeInteger(head.sec) && Number.isSafeInteger(head.serial) ? undefined : 'The stamp is out of range.';
}

/** Where `digits` stopped: a second result without an object for each number of each line. */
let digitsEnd = 0;

function digits(line: string, start: number): number {
  let value = 0;
  let at = start;
  for (; at < line.length; at++) {
    const digit = line.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  digitsEnd = at;
  return value;
}

function skipBlanks(line: string, start: number): number {
  let at = start;
  while (at < line.length && line.charCodeAt(at) === 0x20) at++;
  return at;
}
