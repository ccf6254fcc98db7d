import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { expandHome } from './resolveRoute';
import { hostNamesOf } from './sshConfig';

/** A file's text; undefined where there is none that can be read. */
export function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Host names of an ssh configuration; none where there is no file. */
export function configuredNames(configFile: string | undefined): Promise<string[]> {
  const path = expandHome(configFile ?? '~/.ssh/config');
  return hostNamesOf(path, (pattern) => readMatching(pattern));
}

/** Include: ~ is the home folder, other relative names are below ~/.ssh; * and ? only in the last part. */
async function readMatching(pattern: string): Promise<{ path: string; text: string }[]> {
  const expanded = expandHome(pattern);
  const path = isAbsolute(expanded) ? expanded : join(homedir(), '.ssh', expanded);
  const names = /[*?]/.test(basename(path)) ? await matchingNames(dirname(path), basename(path)) : [basename(path)];
  const files = names.map(async (name) => {
    const file = join(dirname(path), name);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return text === undefined ? [] : [{ path: file, text }];
  });
  return (await Promise.all(files)).flat();
}

async function matchingNames(folder: string, pattern: string): Promise<string[]> {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => expression.test(name) && (!name.startsWith('.') || pattern.startsWith('.'))).sort();
}
