import type { Generation } from './generations';
import type { HostState } from './hostState';
import { fileAt } from './hostState';
import { pathOf } from './planPlaces';

/** What the deploys from this editor left on a host, held against what is there. */
export interface Drift {
  /** ISO time of the last deploy. */
  readonly since: string;
  /** Paths of files that somebody else has changed, removed or made since. */
  readonly paths: readonly string[];
}

/** undefined: nothing was deployed from here that is remembered. Generations are oldest first. */
export function driftOf(generations: readonly Generation[], state: HostState): Drift | undefined {
  const last = generations.at(-1);
  if (last === undefined) return undefined;
  const left = new Map<string, string | null>();
  for (const { files } of generations) for (const { name, after } of files) left.set(pathOf(name, state), after);
  const paths = [...left].filter(([path, after]) => (fileAt(state, path)?.sha256 ?? null) !== after);
  return { since: last.at, paths: paths.map(([path]) => path).sort() };
}
