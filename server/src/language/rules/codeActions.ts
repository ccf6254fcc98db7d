import type { Finding } from '../../../../core/src/findings';
import { readField } from '../../../../core/src/rules/arguments';
import { type OptionUse, type RulesTree } from '../../../../core/src/rules/tree';
import { type CodeAction, CodeActionKind, type Range } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { lspEdit, spanOf } from '../ranges';
import { readLineAt } from './lineNotes';

/** What is done to a rule only when asked: its options in the order of the manual. */
export function codeActions(
  document: SourceDocument<RulesTree>,
  range: Range,
  _findings: readonly Finding[],
): CodeAction[] {
  const { start } = spanOf(document.lines, range);
  const line = readLineAt(document, start);
  const { options, words } = line;
  const whole = { start: words[0]?.start ?? line.start, end: words.at(-1)?.end ?? line.end };
  if (line.kind !== 'command' || line.readEnd !== line.end || options.length < 2) return [];
  // A word that belongs to no option would change its place: then the line is refused anyhow.
  if (options.some(({ oddity }) => oddity !== undefined) || hasStrayWords(options, words)) return [];
  const ordered = [...options].sort((a, b) => rankOf(a, document.text) - rankOf(b, document.text));
  if (ordered.every((use, at) => use === options[at])) return [];
  const newText = ordered.map((use) => document.text.slice(use.nameSpan.start, endOf(use))).join(' ');
  return [
    {
      title: 'Put the options in the usual order',
      kind: CodeActionKind.RefactorRewrite,
      edit: { changes: { [document.uri]: [lspEdit(document.lines, { span: whole, newText })] } },
    },
  ];
}

const endOf = ({ nameSpan, argument }: OptionUse) => argument?.end ?? nameSpan.end;

function hasStrayWords(options: readonly OptionUse[], words: readonly { start: number; end: number }[]): boolean {
  return words.some(
    ({ start, end }) =>
      !options.some((use) => use.nameSpan.start <= start && end <= Math.max(endOf(use), use.nameSpan.end)),
  );
}

/** The rule, its machine, its calls, its conditions as they stand, and the key last, as the manual's examples have it. */
function rankOf(use: OptionUse, source: string): number {
  switch (use.name) {
    case '-a':
    case '-A':
    case '-d':
    case '-w':
    case '-W':
      return 0;
    case '-F': {
      const name = use.argument === undefined ? '' : readField(use.argument, source).field.text.toLowerCase();
      return name === 'arch' ? 1 : name === 'key' ? 6 : 3;
    }
    case '-S':
      return 2;
    case '-C':
      return 4;
    case '-p':
      return 5;
    case '-k':
      return 6;
    default:
      return 7;
  }
}
