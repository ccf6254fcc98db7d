import * as vscode from 'vscode';
import type { DeployParts } from '../deploy/deployParts';
import { lookAt } from '../deploy/look';
import { plan } from '../deploy/plan';
import type { ProofMarks } from '../deploy/proofMarks';
import { isSame } from '../deploy/ruleBook';
import type { RuleComparison } from '../deploy/ruleBook';
import { folderOf, sourceFile, sourcesIn } from '../deploy/workspaceFiles';
import { oneLine } from '../hosts/hostFailure';
import { hostOfArgument, pickHost } from './selectHost';

/**
 * Holds what a host has loaded against the rules files before the person, with those that only the host has: marks
 * beside the lines, and what is loaded but in no file in the log. Without rules files: against the host's own.
 */
export function proveLoadedRules(
  parts: DeployParts & { readonly marks: ProofMarks },
): (host?: unknown) => Promise<RuleComparison | undefined> {
  return async (clicked) => {
    const host =
      (await hostOfArgument(parts.book, clicked)) ??
      (await parts.book.selected()) ??
      (await pickHost(parts.book, vscode.l10n.t('Prove the rules that are loaded on which host?')));
    if (host === undefined) return undefined;
    const state = await lookAt(parts, host);
    if (state.loaded === undefined) throw new Error(`${host.name}: ${oneLine(state.loadedProblem)}`);

    const active = vscode.window.activeTextEditor?.document.uri;
    const sources = new Map(active === undefined ? [] : await rulesFilesBeside(active));
    const files = await Promise.all(
      [...sources].map(async ([name, uri]) => ({ name, content: await vscode.workspace.fs.readFile(uri) })),
    );
    const { compiled } = plan(state, { files, remove: [], confirmSeconds: 0 }, parts.ruleBook);
    const comparison = parts.ruleBook.compare(compiled, state.loaded, state);
    // The marks are in the file itself, which may be hidden behind a plan.
    if (active !== undefined && sources.size > 0) await vscode.window.showTextDocument(active);
    parts.marks.show(sources, compiled, comparison);
    tell(parts, host.name, comparison);
    return comparison;
  };
}

function tell({ log }: DeployParts, host: string, comparison: RuleComparison): void {
  const { wanted, missing, foreign } = comparison;
  for (const { file, line, text } of missing)
    log.warn(oneLine(`${host}: not loaded: ${file ?? 'audit.rules'}:${line ?? '?'} ${text}`));
  for (const rule of foreign) log.warn(oneLine(`${host}: loaded, but in no file: ${rule}`));
  if (isSame(comparison)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0}: all {1} rules are loaded, and nothing else.', host, wanted),
    );
    return;
  }
  const show = vscode.l10n.t('Show');
  const parts = [
    ...(missing.length === 0 ? [] : [vscode.l10n.t('{0} of {1} rules are not loaded', missing.length, wanted)]),
    ...(foreign.length === 0 ? [] : [vscode.l10n.t('{0} are loaded that no file has', foreign.length)]),
    ...(missing.length + foreign.length === 0 ? [vscode.l10n.t('all rules are loaded, but in another order')] : []),
  ];
  const text = `${host}: ${parts.join(', ')}.`;
  void vscode.window.showWarningMessage(text, show).then((choice) => {
    if (choice === show) log.show();
  });
}

/** The rules files of the folder that a rules file lies in, by name; none for another file. */
async function rulesFilesBeside(uri: vscode.Uri): Promise<[name: string, uri: vscode.Uri][]> {
  if (sourceFile(uri)?.name.endsWith('.rules') !== true) return [];
  const { all } = await sourcesIn(folderOf(uri));
  return all.filter(({ name }) => name.endsWith('.rules')).map((file) => [file.name, file.uri]);
}
