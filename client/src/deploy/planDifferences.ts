import type { HostFile, HostState } from './hostState';
import { fileAt } from './hostState';
import { isFileStep } from './planModel';
import type { Plan } from './planModel';
import { isReadThere, managedKind, nameOfPath, pathOf } from './planPlaces';

/** A file that is not the same on a host and here. */
export interface FileDifference {
  readonly name: string;
  readonly path: string;
  /** undefined: the host has none. */
  readonly there: HostFile | undefined;
  /** undefined: only the host has it. */
  readonly here: Uint8Array | undefined;
}

/** What a plan would change, by name, and with `wholeFolder` also what only the host has. Nothing is to be run of it. */
export function differencesOf({ steps, kept, unchanged, state }: Plan, wholeFolder: boolean): FileDifference[] {
  const files = steps.filter(isFileStep);
  const changed = files.map((step): FileDifference => ({
    name: step.name,
    path: step.path,
    there: step.before,
    here: step.kind === 'remove' ? undefined : step.content,
  }));
  const wished = new Set([...files.map(({ path }) => path), ...unchanged.map((name) => pathOf(name, state))]);
  const onlyThere = (wholeFolder ? [...kept, ...configurationBeside(state, wished)] : []).map(
    (name): FileDifference => {
      const path = pathOf(name, state);
      return { name, path, there: fileAt(state, path), here: undefined };
    },
  );
  return [...changed, ...onlyThere].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A folder that holds configuration is held against all of the host's; one of rules alone is not. */
function configurationBeside(state: HostState, wished: ReadonlySet<string>): string[] {
  const isConfiguration = (path: string): boolean => !['rules', 'wrappers', undefined].includes(managedKind(path));
  if (![...wished].some(isConfiguration)) return [];
  return state.files
    .filter(({ path }) => isConfiguration(path) && !wished.has(path) && isReadThere(path, state))
    .map(({ path }) => nameOfPath(path));
}
