import * as vscode from 'vscode';
import { withoutLinks } from '../../hosts/hostFailure';
import type { HostRole } from '../../hosts/host';
import type { SetUpResult } from './run';
import type { SetUpParts } from './setUpFlow';
import type { CentralWish } from './wish';

/** Says how it ended, with the next step at hand; hosts that are proven get their roles in the user's settings. */
export async function afterSetUp(parts: SetUpParts, wish: CentralWish, result: SetUpResult): Promise<void> {
  const { proven, failed, undone, notUndone } = result;
  const { log } = parts.deploy;
  for (const { host, why } of notUndone) log.error(`${host}: could not be put back: ${why}`);
  if (proven.includes(wish.central)) await rememberRoles(wish, proven);
  if (failed.length === 0) {
    const senders = proven.filter((host) => host !== wish.central);
    const text = vscode.l10n.t(
      'Central logging works: a test event of {0} was seen on {1}.',
      senders.join(', '),
      wish.central,
    );
    const tail = vscode.l10n.t('Tail Central Log');
    void vscode.window.showInformationMessage(text, tail).then((choice) => {
      if (choice === tail) void vscode.commands.executeCommand('auditd.tailCentralLog', wish.central);
    });
    return;
  }
  const back = undone.length === 0 ? '' : vscode.l10n.t(' As before: {0}.', undone.join(', '));
  const left =
    notUndone.length === 0
      ? ''
      : vscode.l10n.t(' NOT put back: {0}; see the log.', notUndone.map(({ host }) => host).join(', '));
  const text = vscode.l10n.t('Central logging does not work on {0}.', failed.map(({ host }) => host).join(', '));
  const diagnose = vscode.l10n.t('Diagnose');
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window.showErrorMessage(withoutLinks(text + back + left), diagnose, showLog).then((choice) => {
    if (choice === diagnose) void vscode.commands.executeCommand('auditd.diagnose', wish.central);
    if (choice === showLog) log.show();
  });
}

/** In the user's own settings, where they are known from elsewhere the name alone is enough. */
async function rememberRoles(wish: CentralWish, proven: readonly string[]): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('auditd');
  const before: unknown = configuration.inspect('hosts')?.globalValue;
  const entries: unknown[] = Array.isArray(before) ? [...before] : [];
  let isChanged = false;
  for (const name of proven) {
    const role: HostRole = name === wish.central ? 'central' : 'sender';
    const index = entries.findIndex((entry) => nameOf(entry) === name);
    const entry = entries[index];
    if (index < 0) entries.push({ name, role });
    else if (roleOf(entry) !== role) entries[index] = { ...(entry as object), role };
    else continue;
    isChanged = true;
  }
  if (isChanged) await configuration.update('hosts', entries, vscode.ConfigurationTarget.Global);
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
}

function roleOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'role' in entry ? entry.role : undefined;
}
