import * as vscode from 'vscode';
import { isHostError, wordsOfError } from '../hosts/hostFailure';
import { commandIds, type CommandId } from './commandIds';

/** What a command gets is what VS Code hands over: a selected tree item, a file, nothing. */
export type CommandHandler = (...args: unknown[]) => unknown;

/**
 * Registers all commands, so that one without a handler does not compile. A handler that throws has a bug or met the
 * outer world unprepared: it is logged with its stack, and the person is told where to look.
 */
export function registerCommands(
  handlers: Readonly<Record<CommandId, CommandHandler>>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await handlers[id](...args);
        } catch (error) {
          if (error instanceof vscode.CancellationError) return undefined;
          if (isHostError(error, 'untrusted-workspace')) return void offerTrust(error.message);
          log.error(`${id}:`, error instanceof Error ? error : String(error));
          const show = vscode.l10n.t('Show Log');
          void vscode.window
            .showErrorMessage(vscode.l10n.t('Auditd: {0}', wordsOfError(error)), show)
            .then((choice) => {
              if (choice === show) log.show();
            });
          return undefined;
        }
      }),
    ),
  );
}

/** The way on from a workspace that is not trusted is a dialogue of VS Code's own. */
async function offerTrust(said: string): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  if ((await vscode.window.showWarningMessage(said, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
}
