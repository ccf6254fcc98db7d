import { listFact } from '../facts/rules/lists';
import { readCommaList } from './arguments';
import type { Context } from './context';
import type { Fault, FaultCode } from './fault';
import type { OptionUse } from './getopt';
import type { Calls, SentField, SentRule, SentSetting } from './sent';
import { spanInWord, type Word } from './words';

/** Numbers of lists (linux/audit.h). `unset` is auditctl's own mark; `unknown` is what releases from 3.1 on make of a bad name. */
export const filter = {
  user: 0,
  task: 1,
  exit: 4,
  exclude: 5,
  filesystem: 6,
  ioUring: 7,
  unset: 0x80,
  unknown: -1,
} as const;

/** Of a list's number, what tells lists apart: an unknown one (-1) looks like io_uring to the fields. */
export const listBits = (list: number): number => list & 7;

/** How many conditions fit in a rule: one less than the kernel has room for (libaudit.c). */
export const mostFields = 63;

/**
 * The rule that one line builds, while its options come in: the variables that auditctl keeps between options
 * (auditctl.c, reset_vars), and what it will send.
 */
export class RuleBuilder {
  readonly context: Context;
  readonly source: string;
  add: number = filter.unset;
  delete: number = filter.unset;
  prepend = false;
  action: 'always' | 'never' | undefined;
  exclude = false;
  ruleOptions = 0;
  /** Machine of the rule's calls, once -F arch or -S decided it. */
  elf = 0;
  syscallAdded = false;
  permissionAdded = false;
  exeAdded = false;
  fileSystemAdded = false;
  watch = false;
  fields: SentField[] = [];
  syscalls: Calls = [];
  keys: string[] = [];
  keyUses: OptionUse[] = [];
  settings: SentSetting[] = [];
  fault: Fault | undefined;
  /** Faults that refuse nothing: accounts that may or may not exist there. */
  hints: Fault[] | undefined;

  constructor(context: Context, source: string) {
    this.context = context;
    this.source = source;
  }

  /** The number of the list that fields are held to. */
  get fieldList(): number {
    if (this.add !== filter.unset) return listBits(this.add);
    if (this.delete !== filter.unset) return listBits(this.delete);
    return filter.unset;
  }

  isOn(list: number): boolean {
    return this.add === list || this.delete === list;
  }

  get hasRule(): boolean {
    return this.add !== filter.unset || this.delete !== filter.unset;
  }

  /** Notes the first fault; gives false, so that `return refuse(…)` reads. `from` and `to` are offsets in the word's text. */
  refuse(code: FaultCode, word: Word, from: number, to: number, detail = ''): false {
    this.fault ??= {
      code,
      refusedBy: 'auditctl',
      span: spanInWord(word, from, to, this.source),
      subject: word.text.slice(from, to),
      detail,
    };
    return false;
  }

  refuseWord(code: FaultCode, word: Word, detail = ''): false {
    return this.refuse(code, word, 0, word.text.length, detail);
  }

  /** Points at the option's name, dashes included. */
  refuseOption(code: FaultCode, use: OptionUse, detail = ''): false {
    const from = use.long ? 0 : use.nameStart === 1 ? 0 : use.nameStart;
    return this.refuse(code, use.word, from, use.nameEnd, detail);
  }

  /** Points at the option's argument. */
  refuseArgument(code: FaultCode, use: OptionUse, detail = '', from = 0, to = Infinity): false {
    const word = use.argumentWord ?? use.word;
    const end = Math.min(word.text.length, use.argumentStart + to);
    return this.refuse(code, word, use.argumentStart + from, end, detail);
  }

  hint(code: FaultCode, use: OptionUse, from: number, detail = '', refusedBy: Fault['refusedBy'] = null): void {
    const word = use.argumentWord!;
    const start = use.argumentStart + from;
    (this.hints ??= []).push({
      code,
      refusedBy,
      span: spanInWord(word, start, word.text.length, this.source),
      subject: word.text.slice(start),
      detail,
    });
  }

