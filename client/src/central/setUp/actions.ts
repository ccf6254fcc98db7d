/** A change on a host that is no audit file: a command, what it is in words, and how to take it back. */
export interface HostAction {
  readonly kind: 'packages' | 'firewall' | 'port-label' | 'boot';
  /** `allow 10.0.0.7 to port 60/tcp in ufw`. */
  readonly words: string;
  /** For a POSIX shell, as root. Every value in it was checked or quoted. */
  readonly command: string;
  /** undefined: it stays after an undo, and the plan says so. */
  readonly undo: string | undefined;
}

/** What a person should know, or do with their own hands, before or after the set-up of a host. */
export type Note = string;

/** Why nothing can be done on a host, and what the person can do about it. */
export interface Hindrance {
  readonly what: string;
  readonly next: string;
}

export interface Actions {
  readonly actions: readonly HostAction[];
  readonly notes: readonly Note[];
  readonly hindrances: readonly Hindrance[];
}

export function actionsOf(parts: readonly Partial<Actions>[]): Actions {
  return {
    actions: parts.flatMap(({ actions = [] }) => actions),
    notes: parts.flatMap(({ notes = [] }) => notes),
    hindrances: parts.flatMap(({ hindrances = [] }) => hindrances),
  };
}
