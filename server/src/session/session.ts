import type { Finding } from '../../../core/src/findings';
import type { Target } from '../../../core/src/target';
import type { Surroundings } from '../language/language';
import { judgement } from '../language/judgement';
import type { Documents, ParsedDocument } from './documents';
import type { Folders } from './folder';
import type { Settings, SettingsOfDocuments } from './settings';

/** What one client has open and wishes. Handlers get it and ask the language of the document. */
export class Session {
  readonly documents: Documents;
  readonly settings: SettingsOfDocuments;
  readonly #folders: Folders;
  /** Set by the client (a selected host or version); wins over settings. */
  target: Target | undefined;

  constructor(documents: Documents, settings: SettingsOfDocuments, folders: Folders) {
    this.documents = documents;
    this.settings = settings;
    this.#folders = folders;
  }

  async around(document: ParsedDocument): Promise<Surroundings & Settings> {
    const [settings, siblings] = await Promise.all([this.settings.of(document.uri), this.#folders.siblings(document)]);
    return { target: this.target ?? settings.target, levels: settings.levels, siblings };
  }

  async findings(document: ParsedDocument): Promise<readonly Finding[]> {
    const around = await this.around(document);
    return judgement(document, document.language, around, around.levels);
  }

  /** False once the document was edited or closed since: an answer about it would be about text that is gone. */
  isCurrent(document: ParsedDocument): boolean {
    return this.documents.get(document.uri) === document;
  }
}
