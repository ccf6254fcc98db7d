import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The repository: where package.json lies. */
export const repository = resolve(import.meta.dirname, '../..');

/** An absolute path in the repository. */
export const inRepository = (...parts: string[]): string => resolve(repository, ...parts);

/** A path of the measures beside the repository (the corpus, the oracle), or undefined where they are not. */
export function inShared(...parts: string[]): string | undefined {
  const path = resolve(repository, '../shared', ...parts);
  return existsSync(path) ? path : undefined;
}
