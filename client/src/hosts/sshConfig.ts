import { isHostName } from './host';

/**
 * The names that an ssh configuration gives to hosts, for a list to choose from. Names only: what they mean is asked of
 * `ssh -G` when one is used, since Match exec runs programs. `read` gives the files that an Include pattern names, in
 * order (the reader expands ~ and wildcards).
 */
export async function hostNamesOf(
  path: string,
  read: (pattern: string) => Promise<readonly { readonly path: string; readonly text: string }[]>,
): Promise<string[]> {
  const names = new Set<string>();
  // OpenSSH gives up at this depth too; a file that includes itself ends here.
  const visit = async (pattern: string, depth: number): Promise<void> => {
    if (depth > 16) return;
    for (const file of await read(pattern)) {
      for (const line of file.text.split('\n')) {
        const [keyword, words] = wordsOf(line);
        if (keyword === 'include') for (const word of words) await visit(word, depth + 1);
        if (keyword === 'host') for (const word of words) if (isPlainName(word)) names.add(word);
      }
    }
  };
  await visit(path, 0);
  return [...names];
}

/** `Keyword words` or `Keyword=words`; words may be quoted; a word that begins with # ends the line. */
function wordsOf(line: string): [string, string[]] {
  const match = /^\s*([A-Za-z]+)\s*(?:=|\s)\s*(.*)$/.exec(line);
  if (match === null) return ['', []];
  const words: string[] = [];
  for (const [, quoted, plain] of (match[2] ?? '').matchAll(/"([^"]*)"|(\S+)/g)) {
    if (plain?.startsWith('#') === true) break;
    words.push(quoted ?? plain ?? '');
  }
  return [(match[1] ?? '').toLowerCase(), words];
}

function isPlainName(word: string): boolean {
  return !/[*?!]/.test(word) && isHostName(word);
}

/** The output of `ssh -G`: each keyword with all its values, in order. */
export function parseResolved(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const space = line.indexOf(' ');
    if (space <= 0) continue;
    const keyword = line.slice(0, space);
    values.set(keyword, [...(values.get(keyword) ?? []), line.slice(space + 1)]);
  }
  return values;
}
