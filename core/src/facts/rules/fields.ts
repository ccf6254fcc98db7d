import type { Operator } from '../../rules/arguments';
import type { ListName } from './lists';
import type { Lifetime } from './releases';

/** What kind of value a field takes; decides how auditctl reads it and what completion offers. */
export type ValueKind =
  | 'number'
  | 'integer'
  | 'uid'
  | 'gid'
  | 'arch'
  | 'errno'
  | 'path'
  | 'perm'
  | 'filetype'
  | 'fstype'
  | 'msgtype'
  | 'session'
  | 'family'
  | 'label'
  | 'key';

/** Which operators both auditctl and the kernel take. */
export type OperatorSet = 'any' | 'order' | 'equality' | 'equal';

/** A field of -F (lib/fieldtab.h; kernel/auditfilter.c, audit_field_valid of Linux 6.12). */
export interface FieldFact extends Lifetime {
  readonly name: string;
  /** The number in linux/audit.h. */
  readonly number: number;
  readonly value: ValueKind;
  readonly operators: OperatorSet;
  /** Lists on which it is taken and can match. */
  readonly lists: readonly ListName[];
  readonly meaning: string;
}

export const fields: readonly FieldFact[] = [
  {
    name: 'pid',
    number: 0,
    value: 'number',
    operators: 'order',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The process id.',
  },
  {
    name: 'ppid',
    number: 18,
    value: 'number',
    operators: 'order',
    lists: ['exit'],
    meaning: 'The process id of the parent.',
  },
  {
    name: 'uid',
    number: 1,
    value: 'uid',
    operators: 'order',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The real user id of the process.',
  },
  {
    name: 'euid',
    number: 2,
    value: 'uid',
    operators: 'order',
    lists: ['exit', 'task', 'user'],
    meaning: 'The effective user id of the process, which decides what it may do.',
  },
  {
    name: 'suid',
    number: 3,
    value: 'uid',
    operators: 'order',
    lists: ['exit', 'task', 'user'],
    meaning: 'The saved user id of the process.',
  },
  {
    name: 'fsuid',
    number: 4,
    value: 'uid',
    operators: 'order',
    lists: ['exit', 'task', 'user'],
    meaning: 'The user id that the process uses for files; normally the effective one.',
  },
  {
    name: 'obj_uid',
    number: 109,
    value: 'uid',
    operators: 'order',
    lists: ['exit'],
    meaning: 'The owner of the file or other object concerned.',
  },
  {
    name: 'auid',
    number: 9,
    value: 'uid',
    operators: 'order',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The user id of the first login; it stays through su and sudo, and is unset for daemons.',
  },
  {
    name: 'loginuid',
    number: 9,
    value: 'uid',
    operators: 'order',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'Another name for auid.',
  },
  {
    name: 'gid',
    number: 5,
    value: 'gid',
    operators: 'order',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The real group id of the process; its other groups match as well.',
  },
  {
    name: 'egid',
    number: 6,
    value: 'gid',
    operators: 'order',
    lists: ['exit', 'task', 'user'],
    meaning: 'The effective group id of the process; its other groups match as well.',
  },
  {
    name: 'sgid',
    number: 7,
    value: 'gid',
    operators: 'order',
    lists: ['exit', 'task', 'user'],
    meaning: 'The saved group id of the process.',
  },
  {
    name: 'fsgid',
    number: 8,
    value: 'gid',
    operators: 'order',
    lists: ['exit', 'task', 'user'],
    meaning: 'The group id that the process uses for files.',
  },
  {
    name: 'obj_gid',
    number: 110,
    value: 'gid',
    operators: 'order',
    lists: ['exit'],
    meaning: 'The group of the file or other object concerned.',
  },
  {
    name: 'arch',
    number: 11,
    value: 'arch',
    operators: 'equality',
    lists: ['exit'],
    meaning:
      'The calling convention of the system call: b64, b32 or a machine. It decides what the names after -S mean.',
  },
  {
    name: 'a0',
    number: 200,
    value: 'integer',
    operators: 'any',
    lists: ['exit'],
    meaning: 'The first argument of the system call, as a number.',
  },
  {
    name: 'a1',
    number: 201,
    value: 'integer',
    operators: 'any',
    lists: ['exit'],
    meaning: 'The second argument of the system call, as a number.',
  },
  {
    name: 'a2',
    number: 202,
    value: 'integer',
    operators: 'any',
    lists: ['exit'],
    meaning: 'The third argument of the system call, as a number.',
  },
  {
    name: 'a3',
    number: 203,
    value: 'integer',
    operators: 'any',
    lists: ['exit'],
    meaning: 'The fourth argument of the system call, as a number.',
  },
  {
    name: 'exit',
    number: 103,
    value: 'errno',
    operators: 'order',
    lists: ['exit'],
    meaning: 'What the system call returned; a failure is a negative error such as -EACCES.',
  },
  {
    name: 'success',
    number: 104,
    value: 'number',
    operators: 'order',
    lists: ['exit'],
    meaning: 'Whether the system call succeeded: 1 yes, 0 no.',
  },
  {
    name: 'path',
    number: 105,
    value: 'path',
    operators: 'equal',
    lists: ['exit'],
    meaning: 'One file, by its absolute path.',
  },
  {
    name: 'dir',
    number: 107,
    value: 'path',
    operators: 'equal',
    lists: ['exit'],
    meaning: 'A directory; all below it counts, at any depth.',
  },
  {
    name: 'perm',
    number: 106,
    value: 'perm',
    operators: 'equal',
    lists: ['exit'],
    meaning: 'The kind of access: r read, w write, x execute, a change of attributes.',
  },
  {
    name: 'filetype',
    number: 108,
    value: 'filetype',
    operators: 'equality',
    lists: ['exit'],
    meaning: 'The kind of the file concerned.',
  },
  {
    name: 'inode',
    number: 102,
    value: 'number',
    operators: 'equality',
    lists: ['exit'],
    meaning: 'The inode number of the file concerned; means something only together with the device.',
  },
  {
    name: 'devmajor',
    number: 100,
    value: 'number',
    operators: 'order',
    lists: ['exit'],
    meaning: 'Major number of the device that holds the file.',
  },
  {
    name: 'devminor',
    number: 101,
    value: 'number',
    operators: 'any',
    lists: ['exit'],
    meaning: 'Minor number of the device that holds the file.',
  },
  {
    name: 'fstype',
    number: 26,
    value: 'fstype',
    operators: 'equality',
    lists: ['filesystem'],
    since: '2.8',
    meaning: 'The type of the file system, by name or magic number.',
  },
  {
    name: 'msgtype',
    number: 12,
    value: 'msgtype',
    operators: 'order',
    lists: ['exclude', 'user'],
    meaning: 'The type of the record.',
  },
  {
    name: 'sessionid',
    number: 25,
    value: 'session',
    operators: 'order',
    lists: ['exit', 'user'],
    since: '2.7',
    meaning: 'The number of the login session.',
  },
  {
    name: 'saddr_fam',
    number: 113,
    value: 'family',
    operators: 'order',
    lists: ['exit'],
    since: '3.0',
    meaning: 'The address family of a socket address given to the call, as a number: 1 local, 2 IPv4, 10 IPv6.',
  },
  {
    name: 'exe',
    number: 112,
    value: 'path',
    operators: 'equality',
    lists: ['exit', 'task', 'user', 'exclude'],
    since: '2.5',
    meaning: 'The absolute path of the program that the process runs.',
  },
  {
    name: 'pers',
    number: 10,
    value: 'number',
    operators: 'any',
    lists: ['exit', 'task', 'user'],
    meaning: 'The personality of the process: emulation of other systems.',
  },
  {
    name: 'subj_user',
    number: 13,
    value: 'label',
    operators: 'equality',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The user in the security label of the process.',
  },
  {
    name: 'subj_role',
    number: 14,
    value: 'label',
    operators: 'equality',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The role in the security label of the process.',
  },
  {
    name: 'subj_type',
    number: 15,
    value: 'label',
    operators: 'equality',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The type in the security label of the process.',
  },
  {
    name: 'subj_sen',
    number: 16,
    value: 'label',
    operators: 'order',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The sensitivity in the security label of the process.',
  },
  {
    name: 'subj_clr',
    number: 17,
    value: 'label',
    operators: 'order',
    lists: ['exit', 'task', 'user', 'exclude'],
    meaning: 'The clearance in the security label of the process.',
  },
  {
    name: 'obj_user',
    number: 19,
    value: 'label',
    operators: 'equality',
    lists: ['exit'],
    meaning: 'The user in the security label of the file.',
  },
  {
    name: 'obj_role',
    number: 20,
    value: 'label',
    operators: 'equality',
    lists: ['exit'],
    meaning: 'The role in the security label of the file.',
  },
  {
    name: 'obj_type',
    number: 21,
    value: 'label',
    operators: 'equality',
    lists: ['exit'],
    meaning: 'The type in the security label of the file.',
  },
  {
    name: 'obj_lev_low',
    number: 22,
    value: 'label',
    operators: 'order',
    lists: ['exit'],
    meaning: 'The low level in the security label of the file.',
  },
  {
    name: 'obj_lev_high',
    number: 23,
    value: 'label',
    operators: 'order',
    lists: ['exit'],
    meaning: 'The high level in the security label of the file.',
  },
  {
    name: 'key',
    number: 210,
    value: 'key',
    operators: 'equal',
    lists: ['exit', 'filesystem'],
    meaning: 'The label of the rule in its events; the same as -k.',
  },
  {
    name: 'field_compare',
    number: 111,
    value: 'number',
    operators: 'equality',
    lists: ['exit'],
    meaning: 'The internal number of a comparison that -C makes; never written by hand.',
  },
];

