import * as vscode from 'vscode';
import { edit } from '../../../core/src/config/edit';
import type { Diagnoses } from '../central/diagnosis/diagnoses';
import type { Fault } from '../central/diagnosis/report';
import { faultsOf } from '../central/diagnosis/report';
import { remedyText, reportText } from '../central/diagnosis/reportText';
import { runDeploy } from '../deploy/deployFlow';
import type { DeployParts } from '../deploy/deployParts';
import { nameOfPath } from '../deploy/planPlaces';
import { withProgress } from '../deploy/progress';
import { quote } from '../hosts/shellText';
import { confirmSeconds } from './deploy';
import { assertTrusted } from './logSources';

export interface FaultParts {
  readonly deploy: DeployParts;
  readonly diagnoses: Diagnoses;
}

/**
 * Mends a fault whose remedy is a change of settings: as a deploy, with plan, difference, question, restart, proof and
 * the way back; then looks again.
 */
export function fixFault({ deploy, diagnoses }: FaultParts): (row?: unknown) => Promise<void> {
  return async (row) => {
    assertTrusted();
    const fault = faultOf(row) ?? (await pickFault(diagnoses, 'settings'));
    const remedy = fault?.remedy;
    if (remedy?.kind !== 'settings') return;
    const host = await deploy.book.find(remedy.host);
    if (host === undefined) throw new Error(vscode.l10n.t('{0} is not among the hosts any more.', remedy.host));
    const before = await withProgress(vscode.l10n.t('Reading {0} of {1}', remedy.path, host.name), async (signal) => {
      const root = await deploy.connections.connectAsRoot(host, signal);
      const { code, out } = await root.run(`cat ${quote(remedy.path)}`, { signal, timeout: 20_000 });
      // Every byte stays what it is, also where the file is no UTF-8.
      return code === 0 ? Buffer.from(out).toString('latin1') : '';
    });
    const after = Object.entries(remedy.settings).reduce(
      (text, [keyword, value]) => edit(text, keyword, value),
      before,
    );
    const files = [{ name: nameOfPath(remedy.path), content: Buffer.from(after, 'latin1') }];
    const wish = { files, remove: [], confirmSeconds: confirmSeconds(), restart: 'always' as const };
    const results = await runDeploy(deploy, [{ host, wish }]);
    if (results?.every(({ outcome }) => outcome?.kind === 'done') !== true) return;
    await vscode.commands.executeCommand('auditd.refreshDiagnosis');
  };
}

/** Puts the command that mends a fault into the clipboard: it is run by a person, on that host, as root. */
export function copyFix({ diagnoses }: FaultParts): (row?: unknown) => Promise<string | undefined> {
  return async (row) => {
    const fault = faultOf(row) ?? (await pickFault(diagnoses));
    if (fault?.remedy === undefined) return undefined;
    const text = remedyText(fault.remedy);
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied; run it on {0} as root', fault.host), 5000);
    return text;
  };
}

/** Saves the last report as text, without secrets. */
export function saveDiagnosis({ diagnoses }: FaultParts): (target?: unknown) => Promise<vscode.Uri | undefined> {
  return async (target) => {
    const { last } = diagnoses;
    if (last === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Nothing was diagnosed yet: run "Auditd: Diagnose" first.'),
      );
      return undefined;
    }
    const name = `audit-pipeline-${new Date(last.report.made).toISOString().slice(0, 16).replace(/[:T]/g, '-')}.txt`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const uri =
      target instanceof vscode.Uri
        ? target
        : await vscode.window.showSaveDialog({
            title: vscode.l10n.t('Save the Diagnosis'),
            ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
            filters: { Text: ['txt'] },
          });
    if (uri === undefined) return undefined;
    await vscode.workspace.fs.writeFile(uri, Buffer.from(reportText(last.report)));
    if (!(target instanceof vscode.Uri)) await vscode.window.showTextDocument(uri);
    return uri;
  };
}

/** Looks at the same hosts again. */
export function refreshDiagnosis({ diagnoses }: FaultParts): () => Promise<void> {
  return async () => {
    assertTrusted();
    const { last } = diagnoses;
    if (last === undefined) return void (await vscode.commands.executeCommand('auditd.diagnose'));
    const title = vscode.l10n.t('Looking at {0} again', last.hosts.map(({ name }) => name).join(', '));
    await withProgress(title, (signal, report) => diagnoses.run(last.hosts, signal, report));
  };
}

function faultOf(row: unknown): Fault | undefined {
  return typeof row === 'object' && row !== null && 'kind' in row && row.kind === 'fault' && 'fault' in row
    ? (row.fault as Fault)
    : undefined;
}

/** From the command palette: which of those that have a remedy of this kind. */
async function pickFault(diagnoses: Diagnoses, kind?: 'settings'): Promise<Fault | undefined> {
  const report = diagnoses.last?.report;
  const faults =
    report === undefined
      ? []
      : faultsOf(report).filter(({ remedy }) => remedy !== undefined && (kind === undefined || remedy.kind === kind));
  if (faults.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is nothing to fix in this way. "Auditd: Diagnose" looks at hosts.'),
    );
    return undefined;
  }
  const items = faults.map((fault) => ({
    label: fault.name,
    description: fault.host,
    detail: fault.remedy === undefined ? '' : remedyText(fault.remedy),
    fault,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which fault?') }))?.fault;
}
