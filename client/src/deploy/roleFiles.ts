import type { HostRole } from '../hosts/host';

/**
 * A folder can hold files for all hosts and, in subfolders named for a role, files for hosts of that role: `central/`,
 * `sender/`, `other/`. A host gets those for all and those of its role; of two of the same name its role's counts.
 */
export const roleFolders = ['central', 'sender', 'other'] as const satisfies readonly HostRole[];

export interface ForRoles<File> {
  readonly all: readonly File[];
  readonly roles: ReadonlyMap<HostRole, readonly File[]>;
}

export interface Chosen<File> {
  readonly files: readonly File[];
  /** What the person should know of the choice. */
  readonly notes: readonly string[];
}

export function filesFor<File extends { readonly name: string }>(
  role: HostRole | undefined,
  { all, roles }: ForRoles<File>,
): Chosen<File> {
  const own = role === undefined ? [] : (roles.get(role) ?? []);
  const names = new Set(own.map(({ name }) => name));
  const files = [...all.filter(({ name }) => !names.has(name)), ...own].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (roles.size === 0) return { files, notes: [] };
  const known = [...roles.keys()].join(', ');
  if (role === undefined) {
    return {
      files,
      notes: [`it has no role, so the files for ${known} are left out; give it one in the setting auditd.hosts`],
    };
  }
  return { files, notes: [`as ${role}: ${own.length} of ${files.length} files are for this role`] };
}
