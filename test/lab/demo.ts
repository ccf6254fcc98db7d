import type { Lab } from './lab';

/** Feeds events until the returned function is called. */
export function startDemo(_lab: Lab): () => Promise<void> {
  return () => Promise.resolve();
}
