import type { HostFile } from './hostState';
import { fileAt } from './hostState';
import { isFileStep } from './planModel';
import type { Plan } from './planModel';
import { pathOf } from './planPlaces';

/** A rules file that is not the same on a host and here. */
export interface FileDifference {
  readonly name: string;
  readonly path: string;
  /** undefined: the host has none. */
  readonly there: HostFile | undefined;
  /** undefined: only the host has it. */
  readonly here: Uint8Array | undefined;
}

/** What a plan would change, by name, and with `wholeFolder` also what only the host has. Nothing is to be run of it. */
export function differencesOf({ steps, kept, state }: Plan, wholeFolder: boolean): FileDifference[] {
  const changed = steps.filter(isFileStep).map((step): FileDifference => ({
    name: step.name,
    path: step.path,
    there: step.before,
    here: step.kind === 'remove' ? undefined : step.content,
  }));
  const onlyThere = (wholeFolder ? kept : []).map((name): FileDifference => {
    const path = pathOf(name, state);
    return { name, path, there: fileAt(state, path), here: undefined };
  });
  return [...changed, ...onlyThere].sort((a, b) => (a.name < b.name ? -1 : 1));
}
