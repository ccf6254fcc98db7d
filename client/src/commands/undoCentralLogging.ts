import * as vscode from 'vscode';
import { undoHost, wordsOf } from '../central/setUp/changeHost';
import { worldOf, type SetUpParts } from '../central/setUp/setUpFlow';
import type { UndoRecord } from '../central/setUp/undoLog';
import { withProgress } from '../deploy/progress';
import { HostError, withoutLinks } from '../hosts/hostFailure';
import { hostOfArgument } from './selectHost';

/**
 * Puts the hosts of a set-up of central logging back to what they were before it, the senders first: of one that the host
 * of the tree item has part in, else of any.
 */
export function undoCentralLogging(parts: SetUpParts): (host?: unknown) => Promise<readonly string[] | undefined> {
  return async (clicked) => {
    if (!vscode.workspace.isTrusted) throw new HostError('', { kind: 'untrusted-workspace' });
    const host = await hostOfArgument(parts.deploy.book, clicked);
    const record = await pickRecord(await parts.undoLog.all(), host?.name);
    if (record === undefined) return undefined;
    if (!(await agreed(record))) return undefined;
    const title = vscode.l10n.t('Undoing central logging on {0}', record.wish.central);
    const { undone, failed, stays } = await withProgress(title, async (signal, report) => {
      const world = worldOf(parts, signal);
      const ended = { undone: [] as string[], failed: [] as string[], stays: [] as string[] };
      let rest = record;
      for (const job of record.hosts.toReversed()) {
        if (signal.aborted) break;
        report(job.host);
        try {
          ended.stays.push(...(await undoHost(job, world, record.wish.confirmSeconds)));
          ended.undone.push(job.host);
          rest = { ...rest, hosts: rest.hosts.filter(({ host }) => host !== job.host) };
          await (rest.hosts.length === 0 ? parts.undoLog.drop(record.id) : parts.undoLog.save(rest));
        } catch (error) {
          ended.failed.push(wordsOf(error));
        }
      }
      return ended;
    });
    for (const text of failed) parts.deploy.log.error(text);
    if (failed.length > 0) {
      const text = vscode.l10n.t('Not everything could be put back: {0}', withoutLinks(failed.join(' ')));
      void vscode.window.showErrorMessage(text);
    } else if (undone.length > 0) {
      const kept = stays.length === 0 ? '' : vscode.l10n.t(' This stays: {0}.', stays.join(', '));
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0}: as before central logging was set up.', undone.join(', ')) + kept,
      );
    }
    return undone;
  };
}

/** `of`: of those that this host has part in. */
async function pickRecord(records: readonly UndoRecord[], of: string | undefined): Promise<UndoRecord | undefined> {
  const used = records.filter(
    ({ hosts }) =>
      hosts.some((host) => host.generation !== undefined || host.actions.length > 0) &&
      (of === undefined || hosts.some(({ host }) => host === of)),
  );
  if (used.length === 0) {
    const text =
      of === undefined
        ? vscode.l10n.t('Nothing to undo: no central logging was set up from this editor.')
        : vscode.l10n.t('Nothing to undo: no central logging was set up on {0} from this editor.', of);
    void vscode.window.showInformationMessage(text);
    return undefined;
  }
  const items = used.map((record) => ({
    label: record.hosts.map(({ host }) => host).join(', '),
    description: new Date(record.made).toLocaleString(),
    detail: vscode.l10n.t('central server {0}, port {1}', record.wish.central, record.wish.port),
    record,
  }));
  if (items.length === 1) return items[0]?.record;
  const placeHolder = vscode.l10n.t('Which set-up is undone? Undo the newest first.');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.record;
}

async function agreed({ hosts }: UndoRecord): Promise<boolean> {
  const lines = hosts.toReversed().map(({ host, generation, actions }) => {
    const files =
      generation?.files.map(({ name, before }) => `${before === null ? 'remove' : 'put back'} ${name}`) ?? [];
    const rest = actions
      .toReversed()
      .map(({ words, undo }) => (undo === null ? `${words}: stays` : `take back: ${words}`));
    return `${host}: ${[...files, ...rest].join('; ')}.`;
  });
  const note = vscode.l10n.t(
    'auditd is restarted where it must be. What somebody changed in these files since then is lost.',
  );
  const undo = vscode.l10n.t('Undo');
  const title = vscode.l10n.t('Undo central logging on {0}?', hosts.map(({ host }) => host).join(', '));
  const detail = withoutLinks([...lines, '', note].join('\n'));
  return (await vscode.window.showWarningMessage(title, { modal: true, detail }, undo)) === undo;
}
