import * as vscode from 'vscode';
import type { DeployParts } from '../deploy/deployParts';
import { lookAt } from '../deploy/look';
import { pickSources } from '../deploy/pickSources';
import { plan } from '../deploy/plan';
import { holdsSecret } from '../deploy/planPlaces';
import { differencesOf } from '../deploy/planDifferences';
import type { FileDifference } from '../deploy/planDifferences';
import { filesFor } from '../deploy/roleFiles';
import { oneLine } from '../hosts/hostFailure';
import { hostOfArgument, pickHost } from './selectHost';

/** Shows what differs between files here and on a host, in the changes editor. Nothing is changed on either side. */
export function compareWithHost(
  parts: DeployParts,
): (argument?: unknown, selection?: unknown) => Promise<readonly FileDifference[] | undefined> {
  return async (argument, selection) => {
    const picked = await pickSources(vscode.l10n.t('What is compared with the host?'), argument, selection);
    if (picked === undefined) return undefined;
    const host =
      (await hostOfArgument(parts.book, argument instanceof vscode.Uri ? undefined : argument)) ??
      (await parts.book.selected()) ??
      (await pickHost(parts.book, vscode.l10n.t('Compare with which host?')));
    if (host === undefined) return undefined;
    const state = await lookAt(parts, host);

    const sources = new Map(filesFor(host.role, picked).files.map(({ name, uri }) => [name, uri]));
    const files = await Promise.all([...sources].map(async ([name, uri]) => ({ name, content: await textIn(uri) })));
    const made = plan(state, { files, remove: [], confirmSeconds: 0 }, parts.ruleBook);
    const differences = differencesOf(made, picked.wholeFolder);
    const unread = differences.filter(({ there }) => there !== undefined && there.kind !== 'file');
    if (unread.length > 0) {
      const names = oneLine(unread.map(({ name }) => name).join(', '));
      const text = vscode.l10n.t(
        '{0}: no ordinary files or larger than 1 MiB there, so shown empty: {1}',
        host.name,
        names,
      );
      void vscode.window.showWarningMessage(text);
    }
    if (differences.length === 0) {
      const text = vscode.l10n.t('{0}: nothing differs, {1} files are the same.', host.name, files.length);
      void vscode.window.showInformationMessage(text);
      return differences;
    }
    await parts.preview.showDifferences(
      vscode.l10n.t('{0} ↔ workspace', host.name),
      differences.map(({ name, path, there, here }) => {
        const shown = holdsSecret(path) ? undefined : sources.get(name);
        const after = here === undefined ? undefined : (shown ?? here);
        return { host: host.name, path, before: there?.content, after };
      }),
    );
    return differences;
  };
}

/** As the person sees it: with changes that are not saved. */
async function textIn(uri: vscode.Uri): Promise<Uint8Array> {
  const open = vscode.workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  return open === undefined ? vscode.workspace.fs.readFile(uri) : new TextEncoder().encode(open.getText());
}
