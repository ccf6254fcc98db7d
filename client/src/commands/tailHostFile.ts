import * as vscode from 'vscode';
import { assertTrusted, hostSource, whenBegun, type TailParts } from './logSources';
import { hostOfArgument, pickHost } from './selectHost';

const memoryKey = 'auditd.tail.file';

/**
 * Follows a file of a host that is not its auditd's log but has records in it: its syslog, or logs that others sent there
 * as files.
 */
export function tailHostFile(
  { book, connections, panel }: TailParts,
  memory: vscode.Memento,
): (host?: unknown) => Promise<void> {
  return async (clicked) => {
    assertTrusted();
    const host =
      (await hostOfArgument(book, clicked)) ?? (await pickHost(book, vscode.l10n.t('On which host is the file?')));
    if (host === undefined) return;
    const before = memory.get(memoryKey);
    const path = await vscode.window.showInputBox({
      title: vscode.l10n.t('Tail a File of {0}', host.name),
      prompt: vscode.l10n.t('A file with audit records in it, also inside lines of syslog.'),
      value: typeof before === 'string' ? before : '/var/log/syslog',
      ignoreFocusOut: true,
      validateInput: (text) =>
        /^\/[^\u0000-\u001f\u007f]+$/.test(text) ? undefined : vscode.l10n.t('A path begins with a slash.'),
    });
    if (path === undefined) return;
    await memory.update(memoryKey, path);
    const logs = await panel.open([hostSource(connections, host, path)]);
    await whenBegun(logs, vscode.l10n.t('Following {0} of {1}', path, host.name));
  };
}
