import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Documents, ParsedDocument } from './documents';
import type { Folders } from './folder';

/** Deeper, or in more folders, nobody keeps rules; a workspace may be a whole disk. */
const deepest = 12;
const mostFolders = 20_000;
const notLookedInto: ReadonlySet<string> = new Set(['node_modules', 'proc', 'sys']);

/** The rules files of the folders that the client has open: what is open in the editor wins over the disk. */
export class WorkspaceFiles {
  readonly #roots: readonly string[];
  readonly #documents: Documents;
  readonly #folders: Folders;
  #found: Promise<readonly string[]> | undefined;

  constructor(roots: readonly string[], documents: Documents, folders: Folders) {
    this.#roots = roots.flatMap((uri) => (uri.startsWith('file:') ? [fileURLToPath(uri)] : []));
    this.#documents = documents;
    this.#folders = folders;
  }

  /** Files may have come or gone. */
  changed(): void {
    this.#found = undefined;
  }

  async documents(): Promise<readonly ParsedDocument[]> {
    this.#found ??= this.#look();
    const all = new Map<string, ParsedDocument>();
    for (const path of await this.#found) {
      const document = await this.#folders.read(path, true);
      if (document !== undefined) all.set(document.uri, document);
    }
    for (const open of this.#documents.all()) all.set(open.uri, open);
    return [...all.values()];
  }

  /** The paths of *.rules in folders called rules.d, and of audit.rules. */
  async #look(): Promise<readonly string[]> {
    const found: string[] = [];
    let level = [...this.#roots];
    let looked = 0;
    for (let depth = 0; depth < deepest && level.length > 0 && looked < mostFolders; depth++) {
      const below: string[] = [];
      for (const folder of level.slice(0, mostFolders - looked)) {
        looked++;
        const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
        for (const entry of entries) {
          const path = join(folder, entry.name);
          if (entry.isDirectory()) {
            if (!entry.name.startsWith('.') && !notLookedInto.has(entry.name)) below.push(path);
          } else if (entry.name === 'audit.rules' || (entry.name.endsWith('.rules') && isAuditFolder(folder))) {
            found.push(path);
          }
        }
      }
      level = below;
    }
    return found;
  }
}

/** udev and polkit have folders of the same name. */
function isAuditFolder(folder: string): boolean {
  return /[\\/]rules\.d$/.test(folder) && !/[\\/](udev|polkit|polkit-1)[\\/]rules\.d$/.test(folder);
}
