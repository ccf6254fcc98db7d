import type { Refuser } from '../findings';
import type { Span } from '../text/span';

/** What is wrong with a line, before it is put in words. The names are those of findings. */
export type FaultCode =
  | 'ambiguous-option'
  | 'arch-after-syscall'
  | 'bad-number'
  | 'bad-permission'
  | 'bad-signal'
  | 'bad-subtree-pair'
  | 'command-with-more'
  | 'control-character'
  | 'field-before-list'
  | 'field-needs-other-list'
  | 'fields-not-comparable'
  | 'key-misread'
  | 'key-too-long'
  | 'key-without-subject'
  | 'key-character'
  | 'missing-argument'
  | 'missing-field'
  | 'missing-operator'
  | 'missing-value'
  | 'nested-file'
  | 'no-option'
  | 'not-a-number'
  | 'obsolete-key'
  | 'operator-not-taken'
  | 'path-too-long'
  | 'permission-without-rule'
  | 'permission-syscalls'
  | 'prepend-deletes'
  | 'refused-by-kernel'
  | 'path-trailing-slash'
  | 'relative-path'
  | 'rule-not-empty'
  | 'second-rule-option'
  | 'stray-word'
  | 'success-word'
  | 'surplus-argument'
  | 'syscall-on-list'
  | 'syscall-without-list'
  | 'syscall-not-on-arch'
  | 'too-many-fields'
  | 'too-many-words'
  | 'unknown-account'
  | 'unknown-action'
  | 'unknown-arch'
  | 'unknown-field'
  | 'unknown-list'
  | 'unknown-machine'
  | 'unknown-option'
  | 'unknown-syscall'
  | 'unknown-value'
  | 'duplicate-rule';

export interface Fault {
  readonly code: FaultCode;
  readonly refusedBy: Refuser | null;
  readonly span: Span;
  /** The text at fault. */
  readonly subject: string;
  /** What more there is to say, in words that the code's message has a place for. */
  readonly detail: string;
}
