import * as vscode from 'vscode';
import type { DeployParts } from '../deploy/deployParts';
import { lookAtAll } from '../deploy/look';
import { hostsOfArgument, pickHost } from './selectHost';

/**
 * Looks anew at the host or group of the tree item; without one, at all hosts that were looked at in this window, else at
 * the selected one. Resolves with the names of those that were seen.
 */
export function refreshHosts(parts: DeployParts): (argument?: unknown) => Promise<readonly string[]> {
  return async (argument) => {
    const { book } = parts;
    const known = (await book.hosts()).filter(({ name }) => book.observed(name) !== undefined);
    const selected = await book.selected();
    const hosts =
      (await hostsOfArgument(book, argument)) ?? (known.length > 0 ? known : selected === undefined ? [] : [selected]);
    const picked = hosts.length > 0 ? undefined : await pickHost(book, vscode.l10n.t('Look at which host?'));
    const wanted = picked === undefined ? hosts : [picked];
    return wanted.length === 0 ? [] : lookAtAll(parts, wanted);
  };
}
