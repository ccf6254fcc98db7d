import * as vscode from 'vscode';
import type { Diagnoses } from '../central/diagnosis/diagnoses';
import type { Report } from '../central/diagnosis/report';
import { faultsOf, verdictOf } from '../central/diagnosis/report';
import { withProgress } from '../deploy/progress';
import type { Host } from '../hosts/host';
import type { HostBook } from '../hosts/hostBook';
import { withoutLinks } from '../hosts/hostFailure';
import { assertTrusted } from './logSources';
import { describeHost, hostsOfArgument } from './selectHost';

export interface DiagnoseParts {
  readonly book: HostBook;
  readonly diagnoses: Diagnoses;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Looks at a host or a whole pipeline, and shows how each link stands. Only reads. A sender is looked at together with
 * the server, and a server with its senders, since neither can be judged alone.
 */
export function diagnose(parts: DiagnoseParts): (argument?: unknown) => Promise<Report | undefined> {
  return async (argument) => {
    assertTrusted();
    const meant = await hostsOfArgument(parts.book, argument);
    const hosts = meant === undefined ? await pickHosts(parts) : await withOtherEnds(parts.book, meant);
    if (hosts === undefined || hosts.length === 0) return undefined;
    const names = hosts.map(({ name }) => name).join(', ');
    const title = vscode.l10n.t('Looking at {0}', names);
    const report = await withProgress(title, (signal, progress) => {
      let done = 0;
      return parts.diagnoses.run(hosts, signal, (host) =>
        progress(vscode.l10n.t('{0} ({1} of {2})', host, ++done, hosts.length)),
      );
    });
    await vscode.commands.executeCommand('auditd.diagnosis.focus');
    tell(parts, report);
    return report;
  };
}

/** For a sender its server, for a server its senders, as far as roles say who they are. */
async function withOtherEnds(book: HostBook, meant: readonly Host[]): Promise<readonly Host[]> {
  const all = await book.hosts();
  const wanted = (role: 'central' | 'sender'): readonly Host[] =>
    all.filter((host) => host.role === role && !meant.some(({ name }) => name === host.name));
  const hasServer = meant.some(({ role }) => role === 'central');
  const servers = hasServer ? [] : wanted('central');
  const isOnlyServers = meant.every(({ role }) => role === 'central');
  return [...meant, ...(servers.length === 1 ? servers : []), ...(isOnlyServers ? wanted('sender') : [])];
}

async function pickHosts({ book }: DiagnoseParts): Promise<readonly Host[] | undefined> {
  const hosts = await book.hosts();
  if (hosts.length === 0) {
    const added = await vscode.commands.executeCommand<Host | undefined>('auditd.addHost');
    return added === undefined ? undefined : [added];
  }
  if (hosts.length === 1) return hosts;
  const hasRoles = hosts.some(({ role }) => role === 'central' || role === 'sender');
  const items = hosts.map((host) => ({
    label: host.name,
    description: describeHost(book, host),
    picked: hasRoles ? host.role === 'central' || host.role === 'sender' : host.name === book.selectedName,
    host,
  }));
  items.sort((a, b) => Number(b.picked) - Number(a.picked));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    placeHolder: vscode.l10n.t(
      'Diagnose which hosts? Pick the central server and its senders. Nothing is changed there.',
    ),
  });
  return picked?.map(({ host }) => host);
}

function tell({ log }: DiagnoseParts, report: Report): void {
  const faults = faultsOf(report).filter(({ effect }) => effect !== 'warns');
  for (const { name, host, cause } of faults) log.warn(`diagnosis: ${host}: ${name}: ${cause}`);
  const [first] = faults;
  const whole = report.hosts.filter((host) => verdictOf(host) === 'good').length;
  if (first === undefined) {
    const text = vscode.l10n.t('{0} of {1} ways are good from end to end.', whole, report.hosts.length);
    void vscode.window.showInformationMessage(text);
    return;
  }
  const more = faults.length === 1 ? '' : vscode.l10n.t(' And {0} more.', faults.length - 1);
  void vscode.window.showWarningMessage(withoutLinks(`${first.host}: ${first.cause} ${first.next}${more}`));
}
