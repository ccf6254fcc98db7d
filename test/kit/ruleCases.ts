/** The measured cases of test/data/rules and of the corpus, and our verdict on a line. */
import { readFileSync } from 'node:fs';
import { judgeLine } from '../../core/src/rules/judge';
import { parseRules } from '../../core/src/rules/tree';
import type { Target } from '../../core/src/target';

export type Verdict = 'ok' | 'bad' | 'kernel-bad';

/** Rows of a table whose first line names the columns. */
export function tableRows(path: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(path, 'utf8').split('\n');
  const names = head!.split('\t');
  const row = (line: string) => Object.fromEntries(line.split('\t').map((cell, at) => [names[at]!, cell]));
  return lines.filter((line) => line !== '').map(row);
}

/** The characters that a cell stands for: backslash escapes. */
export function unescapeCell(cell: string): string {
  const control: Record<string, string> = { t: '\t', r: '\r', n: '\n', '\\': '\\' };
  return cell.replace(/\\(x[0-9a-f]{2}|[trn\\])/g, (_, code: string) =>
    code.startsWith('x') && code.length === 3
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : control[code]!,
  );
}

/** What we say of a line (of its pieces, where it is cut): the first refusal counts. */
export function verdictOf(text: string, target: Target): Verdict {
  const tree = parseRules(text);
  const findings = tree.lines.flatMap((line) => judgeLine(line, text, target));
  if (findings.some(({ refusedBy }) => refusedBy === 'auditctl')) return 'bad';
  return findings.some(({ refusedBy }) => refusedBy === 'kernel') ? 'kernel-bad' : 'ok';
}
