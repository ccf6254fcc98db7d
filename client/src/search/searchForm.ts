import { quoted } from '../../../core/src/events/filterEdit';
import { momentOf, type Clock } from '../../../core/src/events/moment';

/** What is looked for, in the words of the person; '' or left out: anything. */
export type SearchForm = Readonly<Partial<Record<SearchFieldName, string>>>;

export type SearchFieldName =
  | 'since'
  | 'until'
  | 'node'
  | 'type'
  | 'key'
  | 'user'
  | 'login'
  | 'group'
  | 'success'
  | 'exit'
  | 'exe'
  | 'comm'
  | 'file'
  | 'syscall'
  | 'arch'
  | 'pid'
  | 'parent'
  | 'session'
  | 'terminal'
  | 'host'
  | 'event'
  | 'machine'
  | 'subject'
  | 'object'
  | 'log';

export interface SearchField {
  readonly name: SearchFieldName;
  readonly label: string;
  readonly example: string;
  /** The option of ausearch (its manual page); undefined for the times, which take several words. */
  readonly option: string | undefined;
  /** A term of the filter language that lets the same events through. */
  readonly filter: (value: string) => string;
}

const any = (name: string) => (value: string) => `${name}:${quoted(value)}`;
const inside = (name: string) => (value: string) => `${name}:${quoted(`*${value}*`)}`;

export const searchFields: readonly SearchField[] = [
  {
    name: 'since',
    label: 'Since',
    example: '10m, 2h, today, 2026-11-22 14:05',
    option: undefined,
    filter: any('since'),
  },
  {
    name: 'until',
    label: 'Until',
    example: 'now, yesterday, 2026-11-22 15:00',
    option: undefined,
    filter: any('until'),
  },
  { name: 'node', label: 'Node', example: 'web1', option: '--node', filter: any('node') },
  { name: 'type', label: 'Record types', example: 'EXECVE,USER_CMD', option: '--message', filter: typesOf },
  { name: 'key', label: 'Key', example: 'identity', option: '--key', filter: inside('key') },
  { name: 'user', label: 'User (any of its ids)', example: 'root or 1000', option: '--uid-all', filter: any('user') },
  { name: 'login', label: 'Login user (auid)', example: 'alice or 1000', option: '--loginuid', filter: any('auid') },
  { name: 'group', label: 'Group (gid)', example: 'wheel or 10', option: '--gid', filter: any('gid') },
  { name: 'success', label: 'Success', example: 'yes or no', option: '--success', filter: any('success') },
  { name: 'exit', label: 'Exit code', example: 'EACCES or 3', option: '--exit', filter: exitOf },
  { name: 'exe', label: 'Program', example: '/usr/bin/sudo', option: '--executable', filter: inside('exe') },
  { name: 'comm', label: 'Name of the process (comm)', example: 'sudo', option: '--comm', filter: inside('comm') },
  { name: 'file', label: 'File', example: '/etc/passwd', option: '--file', filter: inside('path') },
  { name: 'syscall', label: 'System call', example: 'openat', option: '--syscall', filter: any('syscall') },
  { name: 'arch', label: 'Architecture', example: 'x86_64', option: '--arch', filter: any('arch') },
  { name: 'pid', label: 'Process', example: '4711', option: '--pid', filter: any('pid') },
  { name: 'parent', label: 'Parent process', example: '1', option: '--ppid', filter: any('ppid') },
  { name: 'session', label: 'Session', example: '12', option: '--session', filter: any('ses') },
  {
    name: 'terminal',
    label: 'Terminal',
    example: 'ssh or pts/0',
    option: '--terminal',
    filter: (value) => `( ${inside('terminal')(value)} | ${inside('tty')(value)} )`,
  },
  { name: 'host', label: 'Remote host', example: '192.0.2.7', option: '--host', filter: any('addr') },
  { name: 'event', label: 'Event (its serial)', example: '20226', option: '--event', filter: any('serial') },
  { name: 'machine', label: 'Virtual machine', example: 'web1', option: '--vm-name', filter: inside('vm') },
  { name: 'subject', label: 'Context of the process', example: 'httpd_t', option: '--subject', filter: inside('subj') },
  { name: 'object', label: 'Context of the object', example: 'shadow_t', option: '--object', filter: inside('obj') },
  // Where, not what.
  {
    name: 'log',
    label: 'In another file of the host',
    example: '/var/log/syslog',
    option: undefined,
    filter: () => '',
  },
];

