import { type Dirent, closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LanguageId, languageOfPath } from '../../../core/src/kinds';
import { largestText } from '../session/largestText';
import { LintDocument } from './lintDocument';
import { type LintOptions, kinds } from './options';
import { systemErrorText } from './systemErrors';

/** A file to judge. */
export interface Input {
  /** As the person wrote it, or below the folder that was named. */
  readonly path: string;
  readonly document: LintDocument;
  /** Where configuration is looked for. */
  readonly folder: string;
  /** Judged together: the files of one folder that was named. Undefined: alone. */
  readonly together?: string;
  /** Its bytes are not all UTF-8, so that it cannot be written back. */
  readonly isLossy: boolean;
  readonly isStandardInput: boolean;
}

/** Something that cannot be judged, and why. */
export class InputError extends Error {}

/** Of all files together; a line takes about a kilobyte of memory when there is something to say of it. */
const mostLines = 1_000_000;
const tooManyLines = 'more than a million lines, with the files before it; not judged. No kernel takes so many rules.';

/** Reads all that was named. What cannot be read or judged is told to `complain`; the rest goes on. */
export function readInputs(options: LintOptions, complain: (message: string) => void): Input[] {
  const inputs: Input[] = [];
  const attempt = (read: () => void) => {
    try {
      read();
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
    }
  };
  let lineCount = 0;
  const add = (read: Input) => {
    const { count } = read.document.lines;
    if (lineCount + count > mostLines) throw new InputError(`${read.path}: ${tooManyLines}`);
    lineCount += count;
    inputs.push(read);
  };
  for (const path of options.paths) {
    attempt(() => {
      if (path === '-') add(standardInput(options));
      else if (statOf(path).isDirectory()) {
        const files = filesBelow(path, attempt);
        if (files.length === 0) complain(`${path}: there is no audit file in this folder`);
        for (const file of files) attempt(() => add(readInput(file, options, isTogether(file, options))));
      } else add(readInput(path, options, options.effective === true));
    });
  }
  return inputs;
}

/** A rules.d folder is one program and configuration files belong together; a folder of sample rules is neither. */
function isTogether(file: string, { effective }: LintOptions): boolean {
  return effective ?? (!file.endsWith('.rules') || basename(dirname(resolve(file))) === 'rules.d');
}

function standardInput(options: LintOptions): Input {
  const path = options.stdinFilename ?? '<stdin>';
  const named = options.stdinFilename === undefined ? undefined : languageOfPath(path, { anyRules: true });
  const languageId = named ?? kinds[options.kind ?? 'rules'];
  if (languageId === 'audit-log') throw new InputError(logMessage(path));
  const bytes = bytesOf(0, path);
  return input(path, languageId, bytes, { isStandardInput: true });
}

function readInput(path: string, options: LintOptions, isEffective: boolean): Input {
  const whole = resolve(path).replaceAll('\\', '/');
  const languageId = languageOfPath(whole, { anyRules: true }) ?? (options.kind && kinds[options.kind]);
  if (languageId === undefined) throw new InputError(`${path}: its name does not tell what it is; say so with --kind`);
  if (languageId === 'audit-log') throw new InputError(logMessage(path));
  const stat = statOf(path);
  if (!stat.isFile()) throw new InputError(`${path}: this is no regular file`);
  const descriptor = opened(path);
  try {
    // Configuration files of all folders together: a sender's are held against the central server's.
    const group = languageId === 'audit-rules' ? dirname(whole) : 'configuration';
    const together = isEffective ? group : undefined;
    return input(path, languageId, bytesOf(descriptor, path, stat.size), {
      isStandardInput: false,
      ...(together && { together }),
    });
  } finally {
    closeSync(descriptor);
  }
}

const logMessage = (path: string) => `${path}: this is an audit log; auditd-events reads it`;

function input(
  path: string,
  languageId: LanguageId,
  bytes: Buffer,
  more: { isStandardInput: boolean; together?: string },
): Input {
  if (looksBinary(bytes)) throw new InputError(`${path}: this is binary data, no text`);
  const text = bytes.toString('utf8');
  const uri = pathToFileURL(resolve(path)).href;
  return {
    path,
    document: new LintDocument(uri, languageId, text),
    folder: dirname(resolve(path)),
    isLossy: text.includes('\ufffd') && !Buffer.from(text, 'utf8').equals(bytes),
    ...more,
  };
}

/** Reads up to the limit and no further, whatever the file turns out to be, and however it grows meanwhile. */
function bytesOf(descriptor: number, path: string, size = 0): Buffer {
  if (size > largestText) throw tooLarge(path);
  const chunks: Buffer[] = [];
  for (let total = 0; ;) {
    // One more than there is: the end is seen when nothing more comes.
    const chunk = Buffer.allocUnsafe(total === 0 ? Math.max(size + 1, 65_536) : 65_536);
    const length = readSome(descriptor, chunk, path);
    if (length === 0) return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, length));
    total += length;
    if (total > largestText) throw tooLarge(path);
  }
}

function readSome(descriptor: number, chunk: Buffer, path: string): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      // A pipe of a terminal or of another program may not be ready yet.
      if (code !== 'EAGAIN') throw new InputError(`${path}: ${systemErrorText(error)}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function tooLarge(path: string): InputError {
  return new InputError(
    `${path}: larger than ${largestText / 1024 / 1024} MB, so it is hardly a file of rules or settings; not judged`,
  );
}

/** More than a tenth of the beginning are control characters that no text has. A single NUL is a fault that is judged. */
function looksBinary(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 4096);
  let odd = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd++;
  return odd > 4 && odd * 10 > head.length;
}

const notLookedInto: readonly string[] = ['.git', 'node_modules'];

/** Audit files below a folder, in the order of their names; `attempt`: goes on where one below cannot be listed. */
function filesBelow(folder: string, attempt: (list: () => void) => void): string[] {
  const files: string[] = [];
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (notLookedInto.includes(entry.name)) continue;
    if (entry.isDirectory()) attempt(() => filesBelow(path, attempt).forEach((file) => files.push(file)));
    else if (entry.name.startsWith('.')) continue;
    else if (entry.isFile() || (entry.isSymbolicLink() && isFile(path))) {
      const languageId = languageOfPath(resolve(path).replaceAll('\\', '/'), { anyRules: true });
      if (languageId !== undefined && languageId !== 'audit-log') files.push(path);
    }
  }
  return files;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new InputError(`${folder}: ${systemErrorText(error)}`);
  }
}

/** What cannot be looked at counts: reading it says why. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return true;
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new InputError(`${path}: ${systemErrorText(error)}`);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path}: ${systemErrorText(error)}`);
  }
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    throw new InputError(`${path}: ${systemErrorText(error)}`);
  }
}

/** Names of /etc/passwd or /etc/group. Throws InputError. */
export function namesOf(path: string): string[] {
  return textOf(path)
    .split('\n')
    .map((line) => line.split(':')[0] ?? '')
    .filter((name) => name !== '' && !/^[+#-]/.test(name));
}
