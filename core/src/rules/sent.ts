import type { FieldFact } from '../facts/rules/fields';
import type { Operator } from './arguments';

/** A condition of a rule as the kernel gets it. */
export interface SentField {
  readonly field: FieldFact;
  readonly operator: Operator;
  /** 32 bits, 0 to 4294967295; 0 for a text field. Undefined: an account whose number is not known here. */
  value: number | undefined;
  /** The value of text fields, and the name of an account whose number is not known. */
  readonly text?: string;
}

/** 'all': every bit is set. Else numbers in the order written, with repeats. Rules that name the same may share the list. */
export type Calls = 'all' | readonly number[];

/** A rule as auditctl sends it to the kernel. */
export interface SentRule {
  readonly operation: 'append' | 'prepend' | 'delete';
  /** Number of the list (linux/audit.h, AUDIT_FILTER_*); -1 where auditctl sends one that no kernel has. */
  readonly list: number;
  readonly action: 'always' | 'never';
  readonly syscalls: Calls;
  readonly fields: readonly SentField[];
  /** The fields are those of a `-w`: whether the path is a directory is only known where it is loaded. */
  readonly watch: boolean;
}

export interface SentSetting {
  /** The option: `-b`, `--backlog_wait_time` … */
  readonly name: string;
  readonly value: number;
}

/** What a line that auditctl takes does. */
export interface Effect {
  readonly rule: SentRule | undefined;
  readonly settings: readonly SentSetting[];
  /** `-D`, with the key after `-D -k`. */
  readonly deleteAll: { readonly key?: string } | undefined;
  /** `-i` and `-c`: what happens to later errors. */
  readonly onError: 'ignore' | 'continue' | undefined;
  /** The line is taken, and nothing is loaded though a rule was meant: the action `possible`. */
  readonly eaten: boolean;
}
