import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LanguageId } from '../../../core/src/kinds';

/**
 * The address of a check's page, for the link on a finding's code; undefined where it has none. Languages share some
 * codes, each with a page of its own. Pages lie beside the bundle, or beside the checks when run from source.
 */
export function pageFinder(programFolder: string): (code: string, languageId: LanguageId) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (code, languageId) => {
    if (!/^[a-z0-9-]+$/.test(code)) return undefined;
    const kind = languageId === 'audit-rules' ? 'rules' : languageId === 'audit-log' ? 'log' : 'config';
    const page = `${kind}/${code}`;
    if (!known.has(page)) {
      const path = [`checks/${page}.md`, `language/${kind}/checks/${code}.md`]
        .map((each) => join(programFolder, each))
        .find((each) => existsSync(each));
      known.set(page, path === undefined ? undefined : pathToFileURL(path).href);
    }
    return known.get(page);
  };
}

/** The version of this package, for `--version` and for clients. */
export function packageVersion(programFolder: string): string {
  for (let folder = programFolder; ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version?: unknown };
      if (typeof version === 'string') return version;
    }
    if (folder === dirname(folder)) return 'unknown';
  }
}
