import type { KeyWords } from './hostFailure';

/** How hosts/ asks the person. One implementation is made of VS Code's dialogues; tests give answers. */
export interface Prompter {
  /** The host shows a key that no known_hosts file has for it. */
  unknownHostKey(question: HostKeyQuestion): Promise<HostKeyAnswer>;
  /** undefined: the person does not want to say. */
  secret(question: SecretQuestion): Promise<SecretAnswer | undefined>;
}

export interface HostKeyQuestion {
  /** Whose key: the host's name in the list, and the name that known_hosts would have. */
  readonly host: string;
  readonly name: string;
  readonly key: KeyWords;
  /** The file that would remember it. */
  readonly file: string;
}

/** 'once' holds until this window is closed, so that a lost connection can come back without a question. */
export type HostKeyAnswer = 'remember' | 'once' | 'cancel';

export interface SecretQuestion {
  readonly host: string;
  readonly kind: 'password' | 'passphrase' | 'sudo' | 'keyboard-interactive';
  /** Who asks and for what, in a sentence. */
  readonly what: string;
  /** The asker's own words, if it said some: hostile text, shown as plain text. */
  readonly said?: string;
  /** The answer may be shown while it is typed (a one-time code). */
  readonly echo: boolean;
  /** Whether it makes sense to keep the answer. */
  readonly canKeep: boolean;
}

export interface SecretAnswer {
  readonly text: string;
  /** Into the editor's secret storage; only ever because the person said so. */
  readonly keep: boolean;
}

/** The part of VS Code's SecretStorage that is used. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}
