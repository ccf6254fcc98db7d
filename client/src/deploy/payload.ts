import { posix } from 'node:path';
import { deployScript } from './hostScript';
import type { Payload, Transaction } from './hostScript';
import { fileAt } from './hostState';
import type { HostFile } from './hostState';
import { sha256 } from './observe';
import { isFileStep } from './planModel';
import type { Plan } from './planModel';
import { managedKind } from './planPlaces';
import { fitsInTar, offsetsInTar, tarOf } from './tar';
import type { TarMember } from './tar';

/** Files that augenrules rewrites: they are saved with the rest, so that an undo brings them back as well. */
const generated = ['/etc/audit/audit.rules', '/etc/audit/audit.rules.prev'];

/** Bytes; a larger generated file is copied by the host itself instead of being sent back to it. */
const largestSentBack = 65_536;

/** What auditctl -R reads to say the settings, then the rules. */
const questions = '-s\n-l\n';

/** The folder of the deploy with all that belongs into it. In what order it is used: see onHost/apply.sh. */
export function payloadOf(plan: Plan, transaction: Transaction): Payload {
  const stage = `audit/.ad-${transaction}`;
  const files = filesOf(plan).map((file, index) => ({ ...file, ...placesOf(file, transaction, index) }));
  const before = [...foldersOf(files, stage), ...files.flatMap(writtenMember), ...files.flatMap(savedMember)];
  const times = timesOf(plan);
  const notes = {
    script: deployScript,
    M: manifestOf(files, before, stage),
    sums: sumsOf(files, before),
    ask: questions,
    times,
  };
  const after = Object.entries({ ...notes, END: 'END\n' }).map(([name, text]) => {
    return { kind: 'file', name: `${stage}/${name}`, content: Buffer.from(text) } satisfies TarMember;
  });
  const all = [...before, ...after];
  const offsets = offsetsInTar(all).slice(before.length);
  const parts = Object.keys(notes).map((name, index) => {
    return { name, at: offsets[index] ?? 0, size: after[index]?.content.length ?? 0 };
  });
  return { bytes: tarOf(all), parts, times, places: [...new Set(files.map(({ path }) => posix.dirname(path)))] };
}

/** Each after the one that it lies in. */
function foldersOf(files: readonly PlacedFile[], stage: string): TarMember[] {
  const folders = files.flatMap(({ made, kept, member = made }) => [made, kept, member]).map(posix.dirname);
  const all = new Set([stage, ...folders.map(posix.dirname), ...folders]);
  return [...all].map((name) => ({ kind: 'folder', name }));
}

/** A shell's word: see onHost/transaction.sh. */
function manifestOf(files: readonly PlacedFile[], members: readonly TarMember[], stage: string): string {
  const offsets = offsetsInTar(members);
  const lines = files.map(({ mode, owner, old, how, content, member, made, path }) => {
    const at = offsets[members.findIndex(({ kind, name }) => kind === 'file' && name === member)] ?? 0;
    const called = member === undefined ? '-' : member === made ? 'there' : member.slice(stage.length + 1);
    return [checkedMode(mode), checkedOwner(owner), old, how, at, content?.length ?? 0, called, path].join(' ');
  });
  return `manifest='${lines.join('\n')}'\n`;
}

