import { fileAt } from './hostState';
import { sha256 } from './observe';
import { isFileStep } from './planModel';
import type { Plan } from './planModel';
import { managedKind } from './planPlaces';
import { inBlocks, tarBlock, tarOf } from './tar';

export interface Payload {
  readonly bytes: Uint8Array;
  /** How many of them, from the 513th on, are the manifest. */
  readonly manifestSize: number;
}

/** Files that augenrules rewrites: they are saved with the rest, so that an undo brings them back as well. */
const generated = ['/etc/audit/audit.rules', '/etc/audit/audit.rules.prev'];

/** The manifest and the new contents as a tar archive, as onHost/apply.sh reads it. */
export function payloadOf({ steps, state }: Plan): Payload {
  const files: ManifestLine[] = [];
  const add = (path: string, content: Uint8Array | undefined, how: string, mode: string, owner: string): void => {
    const old = fileAt(state, path)?.sha256 ?? '-';
    const member = content === undefined ? '-' : memberOf(checkedPath(path), files.length);
    files.push({ mode, owner, old, how, content, member, path: checkedPath(path) });
  };
  for (const step of steps.filter(isFileStep)) {
    if (step.kind === 'write') add(step.path, step.content, sha256(step.content), step.mode, step.owner);
    else add(step.path, undefined, '-', step.before.mode, step.before.owner);
  }
  // At its start auditd's unit may call augenrules, too.
  if (steps.some(({ kind }) => kind === 'load' || kind === 'restart')) {
    for (const path of generated) add(path, undefined, 'generated', '640', '0:0');
  }
  const manifest = manifestOf(files);
  const contents = files.flatMap(({ member, content }) => (content === undefined ? [] : [{ name: member, content }]));
  const bytes = tarOf([{ name: 'M', content: manifest }, ...contents, { name: 'END', content: Buffer.from('END\n') }]);
  return { bytes, manifestSize: manifest.length };
}

interface ManifestLine {
  readonly mode: string;
  readonly owner: string;
  readonly old: string;
  /** sha256 of the new content, `generated`, or - for none. */
  readonly how: string;
  readonly content: Uint8Array | undefined;
  readonly member: string;
  readonly path: string;
}

/**
 * Where apply.sh wants it, so that tar puts it there at once; elsewhere what lies on another file system, and what has too
 * long a name for the archive.
 */
function memberOf(path: string, index: number): string {
  const [, folder, name] = /^\/etc\/audit\/(?:(rules\.d|plugins\.d)\/)?([^/]+)$/.exec(path) ?? [];
  const member = `new.${folder ?? 'top'}/${name}`;
  return name === undefined || member.length >= 100 ? `far/${index}` : member;
}

/** Each line says at which byte of the archive its content begins, which depends on the manifest's own length. */
function manifestOf(files: readonly ManifestLine[]): Buffer {
  const text = (size: number): string => {
    let offset = tarBlock + inBlocks(size);
    return files
      .map(({ mode, owner, old, how, content, member, path }) => {
        if (content !== undefined) offset += tarBlock;
        const line = [mode, owner, old, how, offset, content?.length ?? 0, member, path].join(' ');
        offset += inBlocks(content?.length ?? 0);
        return `${line}\n`;
      })
      .join('');
  };
  // With longer numbers it may grow, and never by a block more than once.
  let made = text(0);
  while (text(made.length).length !== made.length) made = text(made.length);
  return Buffer.from(text(made.length));
}

/** Paths come from a plan that checked them; a shell will read this line, so they are checked once more. */
function checkedPath(path: string): string {
  if (managedKind(path) === undefined && !generated.includes(path)) throw new Error(`not a path to deploy to: ${path}`);
  return path;
}
