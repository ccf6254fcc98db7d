import { describe, it } from 'vitest';
import { inShared } from './repository';

/**
 * A suite on measures that lie beside the repository (../shared: the corpus, the oracle). Where they are not, one
 * skipped test says so: the only skip that a complete run forgives.
 */
export function describeWithShared(name: string, path: string, suite: (path: string) => void): void {
  const there = inShared(path);
  if (there !== undefined) describe(name, () => suite(there));
  else skipAloud(name, `../shared/${path} is not here`);
}

/** In place of a suite or test that cannot run: counted, and named with its reason. */
export function skipAloud(name: string, reason: string): void {
  console.warn(`SKIPPED ${name}: ${reason}`);
  it.skip(`${name} [skipped: ${reason}]`, () => {});
}
