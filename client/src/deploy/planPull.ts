import type { HostState } from './hostState';
import { holdsSecret, isReadThere, pathOf, pluginRoot, rulesFolder } from './planPlaces';

/** A file of a host that can be written into a folder here. */
export interface PulledFile {
  readonly name: string;
  /** On the host. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** A file that stays where it is. `name` is the host's and may be anything: for display only. */
export interface LeftFile {
  readonly name: string;
  readonly why: string;
}

/** What stands in the folder here under a name. */
export type LocalFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly content: Uint8Array; readonly unsaved: boolean }
  /** A symbolic link, which could lead out of the folder, or a folder. */
  | { readonly kind: 'other' };

export interface PullPlan {
  readonly fresh: readonly PulledFile[];
  /** To be overwritten, if the person agrees. */
  readonly changed: readonly PulledFile[];
  readonly same: readonly string[];
  readonly left: readonly LeftFile[];
}

/** Rules alone, which go straight into a rules.d here, or configuration too, with rules.d and plugins.d as subfolders. */
export type PullExtent = 'rules' | 'all';

/**
 * The host's files whose names are plain file names on every system. Names come from the host: none of them may
 * lead out of a folder, name a device of Windows, or be the same file as another where case does not count.
 */
export function pullable(
  state: HostState,
  extent: PullExtent = 'rules',
): {
  readonly files: readonly PulledFile[];
  readonly left: readonly LeftFile[];
} {
  const files: PulledFile[] = [];
  const left: LeftFile[] = [];
  const taken = new Set<string>();
  for (const { path, kind, content } of state.files) {
    const place = placeHere(path, extent, state);
    if (place === undefined) continue;
    const name = `${place.folder}${place.name}`;
    const why = !isPlainName(place.name)
      ? 'its name is not safe as a file name on every system'
      : kind !== 'file'
        ? whyNotRead[kind]
        : holdsSecret(path)
          ? 'it holds a password'
          : taken.has(name.toLowerCase())
            ? 'its name differs from another only in upper and lower case'
            : undefined;
    if (why !== undefined) left.push({ name, why });
    else files.push({ name, path, content });
    taken.add(name.toLowerCase());
  }
  return { files, left };
}

/** What auditd of that version reads, and not what its packages put beside it. */
function placeHere(path: string, extent: PullExtent, state: HostState): { folder: string; name: string } | undefined {
  const rules = `${rulesFolder}/`;
  if (path.startsWith(rules)) {
    const name = path.slice(rules.length);
    return name.endsWith('.rules') ? { folder: extent === 'rules' ? '' : 'rules.d/', name } : undefined;
  }
  if (extent === 'rules') return undefined;
  const plugins = `${pluginRoot(state)}/plugins.d/`;
  if (path.startsWith(plugins)) return { folder: 'plugins.d/', name: path.slice(plugins.length) };
  const name = configNames.find((each) => pathOf(each, state) === path && isReadThere(path, state));
  return name === undefined ? undefined : { folder: '', name };
}

const configNames = ['auditd.conf', 'audispd.conf', 'audisp-remote.conf', 'zos-remote.conf'];

/** Sorts a host's files by what writing them into a folder would do there. */
export function planPull(
  state: HostState,
  local: ReadonlyMap<string, LocalFile>,
  extent: PullExtent = 'rules',
): PullPlan {
  const { files, left } = pullable(state, extent);
  const fresh: PulledFile[] = [];
  const changed: PulledFile[] = [];
  const same: string[] = [];
  const refused: LeftFile[] = [...left];
  for (const file of files) {
    const here = local.get(file.name) ?? { kind: 'none' };
    if (here.kind === 'none') fresh.push(file);
    else if (here.kind === 'other') refused.push({ name: file.name, why: 'here it is a symbolic link or a folder' });
    else if (here.unsaved) refused.push({ name: file.name, why: 'here it has changes that are not saved' });
    else if (isSameFile(here, { ...here, content: file.content })) same.push(file.name);
    else changed.push(file);
  }
  return { fresh, changed, same, left: refused };
}

export function isSameFile(a: LocalFile, b: LocalFile): boolean {
  if (a.kind !== 'file' || b.kind !== 'file') return a.kind === b.kind;
  if (a.unsaved !== b.unsaved || a.content.length !== b.content.length) return false;
  return a.content.every((byte, index) => byte === b.content[index]);
}

const whyNotRead = {
  large: 'it is larger than 1 MiB',
  link: 'it is a symbolic link there',
  other: 'it is no ordinary file there',
};

function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._+@-]*\.(rules|conf)$/.test(name) && !/^(con|prn|aux|nul|com\d|lpt\d)\./i.test(name);
}
