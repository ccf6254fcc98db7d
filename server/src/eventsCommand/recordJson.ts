import { decodeRecord, RecordScope } from '../../../core/src/events/decode';
import type { AuditRecord } from '../../../core/src/events/event';
import { FieldScanner } from '../../../core/src/events/fieldScanner';
import type { Naming } from '../../../core/src/events/naming';
import { LineRecord } from '../../../core/src/events/record';
import { hasReading } from '../../../core/src/events/syscallArguments';
import { nodeBytes } from './input';
import type { KnownName } from './knownFields';
import { headOf, KnownTypes } from './knownFields';
import type { Output } from './output';

export interface RecordJsonOptions {
  /** Add the line as it stood. */
  readonly raw: boolean;
  /** Values as a person reads them; else as they were logged. */
  readonly decode: boolean;
  readonly naming: Naming;
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;
const backslash = 0x5c;

/**
 * Records as JSON (INTERFACES: auditd-events). Nearly all names and most values of a log come again and again, so each
 * is read and escaped once and then only recognised: bytes of the log are compared and bytes of the output copied, and
 * nothing is made for a record. Whatever is unusual (a name twice, words without a name, resolved values in another
 * order) goes the plain way through `decodeRecord`, and a test holds the two ways to the same result.
 */
export class RecordJson {
  readonly #options: RecordJsonOptions;
  readonly #out: Output;
  readonly #types = new KnownTypes();
  readonly #scanner = new FieldScanner();
  #scratch = Buffer.alloc(16_384);
  // The line under way: its bytes, and room for what is made of it besides values that are known.
  #scope: RecordScope | undefined;
  #bytes: Uint8Array = this.#scratch;
  #room = 0;

  constructor(options: RecordJsonOptions, out: Output) {
    this.#options = options;
    this.#out = out;
  }

  write(record: AuditRecord): void {
    const out = this.#out;
    const { raw, decode, naming } = this.#options;
    const begin = out.used;
    if (!decode || !(record instanceof LineRecord) || !this.#recognised(record)) {
      out.used = begin;
      out.write(plainJson(record, decode ? naming : undefined));
    }
    if (raw) out.write(`,"raw":${JSON.stringify(record.raw)}`);
    out.room(1);
    out.bytes[out.used++] = closeBrace;
  }

  #recognised(record: LineRecord): boolean {
    if (record.type.endsWith('AVC')) return false;
    const type = this.#types.get(record.type);
    if (type === undefined) return false;
    const { bytes, start, bodyStart, end } = this.#place(record);
    let bodyEnd = end;
    while (bodyEnd > bodyStart && bytes[bodyEnd - 1] !== 0x1d) bodyEnd--;
    // Where the next of the values that the sender resolved begins; they stand in the order of the body.
    let resolvedAt = bodyEnd;
    bodyEnd = bodyEnd > bodyStart ? bodyEnd - 1 : end;
    if (bodyEnd === end) resolvedAt = end;

    const out = this.#out;
    this.#scope = new RecordScope(record, this.#options.naming);
    this.#bytes = bytes;
    this.#room = 6 * (end - start) + 1024;
    out.room(this.#room);
    this.#copy(type.head);
    const firstComma = out.used;
    const scanner = this.#scanner.over(bytes, bodyStart, bodyEnd);
    let seen = 0;
    let syscall = '';
    for (let index = 0; scanner.next(); index++) {
      const { nameStart, nameEnd, valueStart, valueEnd } = scanner;
      if (nameStart === nameEnd || bytes[nameStart] === 0x28) return false;
      const known = type.names.get(bytes, nameStart, nameEnd, index);
      if (known.bit === 0 || (seen & known.bit) !== 0) return false;
      seen |= known.bit;
      if (resolvedAt < end && isResolved(bytes, nameStart, nameEnd, resolvedAt, end)) {
        const from = resolvedAt + (nameEnd - nameStart) + 1;
        const to = endOfResolved(bytes, from, end);
        if (to === -1 || startsWithUnknown(bytes, from, to)) return false;
        this.#copy(known.resolved.find(bytes, from, to) ?? this.#learnResolved(known, from, to));
        // How the arguments read goes by the number, as everywhere.
        if (known.name === 'syscall') syscall = this.#read('syscall', valueStart, valueEnd);
        resolvedAt = to;
        while (resolvedAt < end && bytes[resolvedAt] === 0x20) resolvedAt++;
      } else if (known.dependence === 'record') {
        if (known.argument !== -1 && syscall !== '' && !hasReading(syscall, known.argument)) {
          this.#plain(known, valueStart, valueEnd, '0x');
        } else {
          const read = this.#read(known.name, valueStart, valueEnd);
          if (known.name === 'syscall') syscall = read;
          this.#copy(known.json);
          this.#string(read);
        }
      } else if (
        known.dependence === 'plain' ||
        (known.dependence === 'session' && !isUnset(bytes, valueStart, valueEnd))
      ) {
        const isQuoted = valueEnd - valueStart >= 2 && bytes[valueStart] === quote && bytes[valueEnd - 1] === quote;
        this.#plain(known, isQuoted ? valueStart + 1 : valueStart, isQuoted ? valueEnd - 1 : valueEnd, '');
      } else {
        this.#copy(known.values.find(bytes, valueStart, valueEnd) ?? this.#learn(known, valueStart, valueEnd));
      }
    }
    if (resolvedAt < end) return false;
    // The first name brings a comma: there the brace opens.
    if (out.used === firstComma) out.used++;
    out.bytes[firstComma] = openBrace;
    out.bytes[out.used++] = closeBrace;
    return true;
  }

