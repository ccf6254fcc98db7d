import type { Finding } from '../findings';
import type { Target } from '../target';

/**
 * What the extension and its language server say to each other beyond LSP. Both ends compile against this one const.
 */
export const languageMessages = {
  /** client → server: from now on judge for this target (per folder later; the whole session for now). */
  setTarget: 'auditd/setTarget',
  /** client → server: what would this host say of this text? For the plan's preview. */
  findings: 'auditd/findings',
} as const;

export interface SetTargetParams {
  /** null: from now on settings decide again. */
  readonly target: Target | null;
}

export interface FindingsParams {
  readonly uri: string;
  readonly text: string;
  readonly target: Target;
}

/** Without fixes and other places: it is for reading. */
export interface LocatedFinding extends Pick<Finding, 'code' | 'severity' | 'span' | 'message' | 'refusedBy'> {
  /** From 0, columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

export type FindingsResult = readonly LocatedFinding[];