/** For `sha256sum -c`: what is there is what the plan was made for, and what was sent has come. */
function sumsOf(files: readonly PlacedFile[], members: readonly TarMember[]): string {
  const copies = new Set(members.filter(({ kind }) => kind === 'file').map(({ name }) => name));
  const lines = files.flatMap(({ old, how, content, made, kept, path }) => [
    ...(old === '-' ? [] : [`${old}  ${path}`]),
    ...(content === undefined ? [] : [`${how}  /etc/${made}`]),
    ...(copies.has(kept) ? [`${old}  /etc/${kept}`] : []),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

interface DeployedFile {
  readonly path: string;
  readonly mode: string;
  readonly owner: string;
  readonly before: HostFile | undefined;
  /** sha256 of what is there, and of what comes; - for none; `generated`: augenrules writes it. */
  readonly old: string;
  readonly how: string;
  readonly content: Uint8Array | undefined;
}

function filesOf({ steps, state }: Plan): DeployedFile[] {
  const files = steps.filter(isFileStep).map((step): DeployedFile => {
    const before = fileAt(state, step.path);
    const common = { path: checkedPath(step.path), before, old: before?.sha256 ?? '-' };
    return step.kind === 'write'
      ? { ...common, mode: step.mode, owner: step.owner, how: sha256(step.content), content: step.content }
      : { ...common, mode: step.before.mode, owner: step.before.owner, how: '-', content: undefined };
  });
  // At its start auditd's unit may call augenrules, too.
  if (!steps.some(({ kind }) => kind === 'load' || kind === 'restart')) return files;
  return [
    ...files,
    ...generated.map((path): DeployedFile => {
      const before = fileAt(state, path);
      const { mode = '640', owner = '0:0', sha256: old = '-' } = before ?? {};
      return { path, mode, owner, before, old, how: 'generated', content: undefined };
    }),
  ];
}

interface Places {
  /** Where it waits to take its place, and where what was there is kept: from /etc on, beside the target. */
  readonly made: string;
  readonly kept: string;
  /** What its content is called in the archive: `made`, but for what the archive has no room for. */
  readonly member: string | undefined;
}

function placesOf({ path, content, owner }: DeployedFile, transaction: Transaction, index: number): Places {
  const [, top = '', folder = 'top', name = ''] =
    /^\/etc\/(audit\/|audisp\/)?(?:(rules\.d|plugins\.d)\/)?([^/]+)$/.exec(path) ?? [];
  const stage = `.ad-${transaction}`;
  const made = `${top}${stage}/new.${folder}/${name}`;
  const fits = fitsInTar(made) && fitsOwner(owner);
  return {
    made,
    kept: `${top}${stage}/old.${folder}/${name}`,
    member: content === undefined ? undefined : fits ? made : `audit/${stage}/far/${index}`,
  };
}

type PlacedFile = DeployedFile & Places;

function writtenMember({ content, member, mode, owner }: PlacedFile): TarMember[] {
  if (content === undefined || member === undefined) return [];
  return [{ kind: 'file', name: member, content, mode, ...(fitsOwner(owner) ? { owner } : {}) }];
}

/** What keeps the file that is there; [] where the host must see to it. */
function savedMember({ before, how, path, kept, mode, owner }: PlacedFile): TarMember[] {
  if (before === undefined || !fitsInTar(kept)) return [];
  if (how !== 'generated') {
    const target = path.slice('/etc/'.length);
    return target.length < 100 ? [{ kind: 'link', name: kept, target }] : [];
  }
  const isSmall = before.kind === 'file' && before.content.length <= largestSentBack;
  return isSmall && fitsOwner(owner) ? [{ kind: 'file', name: kept, content: before.content, mode, owner }] : [];
}

/** Seven octal digits. */
function fitsOwner(owner: string): boolean {
  return owner.split(':').every((number) => Number(number) <= 0o7777777);
}

function timesOf({ state }: Plan): string {
  const files = generated.flatMap((path) => {
    const changed = fileAt(state, path)?.changed;
    return changed === undefined ? [] : [[path, changed]];
  });
  return [...(state.folderTimes ?? []), ...files].map(([path, changed]) => `${changed} ${path}\n`).join('');
}

// What comes from a host or a plan is read by a shell, so it is checked once more.
function checkedPath(path: string): string {
  if (managedKind(path) === undefined) throw new Error(`not a path to deploy to: ${path}`);
  return path;
}

function checkedMode(mode: string): string {
  if (!/^[0-7]{1,4}$/.test(mode)) throw new Error(`not a mode of a file: ${mode}`);
  return mode;
}

function checkedOwner(owner: string): string {
  if (!/^\d+:\d+$/.test(owner)) throw new Error(`not the owner of a file: ${owner}`);
  return owner;
}
