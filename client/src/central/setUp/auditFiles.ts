import { edit } from '../../../../core/src/config/edit';
import { settingOf } from '../../../../core/src/config/value';
import type { ConfigLanguageId } from '../../../../core/src/facts/config';
import { compareVersions } from '../../../../core/src/target';
import { fileAt } from '../../deploy/hostState';
import type { HostState } from '../../deploy/hostState';
import type { WishedFile } from '../../deploy/planModel';
import type { Hindrance, Note } from './actions';

/** Files as they are to be, by path; those that need no change are among them. */
export interface FileChanges {
  readonly files: readonly WishedFile[];
  readonly notes: readonly Note[];
  readonly hindrances: readonly Hindrance[];
}

/** A configuration file of a host while it is being changed: what it says, and what it is to say. */
export class Draft {
  readonly path: string;
  readonly #languageId: ConfigLanguageId;
  readonly #version: string;
  #text: string;

  constructor(state: HostState, path: string, languageId: ConfigLanguageId) {
    this.path = path;
    this.#languageId = languageId;
    this.#version = versionOf(state);
    this.#text = textAt(state, path);
  }

  get text(): string {
    return this.#text;
  }

  value(keyword: string): string | undefined {
    return settingOf(this.#text, this.#languageId, keyword, this.#version);
  }

  /** The value as a number; undefined where there is none, or something else. */
  number(keyword: string): number | undefined {
    const value = this.value(keyword);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  }

  /** Leaves the line alone that says so already, in whatever case the program takes it. */
  set(keyword: string, value: string): void {
    if (this.value(keyword)?.toLowerCase() === value.toLowerCase()) return;
    this.#text = edit(this.#text, keyword, value);
  }
}

/** The text of a file there; '' where there is none. */
export function textAt(state: HostState, path: string): string {
  const content = fileAt(state, path)?.content;
  // Bytes that are no UTF-8 come back as they were only in Latin-1; nothing that is looked for needs more than ASCII.
  return content === undefined ? '' : Buffer.from(content).toString('latin1');
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export function isSince(state: HostState, version: string): boolean {
  return compareVersions(versionOf(state), version) >= 0;
}

export function versionOf(state: HostState): string {
  return state.auditVersion ?? '3.0';
}
