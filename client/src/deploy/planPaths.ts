import type { Finding } from '../../../core/src/findings';
import type { Questions } from './hostScript';
import type { HostState } from './hostState';
import type { Wish } from './planModel';

/** A folder that must be there when a rule is loaded: `dir=` itself, that of a watch, of `path=` and of `exe=`. */
interface NeededFolder {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly words: string;
  readonly folder: string;
  /** In the line, from 0. */
  readonly start: number;
}

/**
 * What to ask a host before the plan is made: folders and the names of accounts, each once (what is beyond some hundred is
 * left to the kernel), and whether it can validate, which costs and only counts for configuration files.
 */
export function questionsFor(wish: Pick<Wish, 'files'>): Pick<Questions, 'folders' | 'accounts' | 'validates'> {
  const folders = [...new Set(neededFolders(wish).map(({ folder }) => folder))].slice(0, most);
  const accounts = [...new Set(rulesLines(wish).flatMap(({ text }) => accountsIn(text)))].slice(0, most);
  return { folders, accounts, validates: wish.files.every(({ name }) => name.endsWith('.rules')) ? 'no' : 'yes' };
}

const most = 300;

/** What the kernel will refuse because a folder is not there: the text cannot tell, the host did. */
export function absentFolders(
  wish: Pick<Wish, 'files'>,
  { absent }: Pick<HostState, 'absent'>,
): { readonly file: string; readonly line: number; readonly finding: Finding }[] {
  const missing = new Set(absent);
  return neededFolders(wish)
    .filter(({ folder }) => missing.has(folder))
    .map(({ file, line, words, folder, start }) => ({
      file,
      line,
      finding: {
        code: 'absent-folder',
        span: { start, end: start + words.length },
        severity: 'error',
        message: `${folder} is not there on this host. Create it there, or leave the rule out.`,
        refusedBy: 'kernel',
      },
    }));
}

function neededFolders(wish: Pick<Wish, 'files'>): NeededFolder[] {
  return rulesLines(wish).flatMap(inLine);
}

interface RulesLine {
  readonly file: string;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

function rulesLines({ files }: Pick<Wish, 'files'>): RulesLine[] {
  return files
    .filter(({ name }) => name.endsWith('.rules'))
    .flatMap(({ name, content }) =>
      new TextDecoder()
        .decode(content)
        .split('\n')
        .map((text, index) => ({ file: name, text, line: index + 1 }))
        .filter(({ text }) => !/^\s*#/.test(text)),
    );
}

/** Names where users or groups are meant; the shell there reads them as words, so no other characters. */
function accountsIn(text: string): string[] {
  const named = text.matchAll(/(?:^| )(?:-F)?[a-z_]*[ug]id[!<>=]{1,2}([A-Za-z_][A-Za-z0-9_.@\\-]*)(?= |$)/g);
  return [...named].flatMap(([, name = '']) => (name === 'unset' ? [] : [name]));
}

function inLine({ file, text, line }: RulesLine): NeededFolder[] {
  const named = text.matchAll(/(?:^| )-(?:w +|F *(?<field>path|dir|exe)=)(?<path>\/[^ ]*)/g);
  return [...named].flatMap((match) => {
    const { field, path = '' } = match.groups ?? {};
    const folder = field === 'dir' ? path : parentOf(path);
    if (folder === '' || folder === '/') return [];
    return [{ file, line, words: match[0].trim(), folder, start: match.index }];
  });
}

function parentOf(path: string): string {
  const whole = path.replace(/\/+$/, '');
  return whole.slice(0, whole.lastIndexOf('/')) || '/';
}
