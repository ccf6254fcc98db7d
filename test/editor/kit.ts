import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../kit/until';

export const extensionId = 'auditd-workbench.auditd-workbench';

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(extensionId);
  assert.ok(found, `${extensionId} is installed`);
  return found;
}

/** Opens a file of the workspace in a text editor. */
export async function open(path: string): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, path));
}

/** Puts text in place of all that an editor holds, without saving. */
export async function write(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  assert.ok(await editor.edit((edit) => edit.replace(all, text)), 'the edit was taken');
}

/** The findings of a document, when they are as wished. */
export function findingsWhen(
  document: vscode.TextDocument,
  wish: string,
  holds: (findings: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return until(`findings: ${wish}`, () => {
    const findings = vscode.languages.getDiagnostics(document.uri);
    return holds(findings) && findings;
  });
}

/** The code of a finding: its name, without the link to its page. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
