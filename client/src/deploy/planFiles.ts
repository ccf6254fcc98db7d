import { countChanges, countIn } from './diff';
import type { HostFile, HostState } from './hostState';
import { fileAt } from './hostState';
import type { FileStep, Wish, WishedFile } from './planModel';
import { managedKind, pathOf, rulesFolder } from './planPlaces';

/** Files to write and to remove. What is there as wished is left alone. */
export function fileSteps(state: HostState, wish: Wish): FileStep[] {
  return [
    ...wish.files.flatMap((file) => writing(state, file)),
    ...wish.remove.flatMap((name) => removal(state, name)),
  ];
}

/** The rules files that will be there: kept, written, and not those removed. */
export function rulesAfter(state: HostState, wish: Pick<Wish, 'files' | 'remove'>): { name: string; text: string }[] {
  const texts = new Map<string, string>();
  const nameIn = (path: string): string | undefined =>
    path.startsWith(`${rulesFolder}/`) && path.endsWith('.rules') ? path.slice(rulesFolder.length + 1) : undefined;
  const put = (path: string, content: Uint8Array): void => {
    const name = nameIn(path);
    if (name !== undefined) texts.set(name, textOf(content));
  };
  for (const file of state.files) put(file.path, file.content);
  for (const name of wish.remove) texts.delete(nameIn(pathOf(name, state)) ?? '');
  for (const file of wish.files) put(pathOf(file.name, state), file.content);
  return [...texts].map(([name, text]) => ({ name, text }));
}

function writing(state: HostState, file: WishedFile): FileStep[] {
  const path = pathOf(file.name, state);
  const before = fileAt(state, path);
  const { mode, owner } = dressOf(path, before, file);
  const isDressed = before === undefined || (before.mode === mode && before.owner === owner);
  if (before?.kind === 'file' && isDressed && equal(before.content, file.content)) return [];
  const { added, removed } = countChanges(textOf(before?.content), textOf(file.content), countedIn(path));
  return [{ kind: 'write', name: file.name, path, before, content: file.content, mode, owner, added, removed }];
}

function removal(state: HostState, name: string): FileStep[] {
  const path = pathOf(name, state);
  const before = fileAt(state, path);
  if (before === undefined) return [];
  return [{ kind: 'remove', name, path, before, removed: countIn(textOf(before.content), countedIn(path)) }];
}

/** A file keeps its owner and mode, unless auditd would refuse a configuration file for them. */
function dressOf(path: string, before: HostFile | undefined, wished: WishedFile): { mode: string; owner: string } {
  const kind = managedKind(path);
  const usual = { mode: wished.mode ?? (kind === 'wrappers' ? '644' : '640'), owner: wished.owner ?? '0:0' };
  if (before === undefined) return usual;
  const mode = Number.parseInt(before.mode, 8);
  const isTaken =
    kind === 'rules' ||
    kind === 'wrappers' ||
    (before.owner.startsWith('0:') && (mode & 0o22) === 0 && (kind !== 'zos-remote-conf' || (mode & 0o640) === 0o640));
  return isTaken ? before : usual;
}

function countedIn(path: string): 'rules' | 'settings' {
  return managedKind(path) === 'rules' ? 'rules' : 'settings';
}

function textOf(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
