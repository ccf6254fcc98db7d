import * as vscode from 'vscode';
import { convertTo3 } from '../../../core/src/config/convert';

const scheme = 'auditd-converted';

/**
 * From the auditd.conf and audispd.conf of audit 2.x makes the auditd.conf of 3.x: shows what would change, and writes it
 * into the editor when the person agrees. Nothing is saved, moved or removed.
 */
export function convertConfig(): (file?: unknown) => Promise<void> {
  return async (file) => {
    const start = file instanceof vscode.Uri ? file : vscode.window.activeTextEditor?.document.uri;
    const pair = start === undefined ? undefined : await findPair(start);
    if (pair === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open the auditd.conf of an audit 2.x host first; its audispd.conf is found beside it.'),
      );
      return;
    }
    const document = await vscode.workspace.openTextDocument(pair.auditd);
    const { text, notes } = convertTo3(document.getText(), pair.audispd);
    if (text === document.getText()) {
      void vscode.window.showInformationMessage(vscode.l10n.t('This auditd.conf needs no change for audit 3.'));
      return;
    }
    await preview(document, text);
    const apply = vscode.l10n.t('Apply');
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t('Change auditd.conf for audit 3?'),
      { modal: true, detail: notes.join('\n') },
      apply,
    );
    if (choice !== apply) return;
    const edit = new vscode.WorkspaceEdit();
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
    edit.replace(document.uri, whole, text);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document);
  };
}

/** The file on the left, what it would become on the right. */
async function preview(document: vscode.TextDocument, text: string): Promise<void> {
  const right = document.uri.with({ scheme, query: document.uri.scheme });
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: () => text,
  });
  try {
    const opened = await vscode.workspace.openTextDocument(right);
    await vscode.languages.setTextDocumentLanguage(opened, 'auditd-conf');
    await vscode.commands.executeCommand('vscode.diff', document.uri, right, vscode.l10n.t('auditd.conf for audit 3'), {
      preview: true,
    });
  } finally {
    provider.dispose();
  }
}

/** auditd.conf and the text of audispd.conf, beside each other or in audit and audisp as on a host. */
async function findPair(
  start: vscode.Uri,
): Promise<{ readonly auditd: vscode.Uri; readonly audispd: string | undefined } | undefined> {
  const folder = vscode.Uri.joinPath(start, '..');
  const places = [folder, vscode.Uri.joinPath(folder, '../audit'), vscode.Uri.joinPath(folder, '../audisp')];
  const first = async (name: string) => {
    for (const place of places) {
      const uri = vscode.Uri.joinPath(place, name);
      const text = await textOf(uri);
      if (text !== undefined) return { uri, text };
    }
    return undefined;
  };
  const auditd = await first('auditd.conf');
  return auditd === undefined ? undefined : { auditd: auditd.uri, audispd: (await first('audispd.conf'))?.text };
}

/** As it stands in the editor if it is open there, else on disk; undefined where there is none. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return (await vscode.workspace.openTextDocument(uri)).getText();
  } catch {
    return undefined;
  }
}