/** Why a value cannot be taken; undefined: it can. */
export function problemOf(name: SearchFieldName, value: string, clock: Clock): string | undefined {
  if (value === '') return undefined;
  if (name === 'exit') {
    return /^-?(\d+|E[A-Z0-9]+)$/.test(value) ? undefined : 'An exit code is a number, or a name such as EACCES.';
  }
  if (value.startsWith('-')) return 'A value cannot begin with a dash: ausearch would take it for an option.';
  if (/[\u0000-\u001f\u007f]/.test(value)) return 'Control characters cannot be looked for.';
  if ((name === 'since' || name === 'until') && momentOf(value, clock, name === 'until') === undefined) {
    return 'A time is 10m, 2h, 3d, today, yesterday, 14:05 or 2026-11-22 14:05.';
  }
  if (name === 'log' && !value.startsWith('/')) return 'A path begins with a slash.';
  if (name === 'success' && !/^(yes|no)$/.test(value)) return 'Success is yes or no.';
  if ((name === 'pid' || name === 'parent') && !/^\d+$/.test(value)) return 'A process is a number.';
  if (name === 'event' && !/^\d+$/.test(value)) return 'An event is told by its serial, a number.';
  if (name === 'session' && !/^(\d+|unset)$/.test(value)) return 'A session is a number, or unset.';
  return undefined;
}

/**
 * The words of an ausearch that looks for it in the logs of its own host, to be run in UTC and the C locale, in which
 * its dates are MM/DD/YY. Unless another file is named always --input-logs: without it ausearch reads a standard input that is a pipe.
 */
export function ausearchWords(form: SearchForm, clock: Clock): string[] {
  const log = form.log ?? '';
  const words = ['ausearch', ...(log === '' ? ['--input-logs'] : ['--input', log]), '--raw'];
  for (const { name, option } of searchFields) {
    const value = form[name] ?? '';
    // To ausearch an error is a negative number also by its name.
    if (value !== '' && option !== undefined)
      words.push(option, name === 'exit' && /^E/.test(value) ? `-${value}` : value);
  }
  const moment = (name: 'since' | 'until', option: string): void => {
    const at = momentOf(form[name] ?? '', clock, name === 'until');
    if (at !== undefined) words.push(option, ...ausearchTime(at));
  };
  moment('since', '--start');
  moment('until', '--end');
  return words;
}

/** The same search in the filter language. */
export function searchFilter(form: SearchForm): string {
  return searchFields
    .flatMap(({ name, filter }) => ((form[name] ?? '') === '' ? [] : [filter(form[name] ?? '')]))
    .filter((term) => term !== '')
    .join(' ');
}

/** As a person would type it. */
export function shownCommand(words: readonly string[]): string {
  const command = words.map((word) =>
    /^[A-Za-z0-9_./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
  );
  return `TZ=UTC LC_ALL=C ${command.join(' ')}`;
}

function ausearchTime(moment: number): [date: string, time: string] {
  const [, year = '', month = '', day = '', time = ''] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(moment).toISOString()) ?? [];
  return [`${month}/${day}/${year}`, time];
}

function exitOf(value: string): string {
  return `exit:${value.replace(/^-(?=E)/, '')}`;
}

function typesOf(value: string): string {
  const types = value.split(',').filter((type) => type !== '');
  return `type:${types.map(quoted).join(',')}`;
}
