import { signals } from '../facts/rules/values';
import { fieldFact } from '../facts/rules/fields';
import { isKnownTo } from '../facts/rules/releases';
import { byteLength } from '../text/utf8';
import { filter, mostFields, readPair, RuleBuilder } from './builder';
import type { Context } from './context';
import type { Fault } from './fault';
import { findOptions, type FoundOptions, type OptionUse } from './getopt';
import { readUnsigned, startsWithDigit } from './numbers';
import { longestKeys, permissionsOf, readCompareOption, readFieldOption, readKeys } from './readField';
import { readSyscallOption } from './readSyscalls';
import type { Effect, SentField } from './sent';
import type { RulesLine } from './tree';
import type { Word } from './words';

/** What auditctl makes of a line: refused for the first fault, or an effect; hints where it depends on the host. */
export interface Reading {
  readonly fault?: Fault;
  readonly hints?: readonly Fault[];
  readonly effect?: Effect;
}

/**
 * How an option leaves the line, as the numbers in setopt of auditctl.c: go on; no rule to send and no more options;
 * the same, and what stands behind is not looked at; refused; eaten, that is taken and forgotten.
 */
type Step = 'more' | 'stop' | 'done' | 'refused' | 'eaten' | 'left';

/** Reads a command line as auditctl of that release and machine does: option by option, in getopt's order. */
export function readCommandLine(line: RulesLine, source: string, context: Context): Reading {
  const command = line.command!;
  const { words } = command;
  const room = wordRoom(line, words.length, source, context);
  if (words.length > room) {
    if (context.v.surplusWordsRefused) {
      const builder = new RuleBuilder(context, source);
      builder.refuseWord('too-many-words', words[room]!);
      return { fault: builder.fault! };
    }
    const held = words.slice(0, room);
    return withDropped(readWordsAs(held, source, context), words[room]!);
  }
  // The tree knows the long options of the newest release.
  if (context.hasNewestOptions || !command.options.some(({ long }) => long)) {
    return new LineReading(words, command, source, context).read();
  }
  return readWordsAs(words, source, context);
}

function readWordsAs(words: readonly Word[], source: string, context: Context): Reading {
  return new LineReading(words, findOptions(words, context.longOptions, source), source, context).read();
}

/** The words that did not find room are gone without a word from auditctl; an option that lost its argument is refused. */
function withDropped(reading: Reading, { start, end, text }: Word): Reading {
  const fault: Fault = {
    code: 'too-many-words',
    refusedBy: null,
    span: { start, end },
    subject: text,
    detail: 'dropped',
  };
  if (reading.fault === undefined) return { ...reading, hints: [...(reading.hints ?? []), fault] };
  return reading.fault.code === 'missing-argument' ? { fault: { ...fault, refusedBy: 'auditctl' } } : reading;
}

/** Room in auditctl's table of words, its own name not counted (auditctl.c, fileopt). */
function wordRoom(line: RulesLine, words: number, source: string, context: Context): number {
  const share = context.v.surplusWordsRefused ? 2 : 3;
  const room = Math.floor((line.readEnd - line.start) / share) + 1;
  if (words <= room) return room;
  return Math.floor(byteLength(source, line.start, line.readEnd) / share) + 1;
}

const permField = fieldFact('perm')!;
const pathField = fieldFact('path')!;
const allPermissions = 15;

class LineReading {
  readonly #builder: RuleBuilder;
  readonly #context: Context;
  readonly #words: readonly Word[];
  readonly #found: FoundOptions;
  /** optind of getopt, from 0. */
  #index = 0;
  /** Words that the line counts; some commands take words away without getopt. */
  #count: number;
  #sendsRule = false;
  #deleteAll: { key?: string } | undefined;
  #onError: 'ignore' | 'continue' | undefined;
  #listed = false;

  constructor(words: readonly Word[], found: FoundOptions, source: string, context: Context) {
    this.#builder = new RuleBuilder(context, source);
    this.#context = context;
    this.#words = words;
    this.#found = found;
    this.#count = words.length;
  }