  argument(use: OptionUse): string {
    return use.argumentText!;
  }

  addCalls(calls: Calls): void {
    const before = this.syscalls;
    if (before === 'all' || calls === 'all') this.syscalls = 'all';
    else if (before.length === 0) this.syscalls = calls;
    // A line has room for some thousand -S, mostly of calls that it has already.
    else if (!calls.every((call) => before.includes(call))) this.syscalls = this.context.bothCalls(before, calls);
  }

  /** The rule that is sent, if one is; undefined where only settings were. */
  finish(): SentRule | undefined {
    const list = this.add !== filter.unset ? this.add : this.delete;
    if (list === filter.unset || this.action === undefined) return undefined;
    const adds = this.add !== filter.unset;
    const everything = listBits(list) !== filter.task && !this.syscallAdded;
    return {
      operation: !adds ? 'delete' : this.prepend ? 'prepend' : 'append',
      list,
      action: this.action,
      syscalls: everything ? 'all' : this.syscalls,
      // A copy takes no more room than it needs.
      fields: this.fields.slice(),
      watch: this.watch,
    };
  }
}

/** -a, -A and -d: both words of the pair, in either order (auditctl.c, audit_rule_setup). False: refused; 'eaten': `possible`. */
export function readPair(builder: RuleBuilder, use: OptionUse, target: 'add' | 'delete'): boolean | 'eaten' {
  const text = builder.argument(use);
  const { v } = builder.context;
  if (++builder.ruleOptions !== 1) return builder.refuseOption('second-rule-option', use);
  const comma = text.indexOf(',');
  if (comma === -1 || text.indexOf(',', comma + 1) !== -1) {
    return builder.refuseArgument('unknown-list', use, comma === -1 ? 'comma' : 'commas');
  }
  const first = text.slice(0, comma);
  const second = text.slice(comma + 1);
  const bad = (code: 'unknown-list' | 'unknown-action', which: 0 | 1, detail = '') => {
    const part = readCommaList(use.argument!, builder.source)[which]!;
    builder.fault ??= { code, refusedBy: 'auditctl', span: part, subject: part.text, detail };
    return false as const;
  };
  if (v.listFirst) {
    if (!setList(builder, first, target)) {
      const action = readAction(first);
      if (action === 'possible') return 'eaten';
      if (action === undefined) return bad('unknown-list', 0, 'or-action');
      builder.action = action;
    }
  } else {
    const action = readAction(first);
    if (action === undefined) {
      if (!setList(builder, first, target))
        return bad(looksLikeAction(first) ? 'unknown-action' : 'unknown-list', 0, 'or-action');
    } else if (action !== 'possible') builder.action = action;
  }
  if (builder[target] === filter.unset) {
    if (!setList(builder, second, target) && !v.ioUring) return bad('unknown-list', 1);
    if (builder.action === undefined) return bad('unknown-action', 0);
    if (builder[target] === filter.unset) builder[target] = filter.unknown;
    return true;
  }
  const action = readAction(second);
  if (action === 'possible') return 'eaten';
  if (action === undefined) return bad('unknown-action', 1);
  builder.action = action;
  return true;
}

function readAction(word: string): 'always' | 'never' | 'possible' | undefined {
  return word === 'always' || word === 'never' || word === 'possible' ? word : undefined;
}

function looksLikeAction(word: string): boolean {
  return /^(always|never|possible)$/i.test(word);
}

function setList(builder: RuleBuilder, written: string, target: 'add' | 'delete'): boolean {
  const { v } = builder.context;
  const name = v.ioUring ? written.toLowerCase() : written;
  const fact = listFact(name);
  if (fact === undefined) return false;
  if (name === 'entry' && !v.entryList) return false;
  if (name === 'filesystem' && !v.filesystemList) return false;
  if (name === 'io_uring' && !v.ioUring) return false;
  builder[target] = name === 'entry' ? filter.exit : fact.number;
  if (name === 'exclude') builder.exclude = true;
  return true;
}
