import type { Finding } from '../../../core/src/findings';
import type { Lines } from '../../../core/src/text/lines';
import type { Target } from '../../../core/src/target';
import type { Surroundings } from '../language/language';
import { judged } from '../language/judgement';
import type { Documents, ParsedDocument } from './documents';
import type { Folders } from './folder';
import type { Settings, SettingsOfDocuments } from './settings';

/** What was found in a document, nearly in its order, with the lines of all documents that a finding may point to. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly lines: ReadonlyMap<string, Lines>;
}

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

  async judge(document: ParsedDocument): Promise<Judged> {
    return this.judgeIn(document, await this.around(document));
  }

  judgeIn(document: ParsedDocument, around: Surroundings & Settings): Judged {
    const lines = new Map(around.siblings.map((each) => [each.uri, each.lines]));
    return {
      findings: judged(document, document.language, around, around.levels),
      lines: lines.set(document.uri, document.lines),
    };
  }

  /** False once the document was edited or closed since: an answer about it would be about text that is gone. */
  isCurrent(document: ParsedDocument): boolean {
    return this.documents.get(document.uri) === document;
  }
}
