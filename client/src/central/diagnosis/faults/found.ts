import type { FaultName } from '../faultNames';
import type { Effect, Evidence, Fault, Link, Remedy } from '../report';

/** A fault, and how it stands to others that are found at the same time. */
export interface Found extends Fault {
  /**
   * Said only where nothing more precise explains it: 'it does not run', without a reason. here: something at this link
   * or before it; anywhere: something on the whole way, also at its other end.
   */
  readonly unlessExplained?: 'here' | 'anywhere';
  /** Which links of a sender cannot be judged because of it, where it is not those behind it. */
  readonly hides?: readonly Link[];
}

type Place = readonly [host: { readonly host: string }, link: Link, effect: Effect];

interface Words {
  readonly cause: string;
  readonly next: string;
  readonly evidence: readonly Evidence[];
  readonly remedy?: Remedy;
  readonly unlessExplained?: 'here' | 'anywhere';
  readonly hides?: readonly Link[];
}

export function found(name: FaultName, [{ host }, link, effect]: Place, words: Words): Found {
  return { name, host, link, effect, ...words };
}

/** A change of settings that can be planned and shown before it is made. */
export function settingsRemedy(
  { host }: { readonly host: string },
  { path }: { readonly path: string },
  settings: Readonly<Record<string, string>>,
): { readonly remedy: Remedy } {
  return { remedy: { kind: 'settings', host, path, settings } };
}

export function commandRemedy({ host }: { readonly host: string }, command: string): { readonly remedy: Remedy } {
  return { remedy: { kind: 'command', host, command } };
}
