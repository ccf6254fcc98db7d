/** What strtoul and strtol of the C library make of a text, kept in 32 bits as libaudit keeps it. */
export interface ReadNumber {
  /** 0 to 4294967295; a negative number is what remains of it in 32 bits. */
  readonly value: number;
  /** Where reading stopped; 0: there is no number. */
  readonly end: number;
  /** The number does not fit in 64 bits (ERANGE). */
  readonly overflow: boolean;
}

/** Digits that certainly fit in a double without loss. */
const exactDigits = 15;
const unsignedLimit = 1n << 64n;
const signedLimit = 1n << 63n;

/** Reads an unsigned number; base 0: decimal, 0x hexadecimal, leading 0 octal. Overflow gives all ones. */
export function readUnsigned(text: string, base: 0 | 10 | 16 = 0): ReadNumber {
  return read(text, base, unsignedLimit, 0xffffffff, 0xffffffff);
}

/** Reads a signed number; overflow gives the largest or smallest of 64 bits, of which 32 remain. */
export function readSigned(text: string, base: 0 | 10 | 16 = 0): ReadNumber {
  return read(text, base, signedLimit, 0xffffffff, 0);
}

function read(text: string, base: number, limit: bigint, above: number, below: number): ReadNumber {
  let at = 0;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  const negative = text.charCodeAt(at) === 0x2d;
  if (negative || text.charCodeAt(at) === 0x2b) at++;
  let radix = base;
  if (text.charCodeAt(at) === 0x30) {
    const hex = (text.charCodeAt(at + 1) | 0x20) === 0x78 && digitOf(text.charCodeAt(at + 2)) < 16;
    if (hex && (base === 0 || base === 16)) {
      at += 2;
      radix = 16;
    } else if (base === 0) radix = 8;
  } else if (base === 0) radix = 10;
  const first = at;
  let value = 0;
  while (at < text.length) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit >= radix) break;
    value = value * radix + digit;
    at++;
  }
  if (at === first) return { value: 0, end: 0, overflow: false };
  if (at - first > exactDigits) return readLong(text.slice(first, at), radix, negative, limit, at, above, below);
  const low = value % 0x100000000;
  return { value: negative ? -low >>> 0 : low, end: at, overflow: false };
}

function readLong(
  digits: string,
  radix: number,
  negative: boolean,
  limit: bigint,
  end: number,
  above: number,
  below: number,
): ReadNumber {
  // Beyond this many digits nothing fits in 64 bits, whatever the base; leading zeros do not count.
  const plain = digits.replace(/^0+(?=.)/, '');
  let value = limit;
  if (plain.length <= 64) {
    value = 0n;
    for (const digit of plain) value = value * BigInt(radix) + BigInt(digitOf(digit.charCodeAt(0)));
  }
  const most = negative && limit === signedLimit ? limit : limit - 1n;
  if (value > most) return { value: negative && limit === signedLimit ? below : above, end, overflow: true };
  return { value: Number(BigInt.asUintN(32, negative ? -value : value)), end, overflow: false };
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 9 && code <= 13);
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x61 + 10 : 99;
}

/** As isdigit of the C library: 0 to 9. */
export function startsWithDigit(text: string, at = 0): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** A minus sign and a digit: the only negative numbers that libaudit reads. */
export function startsWithNegative(text: string): boolean {
  return text.charCodeAt(0) === 0x2d && startsWithDigit(text, 1);
}
