import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf, findingsWhen, open, write } from './kit';

describe('a rules file', () => {
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    editor = await open('audit/rules.d/50-mistakes.rules');
  });

  it('is judged where the mistake is, in words that say what to do', async () => {
    const findings = await findingsWhen(editor.document, 'a mistake', (all) => all.length > 0);
    const finding = findings.find((each) => codeOf(each) === 'unknown-field');
    assert.ok(finding);
    assert.equal(editor.document.getText(finding.range), 'aiud');
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(finding.source, 'auditctl');
    assert.match(finding.message, /auid/);
  });

  it('is judged while one types, unsaved', async () => {
    const before = editor.document.getText();
    await write(editor, before.replace('aiud', 'auid'));
    await findingsWhen(editor.document, 'none', (all) => all.length === 0);
    await write(editor, `${before.replace('aiud', 'auid')}-a always,exit -S openn -k x\n`);
    const findings = await findingsWhen(editor.document, 'unknown syscall', (all) =>
      all.some((each) => codeOf(each) === 'unknown-syscall'),
    );
    assert.ok(findings.every(({ range }) => range.start.line === 2));
    assert.ok(editor.document.isDirty);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('is mended by a quick fix', async () => {
    const findings = await findingsWhen(editor.document, 'a mistake', (all) =>
      all.some((each) => codeOf(each) === 'unknown-field'),
    );
    const finding = findings.find((each) => codeOf(each) === 'unknown-field');
    assert.ok(finding);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
      10,
    );
    const fix = actions.find(({ edit }) => edit);
    assert.ok(fix?.edit, 'a fix with an edit');
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(editor.document.lineAt(0).text, /-F auid>=1000/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  const completions = async (text: string) => {
    await write(editor, text);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      editor.document.positionAt(text.length),
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  };

  it('completes lists after -a, fields after -F, syscalls after -S', async () => {
    assert.ok((await completions('-a ')).includes('always,exit'));
    const fields = await completions('-a always,exit -F ');
    assert.ok(
      fields.some((label) => label.startsWith('auid')),
      fields.join(),
    );
    assert.ok((await completions('-a always,exit -F arch=b64 -S ')).includes('execve'));
  });

  it('explains on hover', async () => {
    const at = editor.document.getText().indexOf('connect') + 2;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      editor.document.positionAt(at),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (typeof part === 'string' ? part : part.value));
    assert.match(text.join('\n'), /connect/);
  });
});
