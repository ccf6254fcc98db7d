import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../../../core/src/findings';
import type { LanguageId } from '../../../core/src/kinds';
import type { SourceDocument } from './language';
import { lspEdit } from './ranges';
import { safeEdits } from './safeEdits';

export const explainCheck = 'auditd.explainCheck';
export const fixAll = 'source.fixAll.auditd';

/**
 * The light bulb for what was found here: the mends, 'disable for this line', 'explain'; and 'fix all' for the document,
 * which applies the safe mends only. The same for every language.
 */
export function quickFixes(
  document: SourceDocument,
  here: readonly Finding[],
  all: readonly Finding[],
  diagnosticOf: (finding: Finding) => Diagnostic,
  pageOf: (code: string, languageId: LanguageId) => string | undefined,
): CodeAction[] {
  const actions: CodeAction[] = [];
  for (const finding of here) {
    const diagnostics = [diagnosticOf(finding)];
    for (const [index, fix] of (finding.fixes ?? []).entries()) {
      actions.push({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        isPreferred: index === 0 && fix.safe,
        edit: { changes: { [document.uri]: fix.edits.map((edit) => lspEdit(document.lines, edit)) } },
      });
    }
  }
  for (const finding of oncePerCode(here)) {
    const line = document.lines.lineAt(finding.span.start);
    const start = document.lines.startOf(line);
    const comment = `# auditd-lint disable-next-line ${finding.code}\n`;
    actions.push({
      title: `Disable \`${finding.code}\` for this line`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(finding)],
      edit: {
        changes: { [document.uri]: [lspEdit(document.lines, { span: { start, end: start }, newText: comment })] },
      },
    });
    if (pageOf(finding.code, document.languageId) !== undefined) {
      actions.push({
        title: `Explain \`${finding.code}\``,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(finding)],
        command: { title: 'Explain', command: explainCheck, arguments: [finding.code, document.languageId] },
      });
    }
  }
  const edits = safeEdits(all);
  if (edits.length > 0) {
    actions.push({
      title: 'Apply all safe fixes',
      kind: fixAll,
      edit: { changes: { [document.uri]: edits.map((edit) => lspEdit(document.lines, edit)) } },
    });
  }
  return actions;
}

function oncePerCode(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code }) => !seen.has(code) && seen.add(code));
}
