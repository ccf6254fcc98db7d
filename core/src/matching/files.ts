import { textValue } from '../events/eventFields';
import type { SentField, SentRule } from '../rules/sent';
import { baseOf, tidy, type MatchSubject, type NamedFile } from './subject';
import { anyOf, opposite, type Verdict } from './verdict';

// The kernel knows files by inode, records by the name under which they were opened. A name that ends otherwise is taken
// for another file, though a link may lead to the same; the same ending in another folder may be the same file, since a
// link or a mount on the way there is common.

/** `path`: is this the file of that path? */
export function isFileAt(file: NamedFile, path: string): Verdict {
  const wanted = placeOf(path);
  if (file.path === wanted.path) return 'yes';
  if (file.base === undefined) return 'cannot-tell';
  return file.base === wanted.base ? 'cannot-tell' : 'no';
}

/** `dir`: does the file lie there, at any depth, or is it the folder itself? */
export function isFileBelow(file: NamedFile, folder: string): Verdict {
  const wanted = placeOf(folder);
  if (file.path === undefined) return 'cannot-tell';
  if (isBelow(file.path, wanted.path)) return 'yes';
  return isBelow(placeOfFile(file.path), wanted.aliased) ? 'cannot-tell' : 'no';
}

/** Any of the files; where some may be missing among the records, no certain 'no'. */
export function anyFile(subject: MatchSubject, files: readonly NamedFile[], is: (file: NamedFile) => Verdict): Verdict {
  const found = anyOf(files.map(is));
  return found === 'no' && files === subject.files && !subject.hasAllFiles ? 'cannot-tell' : found;
}

/** `dir`, and a watch of which only the host knew whether its path is a folder's. */
export function isInFolder(subject: MatchSubject, { text, operator }: SentField): Verdict {
  const verdict = anyFile(subject, subject.files, (file) => isFileBelow(file, text ?? ''));
  return operator === '!=' ? opposite(verdict) : verdict;
}

/** `exe`: the record has the program's path as the process sees it, the kernel compares the file. */
export function isProgram(subject: MatchSubject, { text, operator }: SentField): Verdict {
  const verdict = programVerdict(subject, text ?? '');
  return operator === '!=' ? opposite(verdict) : verdict;
}

function programVerdict({ process }: MatchSubject, wanted: string): Verdict {
  if (process === undefined) return 'cannot-tell';
  const exe = textValue(process, 'exe');
  // A thread of the kernel runs no program; a record without the field tells nothing.
  if (exe === undefined) return process.type === 'SYSCALL' ? 'no' : 'cannot-tell';
  const path = exe.replace(/ \(deleted\)$/, '');
  if (path !== exe && tidy(path) === tidy(wanted)) return 'cannot-tell';
  if (tidy(exe) === tidy(wanted)) return 'yes';
  return baseOf(path) === baseOf(wanted) ? 'cannot-tell' : 'no';
}

/** Rules with path or inode are tried for each file by itself; all other conditions about files then mean that one. */
export function isTriedByFile(rule: SentRule): boolean {
  return rule.fields.some(({ field: { name } }) => name === 'path' || name === 'inode');
}

/** A path of a rule, in the forms in which it is compared. */
interface Place {
  readonly path: string;
  readonly base: string;
  readonly aliased: string;
}

/** Rules are few and are held against every event. */
const places = new Map<string, Place>();
const mostPlaces = 20_000;

function placeOf(text: string): Place {
  let place = places.get(text);
  if (place === undefined) {
    const path = tidy(text);
    place = { path, base: baseOf(path), aliased: withoutLinks(path) };
    if (places.size >= mostPlaces) places.clear();
    places.set(text, place);
  }
  return place;
}

/** Only what begins as a link does is another place without it. */
function placeOfFile(path: string): string {
  return /^\/(?:s?bin|lib|usr\/sbin|var\/)/.test(path) ? withoutLinks(path) : path;
}

function isBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** Folders that are links on most systems, under the names that they lead to. */
function withoutLinks(path: string): string {
  return path
    .replace(/^\/(bin|sbin|lib|lib32|lib64|libx32)(?=\/|$)/, '/usr/$1')
    .replace(/^\/usr\/sbin(?=\/|$)/, '/usr/bin')
    .replace(/^\/var\/(run|lock)(?=\/|$)/, (_, name: string) => (name === 'lock' ? '/run/lock' : '/run'));
}
