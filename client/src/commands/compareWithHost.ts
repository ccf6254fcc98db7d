import * as vscode from 'vscode';
import { remember } from '../deploy/deployFlow';
import type { DeployParts } from '../deploy/deployFlow';
import { observe } from '../deploy/observe';
import { plan } from '../deploy/plan';
import { differencesOf } from '../deploy/planDifferences';
import type { FileDifference } from '../deploy/planDifferences';
import { withProgress } from '../deploy/progress';
import { oneLine } from '../hosts/hostFailure';
import { nameOf, pickSources } from './deploy';
import { hostOfArgument, pickHost } from './selectHost';

/** Shows what differs between rules files here and on a host, in the changes editor. Nothing is changed on either side. */
export function compareWithHost(
  parts: DeployParts,
): (argument?: unknown, selection?: unknown) => Promise<readonly FileDifference[] | undefined> {
  return async (argument, selection) => {
    const placeHolder = vscode.l10n.t('What is compared with /etc/audit/rules.d of the host?');
    const picked = await pickSources(placeHolder, argument, selection);
    if (picked === undefined) return undefined;
    const host =
      (await hostOfArgument(parts.book, argument instanceof vscode.Uri ? undefined : argument)) ??
      (await parts.book.selected()) ??
      (await pickHost(parts.book, vscode.l10n.t('Compare with which host?')));
    if (host === undefined) return undefined;
    const state = await withProgress(vscode.l10n.t('Looking at {0}', host.name), async (signal) =>
      observe(await parts.connections.connectAsRoot(host, signal), signal),
    );
    remember(parts.book, state);

    const sources = new Map(picked.uris.map((uri) => [nameOf(uri), uri]));
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
        const after = here === undefined ? undefined : (sources.get(name) ?? here);
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
