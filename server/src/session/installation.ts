import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the pages of the checks lie: beside the bundle, or beside the checks when run from source. */
const pageFolders = ['checks', 'language/rules/checks', 'language/config/checks'];

/** The address of a check's page, for the link on a finding's code; undefined where it has none. */
export function pageFinder(programFolder: string): (code: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (code) => {
    if (!/^[a-z0-9-]+$/.test(code)) return undefined;
    if (!known.has(code)) {
      const path = pageFolders
        .map((folder) => join(programFolder, folder, `${code}.md`))
        .find((each) => existsSync(each));
      known.set(code, path === undefined ? undefined : pathToFileURL(path).href);
    }
    return known.get(code);
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