const byName = new Map(fields.map((fact) => [fact.name, fact]));
const byNumber = new Map<number, FieldFact>();
for (const fact of fields) if (!byNumber.has(fact.number)) byNumber.set(fact.number, fact);

/** Letters in any case, as auditctl takes them. */
export function fieldFact(name: string): FieldFact | undefined {
  return byName.get(name) ?? byName.get(name.toLowerCase());
}

/** The field of a number; of two names the usual one. */
export function fieldOfNumber(number: number): FieldFact | undefined {
  return byNumber.get(number);
}

const operatorSets: Record<OperatorSet, readonly Operator[]> = {
  any: ['=', '!=', '<', '>', '<=', '>=', '&', '&='],
  order: ['=', '!=', '<', '>', '<=', '>='],
  equality: ['=', '!='],
  equal: ['='],
};

/** Operators that both judges take for a field, the usual one first. */
export function operatorsOf(fact: Pick<FieldFact, 'operators'>): readonly Operator[] {
  return operatorSets[fact.operators];
}

/** Fields that -C compares: any two different ones of a group (libaudit.c, audit_rule_interfield_comp_data). */
export const comparableFields: readonly (readonly string[])[] = [
  ['auid', 'uid', 'euid', 'suid', 'fsuid', 'obj_uid'],
  ['gid', 'egid', 'sgid', 'fsgid', 'obj_gid'],
];