  read(): Reading {
    const builder = this.#builder;
    let step: Step = 'more';
    for (const use of this.#found.options) {
      this.#index = use.next;
      step = this.#take(use);
      if (step !== 'more') break;
    }
    if (step === 'refused') return { fault: builder.fault! };
    if (step === 'done') return this.#taken();
    // Eaten at once: what stands behind is not looked at, and keys that stand before are not sent.
    if (step === 'left') return this.#eatenUp();
    if (step === 'more') this.#index = this.#found.end;
    if (this.#index === 0) {
      builder.refuseWord('no-option', this.#words[0]!);
    } else if (this.#index < this.#count) {
      builder.refuseWord('stray-word', step === 'more' ? this.#found.leftover[0]! : this.#words[this.#index]!);
    }
    if (builder.fault !== undefined) return { fault: builder.fault };
    if (builder.keys.length > 0 && !this.#listed && !this.#sendKeys()) return { fault: builder.fault! };
    if (step === 'eaten') return this.#eatenUp();
    if (step === 'stop') return this.#taken();
    if (!this.#sendsRule && builder.syscallAdded) {
      builder.refuseOption('syscall-without-list', this.#firstSyscall!);
      return { fault: builder.fault! };
    }
    return this.#taken();
  }

  #firstSyscall: OptionUse | undefined;

  #taken(): Reading {
    const builder = this.#builder;
    return this.#readingOf({
      rule: this.#sendsRule ? builder.finish() : undefined,
      settings: builder.settings,
      deleteAll: this.#deleteAll,
      onError: this.#onError,
      eaten: false,
    });
  }

  #eatenUp(): Reading {
    const { settings } = this.#builder;
    return { effect: { rule: undefined, settings, deleteAll: undefined, onError: undefined, eaten: true } };
  }

