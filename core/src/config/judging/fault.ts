import type { ConfigKeyword, ConfigKind } from '../../facts/configKeyword';
import type { Fix, Refuser, Related, Severity } from '../../findings';
import type { Target } from '../../target';
import type { Span, TextEdit } from '../../text/span';
import type { Machine } from '../machine';
import type { ReadLine } from '../reading';
import type { ConfigTree, Word } from '../tree';

/** A fault before it is known whose: `refused` says that the program takes the file no further because of it. */
export interface Fault {
  readonly code: string;
  readonly span: Span;
  readonly message: string;
  readonly refused: boolean;
  /** Of what is not refused; what is refused is an error. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
}

/** `keyword = value`, with what follows the value. */
export interface Assignment {
  readonly keyword: ConfigKeyword;
  readonly name: Word;
  readonly value: Word;
  readonly extra: readonly Word[];
  readonly line: ReadLine;
  /** False when the program stops at this line. */
  readonly taken: boolean;
}

/** What a judgement looks at. */
export interface Case {
  readonly tree: ConfigTree;
  readonly kind: ConfigKind;
  readonly version: string;
  readonly target: Target;
  readonly program: Refuser;
  readonly machine: Machine;
}

export function fix(title: string, edits: readonly TextEdit[], safe = false): Fix {
  return { title, edits, safe };
}

export function replace(span: Span, newText: string): TextEdit {
  return { span, newText };
}

/** `a, b or c`; `code` as in Markdown. */
export function oneOf(words: readonly string[]): string {
  const shown = words.map((word) => `\`${word}\``);
  const last = shown.pop() ?? 'nothing';
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
}
