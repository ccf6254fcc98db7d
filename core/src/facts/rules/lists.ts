import type { Lifetime } from './releases';

export type ListName = 'exit' | 'task' | 'user' | 'exclude' | 'filesystem' | 'io_uring' | 'entry';

/** A moment at which the kernel looks at rules (linux/audit.h, AUDIT_FILTER_*). */
export interface ListFact extends Lifetime {
  readonly name: ListName;
  readonly number: number;
  readonly meaning: string;
}

/** The usual one first. */
export const lists: readonly ListFact[] = [
  {
    name: 'exit',
    number: 4,
    meaning: 'Looked at when a system call ends. Nearly all rules belong here; a watch is a rule of this list.',
  },
  {
    name: 'exclude',
    number: 5,
    meaning: 'Drops events before they are written, by message type or sender. The action makes no difference here.',
  },
  { name: 'user', number: 0, meaning: 'Looked at when a program sends an event itself: login, sudo and the like.' },
  {
    name: 'task',
    number: 1,
    meaning: 'Looked at when a process is created; decides whether its system calls are audited at all.',
  },
  {
    name: 'filesystem',
    number: 6,
    since: '2.8',
    meaning: 'Leaves out whole types of file systems; takes only fstype and key.',
  },
  {
    name: 'io_uring',
    number: 7,
    since: '3.1',
    meaning: 'Looked at when an operation of io_uring ends; -S names operations here.',
  },
  {
    name: 'entry',
    number: 2,
    until: '2.6.7',
    meaning: 'History: looked at when a system call begins. Older releases turn it into exit.',
  },
];

/** The order in which the kernel holds lists and `auditctl -l` prints them. */
export const kernelListOrder: readonly ListName[] = [
  'user',
  'task',
  'entry',
  'exit',
  'exclude',
  'filesystem',
  'io_uring',
];

const byName = new Map<string, ListFact>(lists.map((fact) => [fact.name, fact]));

export function listFact(name: string): ListFact | undefined {
  return byName.get(name);
}

export const actions: readonly { readonly name: 'always' | 'never'; readonly meaning: string }[] = [
  { name: 'always', meaning: 'Records an event when the rule matches.' },
  { name: 'never', meaning: 'Records no event when the rule matches; later rules are not tried.' },
];
