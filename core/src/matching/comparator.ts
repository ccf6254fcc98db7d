import type { Operator } from '../rules/arguments';

/** How the kernel compares: 32 bits without sign (kernel/auditfilter.c, audit_comparator). */
export function compare(left: number, operator: Operator, right: number): boolean {
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '&':
      return (left & right) !== 0;
    case '&=':
      return (left & right) >>> 0 === right;
  }
}

/** The same for ids of users and groups, which have no bits (audit_uid_comparator). */
export function compareIds(left: number, operator: Operator, right: number): boolean {
  return operator !== '&' && operator !== '&=' && compare(left, operator, right);
}

/** A decimal number of a record, also a negative or a very long one, in 32 bits; undefined: it is none. */
export function bitsOfDecimal(text: string | undefined): number | undefined {
  if (text === 'unset') return 0xffffffff;
  if (text === undefined || !/^-?\d{1,30}$/.test(text)) return undefined;
  return text.length < 15 ? Number(text) >>> 0 : Number(BigInt.asUintN(32, BigInt(text)));
}

/** A hex number of a record in 32 bits: the kernel compares no more of an argument. */
export function bitsOfHex(text: string | undefined): number | undefined {
  if (text === undefined || !/^(0x)?[0-9a-f]{1,32}$/i.test(text)) return undefined;
  return Number.parseInt(text.replace(/^0x/i, '').slice(-8), 16);
}
