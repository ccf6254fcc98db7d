import type { LongOption } from '../../rules/getopt';
import { compareVersions } from '../../target';

/** An option of auditctl as it may stand in a rules file (auditctl(8), auditctl.c, setopt). */
export interface OptionFact {
  /** As written: `-a`, `--signal`. */
  readonly name: string;
  /** What the argument is, for a person; undefined: it takes none. */
  readonly argument?: string;
  /** One sentence: what it does. */
  readonly meaning: string;
  /** First release that has it, where that is later than 2.4. */
  readonly since?: string;
  readonly kind: 'rule' | 'setting' | 'command';
}

export const options: readonly OptionFact[] = [
  { name: '-a', argument: 'ACTION,LIST', kind: 'rule', meaning: 'Adds a rule at the end of a list.' },
  {
    name: '-A',
    argument: 'ACTION,LIST',
    kind: 'rule',
    meaning: 'Adds a rule at the head of a list, so that it is tried first.',
  },
  {
    name: '-d',
    argument: 'ACTION,LIST',
    kind: 'rule',
    meaning: 'Deletes the loaded rule that equals the one written.',
  },
  { name: '-D', kind: 'rule', meaning: 'Deletes all rules, or with `-k KEY` all rules with that key.' },
  {
    name: '-S',
    argument: 'SYSCALL[,SYSCALL…]',
    kind: 'rule',
    meaning: 'Names the system calls that the rule is about: names, numbers or `all`.',
  },
  {
    name: '-F',
    argument: 'FIELDopVALUE',
    kind: 'rule',
    meaning: 'Adds a condition to the rule; all conditions must hold.',
  },
  {
    name: '-C',
    argument: 'FIELD=FIELD',
    kind: 'rule',
    meaning: 'Compares two properties of the process or the file with each other.',
  },
  {
    name: '-k',
    argument: 'KEY',
    kind: 'rule',
    meaning: 'Puts a label on the rule, which stands in its events so that they can be searched for.',
  },
  {
    name: '-p',
    argument: 'rwxa',
    kind: 'rule',
    meaning: 'Which kinds of access are reported: read, write, execute, change of attributes.',
  },
  { name: '-w', argument: 'PATH', kind: 'rule', meaning: 'Watches a file, or a directory with everything below it.' },
  {
    name: '-W',
    argument: 'PATH',
    kind: 'rule',
    meaning: 'Removes a watch; it must be written exactly as it is loaded.',
  },
  { name: '-t', kind: 'rule', meaning: 'Drops from directory watches the subtrees that are no longer mounted there.' },
  {
    name: '-q',
    argument: 'MOUNT,SUBTREE',
    kind: 'rule',
    meaning: 'Makes a subtree that is mounted below a watched directory part of it.',
  },
  {
    name: '-b',
    argument: 'NUMBER',
    kind: 'setting',
    meaning: 'How many audit buffers may wait for the daemon; 0 means no limit.',
  },
  {
    name: '-r',
    argument: 'NUMBER',
    kind: 'setting',
    meaning: 'How many messages a second the kernel sends at most; 0 means no limit.',
  },
  {
    name: '-e',
    argument: '0, 1 or 2',
    kind: 'setting',
    meaning: 'Switches auditing off (0) or on (1); 2 switches it on and locks rules and settings until the next boot.',
  },
  {
    name: '-f',
    argument: '0, 1 or 2',
    kind: 'setting',
    meaning: 'What the kernel does when it cannot deliver an event: nothing (0), a kernel message (1), a panic (2).',
  },
  { name: '-i', kind: 'setting', meaning: 'From here on errors are ignored while the file is loaded.' },
  { name: '-c', kind: 'setting', meaning: 'From here on errors do not stop the load, but it fails at the end.' },
  {
    name: '--backlog_wait_time',
    argument: 'NUMBER',
    kind: 'setting',
    meaning: 'How long (in kernel ticks) the kernel waits when all audit buffers are in use.',
  },
  {
    name: '--loginuid-immutable',
    kind: 'setting',
    meaning: 'Makes the login uid of a process unchangeable once it is set.',
  },
  {
    name: '--reset-lost',
    kind: 'setting',
    since: '2.7.1',
    meaning: 'Sets the counter of lost events to 0 and shows its old value.',
  },
  {
    name: '--reset_backlog_wait_time_actual',
    kind: 'setting',
    since: '3.0',
    meaning: 'Sets the counter of the time waited for buffers to 0 and shows its old value.',
  },
  {
    name: '--signal',
    argument: 'SIGNAL',
    kind: 'command',
    since: '3.0',
    meaning: 'Sends a signal to the audit daemon.',
  },
  {
    name: '-m',
    argument: 'TEXT',
    kind: 'command',
    meaning: 'Writes a message to the audit log, each time the file is loaded.',
  },
  { name: '-s', kind: 'command', meaning: 'Shows the status.' },
  { name: '-l', kind: 'command', meaning: 'Lists the loaded rules.' },
  { name: '-v', kind: 'command', meaning: 'Shows the version.' },
  { name: '-h', kind: 'command', meaning: 'Shows the help text.' },
  { name: '--help', kind: 'command', since: '4.1.1', meaning: 'Shows the help text.' },
  { name: '-R', argument: 'FILE', kind: 'command', meaning: 'Loads a rules file; never inside a rules file.' },
];

const byName = new Map(options.map((fact) => [fact.name, fact]));

/** The fact about an option as written, with its dashes. */
export function optionFact(name: string): OptionFact | undefined {
  return byName.get(name);
}

const longByVersion = new Map<string, readonly LongOption[]>();

/** The long options that auditctl of this version has; a shorter beginning of one is only unambiguous among these. */
export function longOptions(version: string): readonly LongOption[] {
  let known = longByVersion.get(version);
  if (known === undefined) {
    known = options
      .filter(
        ({ name, since }) => name.startsWith('--') && (since === undefined || compareVersions(version, since) >= 0),
      )
      .map(({ name, argument }) => ({ name: name.slice(2), argument: argument !== undefined }));
    longByVersion.set(version, known);
  }
  return known;
}
