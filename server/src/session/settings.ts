import { type Target, defaultTarget } from '../../../core/src/target';
import { type Levels, readLevels } from '../language/judgement';

export interface Settings {
  readonly target: Target;
  readonly levels: Levels;
}

export const defaultSettings: Settings = { target: defaultTarget, levels: new Map() };

/** Makes settings of what a client sends for the section `auditd`; whatever has not the right form counts as absent. */
export function readSettings(section: unknown): Settings {
  const target = property(section, 'target');
  const version = property(target, 'version');
  const arch = property(target, 'arch');
  return {
    target: {
      auditVersion: typeof version === 'string' && /^\d+(\.\d+)*$/.test(version) ? version : defaultTarget.auditVersion,
      arch: typeof arch === 'string' && arch !== '' ? arch : defaultTarget.arch,
    },
    levels: readLevels(property(property(section, 'lint'), 'levels')),
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/**
 * The settings of each document. A client that can be asked is asked once for a document and again after it says that
 * settings changed; another sends them all at once, or never.
 */
export class SettingsOfDocuments {
  readonly #ask: ((uri: string) => Promise<unknown>) | undefined;
  readonly #asked = new Map<string, Promise<Settings>>();
  #sent: Settings = defaultSettings;

  constructor(ask: ((uri: string) => Promise<unknown>) | undefined) {
    this.#ask = ask;
  }

  of(uri: string): Promise<Settings> {
    if (this.#ask === undefined) return Promise.resolve(this.#sent);
    let settings = this.#asked.get(uri);
    if (settings === undefined) {
      settings = this.#ask(uri).then(readSettings, () => this.#sent);
      this.#asked.set(uri, settings);
    }
    return settings;
  }

  /** `section`: what the client sent along, if it did. */
  changed(section: unknown): void {
    this.#asked.clear();
    if (section !== undefined && section !== null) this.#sent = readSettings(section);
  }

  forget(uri: string): void {
    this.#asked.delete(uri);
  }
}
