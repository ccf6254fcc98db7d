import { Fronts } from './fronts';
import { typeName } from './names';
import { TextCache } from './textCache';

/**
 * The head that was read last. One object for all lines: a million lines would make a million of it. Places are counted
 * from the beginning of the line.
 */
export const head = {
  node: null as string | null,
  type: '',
  sec: 0,
  ms: 0,
  serial: 0,
  bodyStart: 0,
};

const names = new TextCache();
const fronts = new Fronts();

/** Nodes and types of most lines are shorter; what is longer is looked at a second time, whole. */
const usualHead = 512;
let units = new Uint8Array(usualHead);

/** Reads the head of a line into `head`; undefined when all is well, else the reason why it is no record. */
export function readHead(line: string): string | undefined {
  let length = Math.min(line.length, usualHead);
  for (;;) {
    if (length > units.length) units = new Uint8Array(length);
    // What is not ASCII only has to be told apart from what is.
    for (let at = 0; at < length; at++) units[at] = Math.min(line.charCodeAt(at), 0x80);
    const refused = readHeadOf(units, 0, length, line);
    if (length === line.length || (refused === undefined && head.bodyStart < length)) return refused;
    length = line.length;
  }
}

/** The same for the bytes of a line that are all ASCII, without making text of them. */
export function readHeadInPlace(bytes: Uint8Array, start: number, end: number): string | undefined {
  const front = fronts.find(bytes, start, end);
  if (front === undefined) {
    const refused = readHeadOf(bytes, start, end, undefined);
    if (refused === undefined && fronts.stamp === stampStart) fronts.learn(bytes, head.node, head.type);
    return refused;
  }
  head.node = front.node;
  head.type = front.type;
  return readRest(bytes, start, fronts.stamp, end);
}

const space = 0x20;

function readHeadOf(bytes: Uint8Array, start: number, end: number, line: string | undefined): string | undefined {
  let at = start;
  for (let code = bytes[at]; at < end && (code === 0 || code === space || code === 0x80);) {
    if (code === 0x80 && line?.charCodeAt(at) !== 0xfeff) break;
    code = bytes[++at];
  }
  if (at >= end) return at === start ? 'An empty line.' : 'The line has nothing but blanks or NUL bytes.';
  head.node = null;
  while (isNode(bytes, at, end)) {
    const stop = blankFrom(bytes, at + 5, end);
    if (stop === end) return 'The line ends after node=.';
    if (head.node === null && stop > at + 5) {
      const name = textOf(bytes, at + 5, stop, line);
      head.node = name === '(null)' ? null : name;
    }
    at = behindBlanks(bytes, stop, end);
  }
  if (!isType(bytes, at, end)) return 'The line does not begin with type= or node=.';
  const typeEnd = blankFrom(bytes, at + 5, end);
  if (typeEnd === end || typeEnd === at + 5) return 'The line ends in its type.';
  head.type = typeName(textOf(bytes, at + 5, typeEnd, line));
  at = behindBlanks(bytes, typeEnd, end);
  if (isMessage(bytes, at, end)) at += 4;
  if (!isAudit(bytes, at, end)) return 'The stamp msg=audit(SECONDS.MILLISECONDS:SERIAL) is missing.';
  return readRest(bytes, start, at + 6, end);
}

/** Where the stamp of the head that was read last began. */
let stampStart = 0;

/** The stamp, and where the body begins. */
function readRest(bytes: Uint8Array, start: number, stamp: number, end: number): string | undefined {
  stampStart = stamp;
  const refused = readStamp(bytes, stamp, end);
  if (refused !== undefined) return refused;
  let at = digitsEnd + 1;
  if (at < end && bytes[at] === 0x3a) at++;
  if (at < end && bytes[at] === space) at++;
  head.bodyStart = at - start;
  return undefined;
}

/** Spelt out: a comparison with another array would take twice the time, for each line. */
function isNode(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 5 <= end && bytes[at] === 0x6e && bytes[at + 1] === 0x6f && bytes[at + 2] === 0x64 && endsInE(bytes, at + 3)
  );
}

function isType(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 5 <= end && bytes[at] === 0x74 && bytes[at + 1] === 0x79 && bytes[at + 2] === 0x70 && endsInE(bytes, at + 3)
  );
}

/** `e=` */
function endsInE(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x65 && bytes[at + 1] === 0x3d;
}

/** `msg=` */
function isMessage(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 4 <= end && bytes[at] === 0x6d && bytes[at + 1] === 0x73 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x3d
  );
}

/** `audit(` */
function isAudit(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 6 > end || bytes[at] !== 0x61 || bytes[at + 1] !== 0x75 || bytes[at + 2] !== 0x64) return false;
  return bytes[at + 3] === 0x69 && bytes[at + 4] === 0x74 && bytes[at + 5] === 0x28;
}

function textOf(bytes: Uint8Array, start: number, end: number, line: string | undefined): string {
  return names.get(bytes, start, end) ?? (line?.slice(start, end) || '');
}

function blankFrom(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== space) at++;
  return at;
}

function behindBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === space) at++;
  return at;
}

function readStamp(bytes: Uint8Array, start: number, end: number): string | undefined {
  const sec = digits(bytes, start, end);
  let at = digitsEnd;
  if (at === start || at >= end || bytes[at] !== 0x2e) return 'The stamp has no seconds.';
  const ms = digits(bytes, at + 1, end);
  if (digitsEnd === at + 1 || digitsEnd > at + 4 || digitsEnd >= end || bytes[digitsEnd] !== 0x3a)
    return 'The stamp has no milliseconds.';
  at = digitsEnd + 1;
  const serial = digits(bytes, at, end);
  if (digitsEnd === at || digitsEnd >= end || bytes[digitsEnd] !== 0x29) return 'The stamp has no serial.';
  if (!Number.isSafeInteger(sec) || !Number.isSafeInteger(serial)) return 'The stamp is out of range.';
  head.sec = sec;
  head.ms = ms;
  head.serial = serial;
  return undefined;
}

/** Where `digits` stopped: a second result without an object for each number of each line. */
let digitsEnd = 0;

function digits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let at = start;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  digitsEnd = at;
  return value;
}