/** The numbers of `field_compare`, by its two fields in either order (linux/audit.h, AUDIT_COMPARE_*). */
export const comparisons: readonly (readonly [first: string, second: string, number: number])[] = [
  ['uid', 'obj_uid', 1],
  ['gid', 'obj_gid', 2],
  ['euid', 'obj_uid', 3],
  ['egid', 'obj_gid', 4],
  ['auid', 'obj_uid', 5],
  ['suid', 'obj_uid', 6],
  ['sgid', 'obj_gid', 7],
  ['fsuid', 'obj_uid', 8],
  ['fsgid', 'obj_gid', 9],
  ['uid', 'auid', 10],
  ['uid', 'euid', 11],
  ['uid', 'fsuid', 12],
  ['uid', 'suid', 13],
  ['auid', 'fsuid', 14],
  ['auid', 'suid', 15],
  ['auid', 'euid', 16],
  ['euid', 'suid', 17],
  ['euid', 'fsuid', 18],
  ['suid', 'fsuid', 19],
  ['gid', 'egid', 20],
  ['gid', 'fsgid', 21],
  ['gid', 'sgid', 22],
  ['egid', 'fsgid', 23],
  ['egid', 'sgid', 24],
  ['sgid', 'fsgid', 25],
];

const comparisonNumbers = new Map(
  comparisons.flatMap(([first, second, number]) => [
    [`${first} ${second}`, number] as const,
    [`${second} ${first}`, number] as const,
  ]),
);

/** The number of a comparison of two fields; undefined: they cannot be compared. */
export function comparisonNumber(first: FieldFact, second: FieldFact): number | undefined {
  const name = (fact: FieldFact) => fieldOfNumber(fact.number)!.name;
  return comparisonNumbers.get(`${name(first)} ${name(second)}`);
}
