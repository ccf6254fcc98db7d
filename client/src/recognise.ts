import * as vscode from 'vscode';
import { holdsAuditRules } from './rulesContent';

/** Gives files of a rules.d folder that lies outside an `audit` folder their language, when their content shows it. */
export function recogniseRules(log: vscode.LogOutputChannel): vscode.Disposable {
  const look = (document: vscode.TextDocument): void => {
    // A language that the user or another extension has chosen stays.
    if (document.languageId !== 'plaintext' || document.uri.scheme === 'git') return;
    if (!holdsAuditRules(document.uri.path, document.getText())) return;
    vscode.languages.setTextDocumentLanguage(document, 'audit-rules').then(undefined, (error: unknown) => {
      log.warn(`${document.uri.toString()}: ${String(error)}`);
    });
  };
  vscode.workspace.textDocuments.forEach(look);
  return vscode.workspace.onDidOpenTextDocument(look);
}