  /** Where the line's bytes are: in its block, else in a copy that the next one takes. */
  #place(record: LineRecord): { bytes: Uint8Array; start: number; bodyStart: number; end: number } {
    const { block } = record;
    if (block !== undefined) {
      const { bytes } = block;
      const { start, end } = record;
      return { bytes, start, bodyStart: start + record.bodyStart, end: withoutReturn(bytes, start, end) };
    }
    const { raw } = record;
    if (this.#scratch.length < raw.length * 3) this.#scratch = Buffer.alloc(raw.length * 3);
    const length = this.#scratch.write(raw);
    const isAscii = length === raw.length;
    const bodyStart = isAscii ? record.bodyStart : Buffer.byteLength(raw.slice(0, record.bodyStart));
    return { bytes: this.#scratch, start: 0, bodyStart, end: withoutReturn(this.#scratch, 0, length) };
  }

  #text(start: number, end: number): string {
    if (this.#bytes === this.#scratch) return this.#scratch.toString('utf8', start, end);
    return nodeBytes.latin1(this.#bytes, start, end);
  }

  /** Reads a value without what the sender's auditd resolved it to. */
  #read(name: string, start: number, end: number): string {
    return this.#scope?.readLogged(name, this.#text(start, end)) ?? '';
  }

  #learn(known: KnownName, start: number, end: number): Uint8Array {
    const json = this.#json(known, this.#read(known.name, start, end));
    known.values.add(this.#bytes, start, end, json);
    return json;
  }

  #learnResolved(known: KnownName, start: number, end: number): Uint8Array {
    const json = this.#json(known, withoutQuotes(this.#text(start, end)));
    known.resolved.add(this.#bytes, start, end, json);
    return json;
  }

  #json(known: KnownName, text: string): Uint8Array {
    return Buffer.concat([known.json, Buffer.from(JSON.stringify(text))]);
  }

  #copy(json: Uint8Array): void {
    const out = this.#out;
    out.room(json.length + this.#room);
    const { bytes } = out;
    let at = out.used;
    for (let from = 0; from < json.length; from++) bytes[at++] = json[from] ?? 0;
    out.used = at;
  }

  #string(text: string): void {
    const out = this.#out;
    if (text.length > 64) {
      out.write(JSON.stringify(text));
      return;
    }
    const { bytes } = out;
    let at = out.used;
    bytes[at++] = quote;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === quote || code === backslash) {
        out.write(JSON.stringify(text));
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = quote;
    out.used = at;
  }

  /** Numbers and words that stand for themselves are taken as they are, unless JSON would read them otherwise. */
  #plain(known: KnownName, start: number, end: number, prefix: '' | '0x'): void {
    this.#copy(known.json);
    const out = this.#out;
    const to = out.bytes;
    const from = this.#bytes;
    let at = out.used;
    to[at++] = quote;
    if (prefix !== '') {
      to[at++] = 0x30;
      to[at++] = 0x78;
    }
    for (let place = start; place < end; place++) {
      const byte = from[place] ?? 0;
      if (byte < 0x20 || byte === quote || byte === backslash) {
        out.write(JSON.stringify(prefix + this.#text(start, end)));
        return;
      }
      to[at++] = byte;
    }
    to[at++] = quote;
    out.used = at;
  }
}

/** Decoded with `naming`, without it as logged; without what stands after the fields. A name that occurs again gets a number: `uid`, `uid_2`. */
function plainJson(record: AuditRecord, naming: Naming | undefined): string {
  const seen = new Map<string, number>();
  const parts = (naming ? decodeRecord(record, naming) : record.fields).map(({ name, value }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const key = name === '' ? '_' : name;
    return `${JSON.stringify(count === 1 ? key : `${key}_${count}`)}:${JSON.stringify(value)}`;
  });
  return `${headOf(record.type)}{${parts.join(',')}}`;
}

function withoutReturn(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === 0x0d ? end - 1 : end;
}

function withoutQuotes(text: string): string {
  return text.charCodeAt(0) === quote ? text.slice(1, text.endsWith('"') ? -1 : undefined) : text.trimEnd();
}

/** Does `NAME=` stand at `at` for the name in the body? */
function isResolved(bytes: Uint8Array, nameStart: number, nameEnd: number, at: number, end: number): boolean {
  const shift = at - nameStart;
  if (nameEnd + shift >= end || bytes[nameEnd + shift] !== 0x3d) return false;
  for (let place = nameStart; place < nameEnd; place++) {
    const code = bytes[place] ?? 0;
    if ((code >= 0x61 && code <= 0x7a ? code - 0x20 : code) !== bytes[place + shift]) return false;
    if (code >= 0x41 && code <= 0x5a) return false;
  }
  return true;
}

/** Behind a resolved value: `"text"`, `{ words }` or a word. -1 when it is none of them. */
function endOfResolved(bytes: Uint8Array, start: number, end: number): number {
  const first = start < end ? bytes[start] : 0x20;
  const last = first === quote ? quote : first === openBrace ? closeBrace : 0x20;
  let stop = last === 0x20 ? start : start + 1;
  while (stop < end && bytes[stop] !== last) stop++;
  if (last !== 0x20 && stop++ >= end) return -1;
  if (stop === start) return -1;
  return stop === end || bytes[stop] === 0x20 ? stop : -1;
}

/** May the value be 4294967295, -1 or `unset`? Other sessions are numbers that hardly come again. */
function isUnset(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 10 || bytes[start] === 0x2d || bytes[start] === 0x75;
}

/** `unknown-…`: the sender did not know it either. */
function startsWithUnknown(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === quote ? start + 1 : start;
  if (bytes[from] !== 0x75 || end - from < 8) return false;
  for (let at = 0; at < 8; at++) if (bytes[from + at] !== 'unknown-'.charCodeAt(at)) return false;
  return true;
}
