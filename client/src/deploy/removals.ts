import * as vscode from 'vscode';
import { plan, removable, removed } from './plan';
import type { Plan, Wish } from './planModel';
import type { JudgedPlan } from './planWords';
import type { RuleBook } from './ruleBook';

/**
 * Which of the files that only the hosts have are to go, as a set of names for each host; none is ticked that was not
 * before. undefined: nothing was chosen.
 */
export async function chooseRemovals(
  plans: readonly Plan[],
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const items = plans.flatMap((plan) =>
    [...removed(plan), ...removable(plan)].sort().map((name) => ({
      label: name,
      description: plan.state.host,
      picked: removed(plan).includes(name),
    })),
  );
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Files that only the host has'),
    placeHolder: vscode.l10n.t('Tick what the deploy removes. The plan is shown again before anything is done.'),
  });
  if (picked === undefined) return undefined;
  return new Map(
    plans.map(({ state: { host } }) => [
      host,
      picked.filter(({ description }) => description === host).map(({ label }) => label),
    ]),
  );
}

/** The same look at the host, planned anew with these files gone. */
export function withRemovals(
  judged: JudgedPlan,
  wish: Wish,
  chosen: ReadonlyMap<string, readonly string[]>,
  book: RuleBook,
): JudgedPlan {
  const { state } = judged.plan;
  const remove = chosen.get(state.host);
  return remove === undefined ? judged : { ...judged, plan: plan(state, { ...wish, remove }, book) };
}
