import { fileAt } from './hostState';
import { sha256 } from './observe';
import { isFileStep } from './planModel';
import type { Plan } from './planModel';
import { managedKind } from './planPlaces';

export interface Payload {
  readonly bytes: Uint8Array;
  readonly sum: string;
  readonly manifestSize: number;
}

/** Files that augenrules rewrites: they are saved with the rest, so that an undo brings them back as well. */
const generated = ['/etc/audit/audit.rules', '/etc/audit/audit.rules.prev'];

/** The manifest and the new contents, as onHost/apply.sh reads them. */
export function payloadOf({ steps, state }: Plan): Payload {
  const contents: Uint8Array[] = [];
  let offset = 0;
  const lines: string[] = [];
  const add = (path: string, content: Uint8Array | undefined, how: string, mode: string, owner: string): void => {
    const size = content?.length ?? 0;
    const old = fileAt(state, path)?.sha256 ?? '-';
    lines.push([lines.length, mode, owner, old, how, offset, size, checkedPath(path)].join(' '));
    offset += size;
    if (content !== undefined) contents.push(content);
  };
  for (const step of steps.filter(isFileStep)) {
    if (step.kind === 'write') add(step.path, step.content, sha256(step.content), step.mode, step.owner);
    else add(step.path, undefined, '-', step.before.mode, step.before.owner);
  }
  // At its start auditd's unit may call augenrules, too.
  if (steps.some(({ kind }) => kind === 'load' || kind === 'restart')) {
    for (const path of generated) add(path, undefined, 'generated', '640', '0:0');
  }
  // Offsets are counted behind the manifest, whose length depends on their digits: it is padded to whole hundreds.
  const contentStart = Math.ceil((lines.join('\n').length + lines.length * 8 + 1) / 100) * 100;
  const shifted = lines.map((line) => {
    const words = line.split(' ');
    words[5] = String(Number(words[5]) + contentStart);
    return words.join(' ');
  });
  const manifest = Buffer.from(`${shifted.join('\n')}\n`);
  const padding = Buffer.alloc(contentStart - manifest.length, '\n');
  const bytes = Buffer.concat([manifest, padding, ...contents]);
  return { bytes, sum: sha256(bytes), manifestSize: manifest.length };
}

/** Paths come from a plan that checked them; a shell will read this line, so they are checked once more. */
function checkedPath(path: string): string {
  if (managedKind(path) === undefined && !generated.includes(path)) throw new Error(`not a path to deploy to: ${path}`);
  return path;
}
