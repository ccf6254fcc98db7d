import * as vscode from 'vscode';
import { runDeploy } from '../deploy/deployFlow';
import type { DeployParts, HostResult } from '../deploy/deployFlow';
import { wishToUndo } from '../deploy/generations';
import { confirmSeconds } from './deploy';
import { hostOfArgument, pickHost } from './selectHost';

/** Brings back what the last deploy to a host replaced, by a deploy of its own: plan, question, proof and all. */
export function rollBack(parts: DeployParts): (host?: unknown) => Promise<readonly HostResult[] | undefined> {
  return async (clicked) => {
    const host =
      (await hostOfArgument(parts.book, clicked)) ??
      (await parts.book.selected()) ??
      (await pickHost(parts.book, vscode.l10n.t('Roll back the last deploy to which host?')));
    if (host === undefined) return undefined;
    const generation = (await parts.generations.of(host.name)).at(-1);
    if (generation === undefined) {
      const text = vscode.l10n.t('Nothing to roll back: no deploy to {0} was made from this editor.', host.name);
      void vscode.window.showInformationMessage(text);
      return undefined;
    }
    const results = await runDeploy(
      parts,
      [{ host, wish: wishToUndo(generation, confirmSeconds()) }],
      new Map(),
      'roll-back',
    );
    const [result] = results ?? [];
    if (result === undefined || result.outcome === undefined || result.outcome.kind !== 'done') return results;
    // The roll back recorded itself as a deploy: both go, so that the next one goes a step further back.
    const own = (await parts.generations.of(host.name)).at(-1);
    if (own !== undefined && own.at !== generation.at) await parts.generations.drop(own);
    await parts.generations.drop(generation);
    return results;
  };
}
