import { enrichedValue, loggedValue, recordOf, textValue } from '../events/eventFields';
import type { AuditEvent, AuditRecord } from '../events/event';
import { architectureOf, syscallNameOf } from '../events/names';
import { absolute } from '../events/paths';
import { bitsOfDecimal, bitsOfHex } from './comparator';

/** A file that a system call had to do with: a PATH record. Undefined: the record does not say. */
export interface NamedFile {
  readonly record: AuditRecord;
  /** Absolute, without a slash at its end; links in it are as they were written. */
  readonly path: string | undefined;
  /** Without the folder, which may be unknown. */
  readonly base: string | undefined;
  /** In 32 bits, as the kernel compares it. */
  readonly inode: number | undefined;
  readonly devices: readonly { readonly major: number; readonly minor: number }[];
  /** The type bits of the mode. */
  readonly type: number | undefined;
}

/** What the kernel looked at when it tried rules, as far as the records tell. */
export class MatchSubject {
  readonly event: AuditEvent;
  /** `call`: a system call; `uring`: an operation of io_uring; `message`: of a program or the kernel by itself. */
  readonly kind: 'call' | 'uring' | 'message';
  /** What tells of the process. Undefined: a part of a system call's event without its SYSCALL. */
  readonly process: AuditRecord | undefined;
  #files: readonly NamedFile[] | undefined;
  #complete: boolean | undefined;
  #name: string | undefined;
  #knowsName = false;
  readonly #numbers = new Map<string, number | undefined>();

  constructor(event: AuditEvent) {
    this.event = event;
    const call = recordOf(event, 'SYSCALL');
    const operation = call === undefined ? recordOf(event, 'URINGOP') : undefined;
    const isPart = call === undefined && operation === undefined && event.records.some(({ type }) => parts.has(type));
    this.kind = call !== undefined || isPart ? 'call' : operation !== undefined ? 'uring' : 'message';
    this.process = call ?? operation ?? (isPart ? undefined : event.records[0]);
  }

  value(name: string): string | undefined {
    return this.process && loggedValue(this.process, name);
  }

  decimal(name: string): number | undefined {
    return this.#number(name, name, bitsOfDecimal);
  }

  hex(name: string): number | undefined {
    return this.#number(name, `0x${name}`, bitsOfHex);
  }

  /** Many rules ask for the same. */
  #number(name: string, place: string, read: (text: string | undefined) => number | undefined): number | undefined {
    const known = this.#numbers.get(place);
    if (known !== undefined || this.#numbers.has(place)) return known;
    const number = read(this.value(name));
    this.#numbers.set(place, number);
    return number;
  }

  enriched(name: string): string | undefined {
    return this.process && enrichedValue(this.process, name);
  }

  /** The number of the system call or operation. */
  get call(): number | undefined {
    return this.decimal(this.kind === 'uring' ? 'uring_op' : 'syscall');
  }

  /** The name of the system call on its machine. */
  get callName(): string | undefined {
    if (this.#knowsName) return this.#name;
    this.#knowsName = true;
    const architecture = architectureOf(this.value('arch') ?? '');
    const { call } = this;
    if (architecture !== undefined && call !== undefined) this.#name = syscallNameOf(architecture, call);
    return this.#name;
  }

  get files(): readonly NamedFile[] {
    this.#files ??= filesOf(this.event);
    return this.#files;
  }

  /** Are all files that the kernel knew of among the records? Some may be filtered, lost or hidden. */
  get hasAllFiles(): boolean {
    this.#complete ??= this.files.length >= (this.decimal('items') ?? Infinity);
    return this.#complete;
  }
}

/** Records that stand beside a SYSCALL and never without one. */
const parts: ReadonlySet<string> = new Set(['PATH', 'CWD', 'EXECVE', 'PROCTITLE', 'SOCKADDR', 'FD_PAIR', 'OPENAT2']);

function filesOf(event: AuditEvent): NamedFile[] {
  const files: NamedFile[] = [];
  let folder: string | undefined;
  for (const record of event.records) {
    if (record.type !== 'PATH') continue;
    const name = textValue(record, 'name');
    if (name !== undefined && !name.startsWith('/')) folder ??= textValue(recordOf(event, 'CWD'), 'cwd') ?? '';
    const whole = name === undefined ? undefined : absolute(name, folder ?? '');
    const mode = loggedValue(record, 'mode');
    files.push({
      record,
      path: whole?.startsWith('/') === true && !isBesideFolder(event, name ?? '') ? tidy(whole) : undefined,
      base: name === undefined ? undefined : baseOf(name),
      inode: bitsOfDecimal(loggedValue(record, 'inode')),
      devices: ['dev', 'rdev'].flatMap((field) => deviceOf(loggedValue(record, field)) ?? []),
      type: mode === undefined || !/^[0-7]{1,12}$/.test(mode) ? undefined : Number.parseInt(mode, 8) & 0o170000,
    });
  }
  return files;
}

/** Calls that take a folder by its descriptor, and which argument that is: a relative name begins there, not at cwd. */
const folderArguments: ReadonlyMap<string, readonly string[]> = new Map(
  (
    'openat:a0 openat2:a0 mkdirat:a0 mknodat:a0 fchownat:a0 unlinkat:a0 readlinkat:a0 fchmodat:a0 fchmodat2:a0 ' +
    'faccessat:a0 faccessat2:a0 utimensat:a0 futimesat:a0 newfstatat:a0 fstatat64:a0 statx:a0 execveat:a0 ' +
    'name_to_handle_at:a0 symlinkat:a1 renameat:a0,a2 renameat2:a0,a2 linkat:a0,a2 setxattrat:a0 getxattrat:a0 ' +
    'listxattrat:a0 removexattrat:a0 file_getattr:a0 file_setattr:a0'
  )
    .split(' ')
    .map((entry) => {
      const [name = '', places = ''] = entry.split(':');
      return [name, places.split(',')] as const;
    }),
);

const currentFolder = 0xffffff9c;

/** A relative name that may begin at a folder which is not in the records. */
function isBesideFolder(event: AuditEvent, name: string): boolean {
  if (name.startsWith('/')) return false;
  const record = recordOf(event, 'SYSCALL');
  if (record === undefined) return true;
  const architecture = architectureOf(loggedValue(record, 'arch') ?? '') ?? '';
  const call = syscallNameOf(architecture, Number(loggedValue(record, 'syscall')));
  const places = call === undefined ? undefined : folderArguments.get(call);
  return places?.some((place) => bitsOfHex(loggedValue(record, place)) !== currentFolder) === true;
}

function deviceOf(text: string | undefined): { major: number; minor: number } | undefined {
  const parted = /^([0-9a-f]{1,8}):([0-9a-f]{1,8})$/i.exec(text ?? '');
  if (parted === null) return undefined;
  return { major: Number.parseInt(parted[1] ?? '', 16), minor: Number.parseInt(parted[2] ?? '', 16) };
}

/** `/a//b/../c/` → `/a/c`. */
export function tidy(path: string): string {
  if (!/\/(\/|\.|$)/.test(path)) return path;
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `/${kept.join('/')}`;
}

export function baseOf(path: string): string {
  const whole = path.replace(/\/+$/, '');
  return whole.slice(whole.lastIndexOf('/') + 1);
}
