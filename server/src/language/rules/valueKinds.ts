import type { FieldFact, ValueKind } from '../../../../core/src/facts/rules/fields';

const kinds: Readonly<Record<ValueKind, string>> = {
  number: 'a whole number',
  integer: 'a 32-bit number, decimal, octal (0…) or hexadecimal (0x…)',
  uid: 'a user, by name or number',
  gid: 'a group, by name or number',
  arch: 'b64, b32, or the name or ELF number of a machine',
  errno: 'a number, or the name of an error, with a minus for calls that fail',
  path: 'an absolute path, without patterns',
  perm: 'one to four of the letters r, w, x and a',
  filetype: 'a type of file: file, dir, socket, link, character, block or fifo',
  fstype: 'a file system, by name or magic number',
  msgtype: 'a type of record, by name or number',
  session: 'a number, or unset',
  family: 'the number of an address family, such as 2 for IPv4',
  label: 'a text, compared whole',
  key: 'a text of at most 256 bytes, all keys of the rule together',
};

/** What may stand behind the operator of a field. */
export function valueKindText(fact: FieldFact): string {
  if (fact.name === 'success') return '1 for calls that succeeded, 0 for those that failed';
  if (fact.name === 'auid' || fact.name === 'loginuid') return `${kinds.uid}; unset where nobody logged in`;
  return kinds[fact.value];
}
