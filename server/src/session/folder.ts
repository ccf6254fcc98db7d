import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { languageOfPath } from '../../../core/src/kinds';
import { hostFolders } from './hostFolders';
import { type Documents, ParsedDocument } from './documents';
import { largestDocument } from './largestText';

interface OnDisk {
  /** Modification time and size: when both are as before, the text is taken to be as before. */
  readonly stamp: string;
  readonly document: ParsedDocument;
}

/**
 * The other files of a document's folder: a rules.d folder is one program, and a configuration folder belongs
 * together. What is open in the editor wins over the disk. Files that vanish or cannot be read are not there.
 */
export class Folders {
  readonly #documents: Documents;
  readonly #onDisk = new Map<string, OnDisk>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** This document and its siblings, by file name; of a configuration file also those of its host and of hosts beside. */
  async siblings(document: ParsedDocument): Promise<readonly ParsedDocument[]> {
    const path = filePath(document.uri);
    if (path === undefined) return [document];
    const folder = dirname(path);
    const isRulesFolder = basename(folder) === 'rules.d';
    if (document.languageId === 'audit-rules' && !isRulesFolder) return [document];

    const folders = [folder, ...(document.languageId === 'audit-rules' ? [] : await hostFolders(folder))];
    const siblings = new Map<string, ParsedDocument>([[path, document]]);
    for (const open of this.#documents.all()) {
      const openPath = filePath(open.uri);
      if (openPath !== undefined && folders.includes(dirname(openPath)) && !siblings.has(openPath))
        siblings.set(openPath, open);
    }
    for (const each of folders) {
      const names = await readdir(each).catch((): string[] => []);
      this.#forgetOthers(each, new Set(names));
      await Promise.all(
        names.map(async (name) => {
          const sibling = join(each, name);
          if (name.startsWith('.') || siblings.has(sibling)) return;
          const read = await this.read(sibling, isRulesFolder);
          if (read !== undefined) siblings.set(sibling, read);
        }),
      );
    }
    return [...siblings.entries()]
      .filter(([, each]) => each.language === document.language)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, each]) => each);
  }

  /** Files that vanished are let go. */
  #forgetOthers(folder: string, names: ReadonlySet<string>): void {
    for (const path of this.#onDisk.keys()) {
      if (dirname(path) === folder && !names.has(basename(path))) this.#onDisk.delete(path);
    }
  }

  /** One file, unless it is of no language or too large; read again when it changed. */
  async read(path: string, anyRules: boolean): Promise<ParsedDocument | undefined> {
    const languageId = languageOfPath(path, { anyRules });
    if (languageId === undefined || languageId === 'audit-log') return undefined;
    try {
      const { mtimeMs, size, isFile } = await stat(path).then((s) => ({ ...s, isFile: s.isFile() }));
      if (!isFile || size > largestDocument) return undefined;
      const stamp = `${mtimeMs}:${size}`;
      const known = this.#onDisk.get(path);
      if (known?.stamp === stamp && known.document.languageId === languageId) return known.document;
      const text = await readFile(path, 'utf8');
      const document = new ParsedDocument(pathToFileURL(path).href, languageId, 0, text, known?.document.history ?? {});
      this.#onDisk.set(path, { stamp, document });
      return document;
    } catch {
      this.#onDisk.delete(path);
      return undefined;
    }
  }
}

/** True where a change of one file can change what is said of the other; configuration files know no folder. */
export function isSameFolder(uri: string, other: string): boolean {
  return !uri.endsWith('.rules') || uri.slice(0, uri.lastIndexOf('/')) === other.slice(0, other.lastIndexOf('/'));
}

function filePath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
