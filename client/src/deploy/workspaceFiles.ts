import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { HostRole } from '../hosts/host';
import { deployName } from './planPlaces';
import { roleFolders } from './roleFiles';
import type { ForRoles } from './roleFiles';

/** A file of the workspace, by the name that it is deployed under: see planPlaces. */
export interface SourceFile {
  readonly name: string;
  readonly uri: vscode.Uri;
}

/** Rules and configuration files that were chosen together. */
export interface Sources extends ForRoles<SourceFile> {
  /** All files of a folder, not some that were named one by one. */
  readonly wholeFolder: boolean;
}

export function sourceFile(uri: vscode.Uri): SourceFile | undefined {
  if (['auditd-host', 'auditd-effective', 'untitled'].includes(uri.scheme)) return undefined;
  const name = deployName(uri.path);
  return name === undefined ? undefined : { name, uri };
}

/**
 * What a folder holds for hosts: a rules.d or plugins.d, an `audit` or `audisp` with them, one above those, or one with
 * a folder for each role.
 */
export async function sourcesIn(folder: vscode.Uri): Promise<Sources> {
  const all = await filesIn(folder);
  const roles = new Map<HostRole, readonly SourceFile[]>();
  for (const role of roleFolders) {
    const files = await filesIn(vscode.Uri.joinPath(folder, role));
    if (files.length > 0) roles.set(role, files);
  }
  return { all, roles, wholeFolder: true };
}

export function folderOf(uri: vscode.Uri): vscode.Uri {
  return uri.with({ path: posix.dirname(uri.path) });
}

export function nameOf(uri: vscode.Uri): string {
  return posix.basename(uri.path);
}

/** Of two folders with a file of the same name the one that is named first has it. */
async function filesIn(folder: vscode.Uri): Promise<SourceFile[]> {
  const below = ['', 'audit', 'audisp', 'etc/audit', 'etc/audisp'].map((path) => vscode.Uri.joinPath(folder, path));
  const places = below.flatMap((place) => [
    place,
    vscode.Uri.joinPath(place, 'rules.d'),
    vscode.Uri.joinPath(place, 'plugins.d'),
  ]);
  const files = new Map<string, SourceFile>();
  for (const file of (await Promise.all(places.map(directFiles))).flat()) {
    if (!files.has(file.name)) files.set(file.name, file);
  }
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function directFiles(folder: vscode.Uri): Promise<SourceFile[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
  const hasRulesFolder = entries.some(([name]) => name === 'rules.d');
  return entries.flatMap(([name, type]) => {
    if ((type & vscode.FileType.File) === 0) return [];
    // Beside a rules.d lies what augenrules makes of it.
    if (name.endsWith('.rules') && (hasRulesFolder || isMade(folder, name))) return [];
    return sourceFile(vscode.Uri.joinPath(folder, name)) ?? [];
  });
}

function isMade(folder: vscode.Uri, name: string): boolean {
  return nameOf(folder) !== 'rules.d' && (name === 'audit.rules' || name === 'audit-stop.rules');
}
