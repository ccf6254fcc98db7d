import * as vscode from 'vscode';
import type { RulesFile } from '../../../core/src/rules/effective';

/** A file of rules is never so large; what is larger is not read, so that memory stays bounded. */
const largestFile = 48 * 1024 * 1024;

/** The files of a folder as they stand in the editor, else on disk. Rejects when the folder cannot be read. */
export async function readRulesFolder(folder: vscode.Uri): Promise<RulesFile[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const open = new Map(vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document]));
  const files = entries
    .filter(([, type]) => (type & vscode.FileType.Directory) === 0)
    .map(async ([name]): Promise<RulesFile> => {
      const uri = vscode.Uri.joinPath(folder, name);
      return { name, text: open.get(uri.toString())?.getText() ?? (await textOf(uri)) };
    });
  return Promise.all(files);
}

/** Empty for a file that is gone again, or that nobody would take for rules. */
async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > largestFile ? '' : Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch {
    return '';
  }
}