  #readingOf(effect: Effect): Reading {
    const { hints } = this.#builder;
    return hints === undefined ? { effect } : { hints, effect };
  }

  #take(use: OptionUse): Step {
    const builder = this.#builder;
    const { v } = this.#context;
    if (use.oddity !== undefined) return this.#refuseOdd(use);
    switch (use.option) {
      case 'a':
      case 'A':
        return this.#takeAdd(use);
      case 'd':
        return v.noDelete ? this.#no(builder.refuseOption('unknown-option', use)) : this.#takeDelete(use);
      case 'F':
        return this.#takeField(use);
      case 'S':
        this.#firstSyscall ??= use;
        return this.#if(readSyscallOption(builder, use), v.ioUring && builder.isOn(filter.ioUring));
      case 'C':
        return this.#if(readCompareOption(builder, use));
      case 'k':
        return this.#takeKeyOption(use);
      case 'p':
        return this.#takePermissions(use);
      case 'w':
        return this.#takeWatch(use);
      case 'W':
        return this.#takeUnwatch(use);
      case 'D':
        return this.#takeDeleteAll(use);
      case 'e':
      case 'f':
        return this.#takeSwitch(use);
      case 'b':
      case 'r':
      case 'backlog_wait_time':
        return this.#takeNumber(use);
      case 'i':
        this.#onError = 'ignore';
        return this.#stop();
      case 'c':
        this.#onError = 'continue';
        return this.#stop();
      case 'q':
        return this.#takeSubtree(use);
      case 't':
        return this.#done();
      case 'loginuid-immutable':
      case 'reset-lost':
        builder.settings.push({ name: `--${use.option}`, value: 1 });
        return v.handlers ? this.#stop() : this.#done();
      case 'reset_backlog_wait_time_actual':
        builder.settings.push({ name: `--${use.option}`, value: 1 });
        return this.#done();
      case 'm':
        return this.#takeMessage(use);
      case 's':
        return this.#takeStatus(use);
      case 'l':
        return this.#takeListing(use);
      case 'v':
        return this.#stop();
      case 'h':
      case 'help':
        return v.helpPasses ? this.#stop() : this.#no(builder.refuseOption('command-with-more', use, 'help'));
      case 'R':
        return this.#no(builder.refuseOption('nested-file', use));
      case 'signal':
        return this.#takeSignal(use);
      default:
        return this.#no(builder.refuseOption('unknown-option', use));
    }
  }

  #no(_refused: false): Step {
    return 'refused';
  }

  #if(taken: boolean, sends = false): Step {
    if (!taken) return 'refused';
    if (sends) this.#sendsRule = true;
    return 'more';
  }

  /** No more options are looked for, and no rule is sent. */
  #stop(): Step {
    this.#sendsRule = false;
    return 'stop';
  }

  /** As #stop, and words that follow are not even missed. */
  #done(): Step {
    this.#sendsRule = false;
    return 'done';
  }

  #refuseOdd(use: OptionUse): Step {
    const code = (
      {
        unknown: 'unknown-option',
        ambiguous: 'ambiguous-option',
        'no-argument': 'missing-argument',
        'surplus-argument': 'surplus-argument',
      } as const
    )[use.oddity!];
    return this.#no(this.#builder.refuseOption(code, use, use.option));
  }

  #takeAdd(use: OptionUse): Step {
    const builder = this.#builder;
    const { v } = this.#context;
    const head = use.option === 'A';
    const target = head && v.prependDeletes ? 'delete' : 'add';
    if (target === 'add' && builder.syscallAdded && builder.argument(use).includes('task')) {
      return this.#no(builder.refuseOption('syscall-on-list', this.#firstSyscall ?? use, 'task'));
    }
    const pair = readPair(builder, use, target);
    if (pair === 'eaten') return head && v.handlers && !v.prependDeletes ? 'eaten' : 'left';
    if (pair && head) {
      builder.prepend = true;
      if (target === 'delete') {
        builder.hint('prepend-deletes', use, 0, '', 'kernel');
      }
    }
    return this.#if(pair, true);
  }

  #takeDelete(use: OptionUse): Step {
    const pair = readPair(this.#builder, use, 'delete');
    if (pair === 'eaten') return this.#context.v.deletePossibleEnds ? 'left' : 'eaten';
    return this.#if(pair, true);
  }

  #takeField(use: OptionUse): Step {
    const builder = this.#builder;
    const text = builder.argument(use);
    if (!builder.hasRule) {
      const next = this.#words[this.#index];
      if (next === undefined || this.#index >= this.#count || !text.includes('arch=') || next.text !== '-t') {
        return this.#no(builder.refuseOption('field-before-list', use, '-F'));
      }
    }
    if (text.startsWith('key=')) return this.#if(this.#takeKey(use, 4));
    return this.#if(readFieldOption(builder, use, text));
  }

  #takeKeyOption(use: OptionUse): Step {
    const builder = this.#builder;
    const { syscallAdded, permissionAdded, exeAdded, fileSystemAdded, hasRule } = builder;
    if (!hasRule) return this.#no(builder.refuseOption('field-before-list', use, '-k'));
    if (!(syscallAdded || permissionAdded || exeAdded || fileSystemAdded)) {
      return this.#no(builder.refuseOption('key-without-subject', use));
    }
    return this.#if(this.#takeKey(use, 0));
  }

  /** Collects a key; all keys are sent as one field behind the others. */
  #takeKey(use: OptionUse, from: number): boolean {
    const builder = this.#builder;
    const text = builder.argument(use);
    const key = from === 0 ? text : text.slice(from);
    const before = builder.keys.length === 0 ? '' : builder.keys.join('\x01');
    // No UTF-16 unit is more than three bytes, so that short keys need not be measured.
    const isShort = (key.length + before.length + 1) * 3 <= longestKeys;
    if (!isShort && byteLength(key) + byteLength(before) + (before === '' ? 0 : 1) > longestKeys) {
      return builder.refuseArgument('key-too-long', use, '', from);
    }
    if (this.#context.v.idsKeys && key.startsWith('ids-') && !isIdsKey(key)) {
      return builder.refuseArgument('obsolete-key', use, '', from);
    }
    if (this.#context.v.keyControlRefused && key.includes('\x01'))
      return builder.refuseArgument('key-character', use, '', from);
    if (key === '' && before === '') return true;
    builder.keys.push(key);
    builder.keyUses.push(use);
    return true;
  }

  /** The keys as one field; auditctl reads it back from `key=…`, so an operator in a key is taken for that of the field. */
  #sendKeys(): boolean {
    const builder = this.#builder;
    const use = builder.keyUses[0]!;
    const keys = builder.keys.length === 1 ? builder.keys[0]! : builder.keys.join('\x01');
    if (keys.includes('=')) {
      const misread = /[!><&]=/.exec(keys);
      if (misread !== null) return builder.refuseArgument('key-misread', use, misread[0]);
    }
    return readKeys(builder, use, keys);
  }

  #takePermissions(use: OptionUse): Step {
    const builder = this.#builder;
    if (!builder.hasRule) return this.#no(builder.refuseOption('permission-without-rule', use, 'watch'));
    const bits = permissionsOf(builder.argument(use));
    if (bits === undefined) return this.#no(builder.refuseArgument('bad-permission', use, '-p'));
    if (builder.fields.length === 0) return this.#no(builder.refuseOption('permission-without-rule', use, 'field'));
    let found = false;
    for (const field of builder.fields) {
      if (field.field !== permField) continue;
      field.value = bits;
      found = true;
    }
    if (!found) {
      if (builder.fields.length >= mostFields) return this.#no(builder.refuseOption('too-many-fields', use));
      builder.fields.push({ field: permField, operator: '=', value: bits });
    }
    builder.permissionAdded = true;
    this.#sendsRule = true;
    return 'more';
  }

  #takeWatch(use: OptionUse): Step {
    const builder = this.#builder;
    if (builder.hasRule) return this.#no(builder.refuseOption('second-rule-option', use, 'watch'));
    builder.add = filter.exit;
    return this.#if(this.#setWatch(use), true);
  }

  #takeUnwatch(use: OptionUse): Step {
    this.#builder.delete = filter.exit;
    return this.#if(this.#setWatch(use), true);
  }

  #setWatch(use: OptionUse): boolean {
    const builder = this.#builder;
    let path = builder.argument(use);
    builder.action = 'always';
    const hadCalls = builder.syscalls === 'all' || builder.syscalls.length > 0;
    builder.syscallAdded = true;
    if (path.length * 3 >= 4096 && byteLength(path) >= 4096)
      return builder.refuseArgument('path-too-long', use, 'path');
    if (!path.startsWith('/')) return builder.refuseArgument('relative-path', use);
    const slash = path.endsWith('/');
    const base = slash ? path.replace(/\/+$/, '') : path;
    const nameAt = base.lastIndexOf('/') + 1;
    if ((base.length - nameAt) * 3 > 255 && byteLength(base, nameAt) > 255) {
      return builder.refuseArgument('path-too-long', use, 'name');
    }
    if (slash && path.length > 2) path = base || '/';
    if (builder.fields.length > 0) return builder.refuseOption('rule-not-empty', use);
    if (this.#context.v.emptyRuleForWatch && hadCalls) return builder.refuseOption('rule-not-empty', use, 'calls');
    builder.syscalls = 'all';
    builder.watch = true;
    const fields: SentField[] = [
      { field: pathField, operator: '=', value: 0, text: path },
      { field: permField, operator: '=', value: allPermissions },
    ];
    builder.fields.push(...fields);
    builder.permissionAdded = true;
    return true;
  }

  #takeDeleteAll(use: OptionUse): Step {
    const builder = this.#builder;
    const count = this.#count + 1;
    if (count > 4 || count === 3) return this.#no(builder.refuseOption('command-with-more', use, '-D'));
    if (count === 4) {
      const next = this.#words[this.#index];
      if (next?.text !== '-k') return this.#no(builder.refuseOption('command-with-more', use, '-D'));
      const key = this.#words[2]!;
      if (this.#context.v.keyControlRefused && key.text.includes('\x01')) {
        return this.#no(builder.refuseWord('key-character', key));
      }
      if (this.#context.v.keyControlRefused && byteLength(key.text) > longestKeys) {
        return this.#no(builder.refuseWord('key-too-long', key));
      }
      this.#count -= 2;
      this.#deleteAll = { key: key.text };
    } else this.#deleteAll = {};
    return this.#stop();
  }

  #takeSwitch(use: OptionUse): Step {
    const builder = this.#builder;
    const value = builder.argument(use);
    if (value !== '0' && value !== '1' && value !== '2') {
      return this.#no(builder.refuseArgument('bad-number', use, `-${use.option}`));
    }
    builder.settings.push({ name: `-${use.option}`, value: Number(value) });
    return 'more';
  }

  #takeNumber(use: OptionUse): Step {
    const builder = this.#builder;
    const written = builder.argument(use);
    const name = `${use.long ? '--' : '-'}${use.option}`;
    const { value, overflow } = readUnsigned(written);
    if (!startsWithDigit(written) || overflow) return this.#no(builder.refuseArgument('bad-number', use, name));
    builder.settings.push({ name, value });
    return 'more';
  }

  #takeSubtree(use: OptionUse): Step {
    const builder = this.#builder;
    if (builder.syscallAdded) return this.#no(builder.refuseOption('bad-subtree-pair', use, 'rule'));
    const parts = builder.argument(use).split(',');
    if (parts.length !== 2 || parts[1] === '') return this.#no(builder.refuseArgument('bad-subtree-pair', use));
    return this.#done();
  }

  #takeMessage(use: OptionUse): Step {
    const builder = this.#builder;
    if (this.#count > 2) return this.#no(builder.refuseOption('command-with-more', use, '-m'));
    // Bytes are signed where auditctl compares them, so letters beyond ASCII are refused too (x86; not on ARM, PowerPC and s390).
    const odd = /[\x01-\x1f\x80-\uffff]/.exec(builder.argument(use));
    const signed = this.#context.machine === undefined || /^(x86_64|i386)$/.test(this.#context.machine.name);
    if (odd !== null && (signed || odd[0] < ' ')) return this.#no(builder.refuseArgument('control-character', use));
    return this.#done();
  }

  #takeStatus(use: OptionUse): Step {
    const builder = this.#builder;
    if (this.#count > 2) return this.#no(builder.refuseOption('command-with-more', use, '-s'));
    if (this.#index === 1 && this.#count === 2) {
      if (this.#words[1]!.text !== '-i') return this.#no(builder.refuseOption('command-with-more', use, '-s'));
      this.#count--;
    }
    return this.#stop();
  }

  #takeListing(use: OptionUse): Step {
    const builder = this.#builder;
    const next = this.#words[this.#index]?.text;
    if (this.#count > 3) return this.#no(builder.refuseOption('command-with-more', use, '-l'));
    if (this.#count === 2) {
      if (next !== '-i') return this.#no(builder.refuseOption('command-with-more', use, '-l'));
      this.#count--;
    } else if (this.#count === 3) {
      if (next !== '-k') return this.#no(builder.refuseOption('command-with-more', use, '-l'));
      this.#count -= 2;
    }
    this.#listed = true;
    return this.#stop();
  }

  #takeSignal(use: OptionUse): Step {
    const builder = this.#builder;
    const { v, version } = this.#context;
    const wanted = builder.argument(use).toLowerCase();
    if (!signals.some((known) => known.name.toLowerCase() === wanted && isKnownTo(version, known))) {
      return this.#no(builder.refuseArgument('bad-signal', use));
    }
    if (v.signalExits) return this.#no(builder.refuseOption('bad-signal', use, 'exits'));
    return this.#stop();
  }
}

/** Keys that begin with `ids-` must read ids-KIND-SEVERITY in releases before 3.0 (auditctl.c, check_ids_key). */
function isIdsKey(key: string): boolean {
  return /^ids-(sys|file|exec|mkexe)-(inf|low|med|hi)/.test(key);
}
