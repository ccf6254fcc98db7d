import { decodeRecord, dependence, RecordScope } from '../../../core/src/events/decode';
import type { AuditRecord } from '../../../core/src/events/event';
import { FieldScanner } from '../../../core/src/events/fieldScanner';
import { LineRecord } from '../../../core/src/events/record';
import { hasReading } from '../../../core/src/events/syscallArguments';

export interface RecordJsonOptions {
  /** Add the line as it stood. */
  readonly raw: boolean;
  /** Values as a person reads them; else as they were logged. */
  readonly decode: boolean;
}

/** What is known of a value that came before: its text in the log, as read, and its JSON behind the name. */
interface KnownValue {
  readonly logged: string;
  readonly read: string;
  readonly json: string;
}

/** What is known of a field's name in records of one type. */
interface KnownName {
  readonly name: string;
  /** `,"name":` */
  readonly json: string;
  /** One bit of 31 for each name, to see that a name comes again; 0 beyond. */
  readonly bit: number;
  readonly dependence: 'plain' | 'value' | 'record';
  /** Each place keeps the last value that fell on it, so that what a log has cannot make it grow. */
  readonly values: (KnownValue | undefined)[];
  readonly resolved: (KnownValue | undefined)[];
}

interface KnownType {
  readonly json: string;
  readonly names: (KnownName | undefined)[];
  count: number;
}

const valuePlaces = 512;
const namePlaces = 256;
const typesKept = 300;

/**
 * Records as JSON (INTERFACES: auditd-events). Nearly all names and most values of a log come again and again, so each
 * is read and escaped once and then only recognised in the line; nothing is made for it. Whatever is unusual (a name
 * twice, words without a name, resolved values in another order) goes the plain way through `decodeRecord`, and a test
 * holds the two ways to the same result.
 */
export class RecordJson {
  readonly #options: RecordJsonOptions;
  readonly #types = new Map<string, KnownType>();
  readonly #scanner = new FieldScanner();

  constructor(options: RecordJsonOptions) {
    this.#options = options;
  }

  of(record: AuditRecord): string {
    const { raw, decode } = this.#options;
    const quick = decode && record instanceof LineRecord ? this.#recognised(record) : undefined;
    const json = quick ?? plainJson(record, decode);
    return raw ? `${json},"raw":${JSON.stringify(record.raw)}}` : `${json}}`;
  }

  #recognised(record: LineRecord): string | undefined {
    if (record.type.endsWith('AVC')) return undefined;
    const type = this.#type(record.type);
    if (type === undefined) return undefined;
    const { raw, bodyEnd } = record;
    const scanner = this.#scanner.over(raw, record.bodyStart, bodyEnd);
    const end = raw.endsWith('\r') ? raw.length - 1 : raw.length;
    // Where the next of the values that the sender resolved begins; they stand in the order of the body.
    let resolvedAt = bodyEnd < end ? bodyEnd + 1 : end;
    let seen = 0;
    let syscall = '';
    let json = '';
    while (scanner.next()) {
      const { nameStart, nameEnd, valueStart, valueEnd } = scanner;
      if (nameStart === nameEnd || raw.charCodeAt(nameStart) === 0x28) return undefined;
      const known = nameOf(type, record.type, raw, nameStart, nameEnd);
      if (known.bit === 0 || (seen & known.bit) !== 0) return undefined;
      seen |= known.bit;
      if (resolvedAt < end && isResolved(raw, nameStart, nameEnd, resolvedAt)) {
        const from = resolvedAt + (nameEnd - nameStart) + 1;
        const to = endOfResolved(raw, from, end);
        if (to === -1) return undefined;
        const value = valueOf(known, known.resolved, raw, from, to, record);
        if (value.read.startsWith('unknown-')) return undefined;
        // How the arguments read goes by the number, as everywhere.
        if (known.name === 'syscall')
          syscall = new RecordScope(record, {}).readLogged('syscall', raw.slice(valueStart, valueEnd));
        json += value.json;
        resolvedAt = to;
        while (resolvedAt < end && raw.charCodeAt(resolvedAt) === 0x20) resolvedAt++;
      } else if (known.dependence === 'record') {
        const logged = raw.slice(valueStart, valueEnd);
        const argument = nameEnd - nameStart === 2;
        const read =
          argument && !hasReading(syscall, raw.charCodeAt(nameStart + 1) - 0x30) && syscall !== ''
            ? `0x${logged}`
            : new RecordScope(record, {}).readLogged(known.name, logged);
        if (known.name === 'syscall') syscall = read;
        json += known.json + quoted(read);
      } else json += plainOrKnown(known, raw, valueStart, valueEnd, record);
    }
    if (resolvedAt < end) return undefined;
    return `${type.json}${json.slice(1)}}`;
  }

  #type(name: string): KnownType | undefined {
    let type = this.#types.get(name);
    if (type === undefined && this.#types.size < typesKept) {
      type = { json: headOf(name), names: new Array<KnownName | undefined>(namePlaces).fill(undefined), count: 0 };
      this.#types.set(name, type);
    }
    return type;
  }
}

