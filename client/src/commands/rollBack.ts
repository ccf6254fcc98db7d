import * as vscode from 'vscode';
import { runDeploy } from '../deploy/deployFlow';
import type { DeployParts } from '../deploy/deployParts';
import { mergedGeneration, wishToUndo, withheldIn } from '../deploy/generations';
import type { Generation } from '../deploy/generations';
import { counted } from '../deploy/outcome';
import { nameOfPath } from '../deploy/planPlaces';
import type { HostResult } from '../deploy/results';
import { confirmSeconds } from './deploy';
import { hostOfArgument, pickHost } from './selectHost';

/**
 * Brings back what was on a host before one of the last deploys, by a deploy of its own: plan, question, proof and all.
 * `which`: 'last' asks nothing where there are several.
 */
export function rollBack(
  parts: DeployParts,
): (host?: unknown, which?: unknown) => Promise<readonly HostResult[] | undefined> {
  return async (clicked, which) => {
    const host =
      (await hostOfArgument(parts.book, clicked)) ??
      (await parts.book.selected()) ??
      (await pickHost(parts.book, vscode.l10n.t('Roll back which host?')));
    if (host === undefined) return undefined;
    const generations = await parts.generations.of(host.name);
    const last = generations.at(-1);
    if (last === undefined) {
      const text = vscode.l10n.t('Nothing to roll back: no deploy to {0} was made from this editor.', host.name);
      void vscode.window.showInformationMessage(text);
      return undefined;
    }
    const first = generations.length === 1 || which === 'last' ? last : await pick(host.name, generations);
    if (first === undefined) return undefined;
    const undone = generations.slice(generations.indexOf(first));
    const merged = mergedGeneration(undone);
    const wish = wishToUndo(merged, confirmSeconds());
    const withheld = withheldIn(merged).map(nameOfPath);
    const left = vscode.l10n.t(
      '{0} stays as it is now: it holds a password, and what it was before is not kept on this machine. Put it back by a deploy.',
      withheld.join(', '),
    );
    // A wish for no file at all would be one for the rules.
    if (withheld.length > 0 && withheld.length === merged.files.length) {
      void vscode.window.showWarningMessage(`${host.name}: ${left}`);
      return undefined;
    }
    const notes = withheld.length === 0 ? [] : [left];
    const results = await runDeploy(parts, [{ host, wish, notes }], 'roll-back');
    const [result] = results ?? [];
    if (result === undefined || result.outcome === undefined || result.outcome.kind !== 'done') return results;
    // The roll back recorded itself as a deploy: all go, so that the next one goes a step further back.
    const own = (await parts.generations.of(host.name)).at(-1);
    if (own !== undefined && own.at !== last.at) await parts.generations.drop([own]);
    await parts.generations.drop(undone);
    return results;
  };
}

/** Newest first; the deploys after the one that is picked are taken back with it. */
async function pick(host: string, generations: readonly Generation[]): Promise<Generation | undefined> {
  const items = [...generations].reverse().map((generation, index) => ({
    label: vscode.l10n.t('before {0}', new Date(generation.at).toLocaleString()),
    description: index === 0 ? vscode.l10n.t('the last deploy') : vscode.l10n.t('takes back {0} deploys', index + 1),
    detail: `${counted(generation.files.length, 'file', 'files')}: ${generation.files.map(({ name }) => nameOfPath(name)).join(', ')}`,
    generation,
  }));
  const placeHolder = vscode.l10n.t('To what does {0} go back? You see the plan first.', host);
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.generation;
}
