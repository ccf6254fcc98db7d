import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../kit/until';
import { open } from './kit';

describe('a log in the editor', () => {
  it('explains the record under the pointer, and folds by event', async () => {
    const { document } = await open('logs/audit.log');
    assert.equal(document.languageId, 'audit-log');
    const said = await until('the hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(1, 30),
      );
      const [content] = hovers.flatMap(({ contents }) => contents);
      return content instanceof vscode.MarkdownString ? content.value : undefined;
    });
    assert.match(said, /SYSCALL/);
    assert.match(said, /syscall +sendto/);
    assert.match(said, /1 more record/);
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.ok(ranges.some(({ start, end }) => start === 1 && end === 2));
  });
});