function headOf(type: string): string {
  return `{"type":${JSON.stringify(type)},"fields":{`;
}

/** Without what stands after the fields. A name that occurs again gets a number: `uid`, `uid_2`. */
function plainJson(record: AuditRecord, decode: boolean): string {
  const seen = new Map<string, number>();
  const parts = (decode ? decodeRecord(record) : record.fields).map(({ name, value }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const key = name === '' ? '_' : name;
    return `${JSON.stringify(count === 1 ? key : `${key}_${count}`)}:${JSON.stringify(value)}`;
  });
  return `${headOf(record.type)}${parts.join(',')}}`;
}

function nameOf(type: KnownType, typeName: string, raw: string, start: number, end: number): KnownName {
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + raw.charCodeAt(at)) | 0;
  const place = (hash ^ (hash >>> 8)) & (namePlaces - 1);
  const known = type.names[place];
  if (known !== undefined && known.name.length === end - start && raw.startsWith(known.name, start)) return known;
  const name = raw.slice(start, end);
  const made: KnownName = {
    name,
    json: `,${JSON.stringify(name)}:`,
    // A place that two names share would give one of them a second bit each time: then the bits run out, rightly.
    bit: type.count < 31 ? 1 << type.count : 0,
    dependence: dependence(typeName, name),
    values: new Array<KnownValue | undefined>(valuePlaces).fill(undefined),
    resolved: new Array<KnownValue | undefined>(valuePlaces).fill(undefined),
  };
  type.count++;
  type.names[place] = made;
  return made;
}

/** Numbers and words that stand for themselves are taken as they are; the rest is recognised or read. */
function plainOrKnown(known: KnownName, raw: string, start: number, end: number, record: LineRecord): string {
  if (known.dependence === 'plain') {
    const isQuoted = end - start >= 2 && raw.charCodeAt(start) === 0x22 && raw.charCodeAt(end - 1) === 0x22;
    const from = isQuoted ? start + 1 : start;
    const to = isQuoted ? end - 1 : end;
    for (let at = from; ; at++) {
      if (at === to) return `${known.json}"${raw.slice(from, to)}"`;
      const code = raw.charCodeAt(at);
      if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) break;
    }
    return known.json + JSON.stringify(raw.slice(from, to));
  }
  return valueOf(known, known.values, raw, start, end, record).json;
}

function valueOf(
  known: KnownName,
  values: (KnownValue | undefined)[],
  raw: string,
  start: number,
  end: number,
  record: LineRecord,
): KnownValue {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + raw.charCodeAt(at)) | 0;
  const place = (hash ^ (hash >>> 9)) & (valuePlaces - 1);
  const before = values[place];
  if (before !== undefined && before.logged.length === end - start && raw.startsWith(before.logged, start))
    return before;
  const logged = raw.slice(start, end);
  const read =
    values === known.resolved ? withoutQuotes(logged) : new RecordScope(record, {}).readLogged(known.name, logged);
  const made = { logged, read, json: known.json + quoted(read) };
  // A long value seldom comes again, and would hold on to much.
  if (logged.length <= 128) values[place] = made;
  return made;
}

function withoutQuotes(text: string): string {
  return text.charCodeAt(0) === 0x22 ? text.slice(1, text.endsWith('"') ? -1 : undefined) : text.trimEnd();
}

/** Does `NAME=` stand at `at` for the name in the body? */
function isResolved(raw: string, nameStart: number, nameEnd: number, at: number): boolean {
  const shift = at - nameStart;
  if (raw.charCodeAt(nameEnd + shift) !== 0x3d) return false;
  for (let place = nameStart; place < nameEnd; place++) {
    const code = raw.charCodeAt(place);
    if ((code >= 0x61 && code <= 0x7a ? code - 0x20 : code) !== raw.charCodeAt(place + shift)) return false;
    if (code >= 0x41 && code <= 0x5a) return false;
  }
  return true;
}

/** Behind a resolved value: `"text"`, `{ words }` or a word. -1 when it is none of them. */
function endOfResolved(raw: string, start: number, end: number): number {
  const first = raw.charCodeAt(start);
  let stop = raw.indexOf(' ', start);
  if (first === 0x22) stop = raw.indexOf('"', start + 1) + 1;
  else if (first === 0x7b) stop = raw.indexOf('}', start) + 1;
  else if (stop === -1) stop = end;
  if (stop <= start || stop > end) return -1;
  return stop === end || raw.charCodeAt(stop) === 0x20 ? stop : -1;
}

const needsEscape = /[^\x20-\x21\x23-\x5b\x5d-\x7e]/;

function quoted(text: string): string {
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
}
