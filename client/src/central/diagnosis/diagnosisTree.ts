import * as vscode from 'vscode';
import type { Diagnoses } from './diagnoses';
import type { Evidence, Fault, HostReport, LinkState } from './report';
import { verdictOf } from './report';
import { plainLines, remedyText, withoutSecrets } from './reportText';

/** A row: a host, one of its links, a fault, or a line below one. */
export type DiagnosisRow =
  | { readonly kind: 'host'; readonly report: HostReport }
  | { readonly kind: 'link'; readonly report: HostReport; readonly state: LinkState }
  | { readonly kind: 'fault'; readonly id: string; readonly fault: Fault }
  | { readonly kind: 'words'; readonly id: string; readonly label: string; readonly text: string }
  | { readonly kind: 'evidence'; readonly id: string; readonly evidence: Evidence };

/** The last diagnosis as a tree: hosts, the links of each, and what shows how they stand. Text of hosts is shown only. */
export class DiagnosisTree implements vscode.TreeDataProvider<DiagnosisRow>, vscode.Disposable {
  readonly #diagnoses: Diagnoses;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: { dispose(): void };
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(diagnoses: Diagnoses) {
    this.#diagnoses = diagnoses;
    this.#subscription = diagnoses.onDidChange(() => this.#changed.fire());
  }

  getChildren(row?: DiagnosisRow): DiagnosisRow[] {
    if (row === undefined)
      return (this.#diagnoses.last?.report.hosts ?? []).map((report) => ({ kind: 'host', report }));
    switch (row.kind) {
      case 'host':
        return row.report.links
          .filter(({ state, faults }) => state !== 'not-used' || faults.length > 0)
          .map((state) => ({ kind: 'link', report: row.report, state }));
      case 'link':
        return belowLink(row);
      case 'fault':
        return belowFault(row);
      case 'words':
      case 'evidence':
        return [];
    }
  }

  getTreeItem(row: DiagnosisRow): vscode.TreeItem {
    switch (row.kind) {
      case 'host':
        return hostItem(row.report);
      case 'link':
        return linkItem(row.report, row.state);
      case 'fault':
        return faultItem(row.id, row.fault);
      case 'words':
        return textItem(row.id, row.label, row.text);
      case 'evidence':
        return evidenceItem(row.id, row.evidence);
    }
  }

  /** What `reveal` needs: only hosts and links are revealed. */
  getParent(row: DiagnosisRow): DiagnosisRow | undefined {
    return row.kind === 'link' ? { kind: 'host', report: row.report } : undefined;
  }

  /** The first link that is not good, for the eyes to fall on. */
  firstBad(): DiagnosisRow | undefined {
    for (const report of this.#diagnoses.last?.report.hosts ?? []) {
      const state = report.links.find((one) => one.state === 'bad');
      if (state !== undefined) return { kind: 'link', report, state };
    }
    return undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function belowLink({ report, state }: Extract<DiagnosisRow, { kind: 'link' }>): DiagnosisRow[] {
  const id = linkId(report, state);
  return [
    ...state.faults.map((fault, index): DiagnosisRow => ({ kind: 'fault', id: `${id}/${index}`, fault })),
    ...state.evidence.map((evidence, index): DiagnosisRow => ({ kind: 'evidence', id: `${id}/e${index}`, evidence })),
  ];
}

function belowFault({ id, fault }: Extract<DiagnosisRow, { kind: 'fault' }>): DiagnosisRow[] {
  const words = (label: string, text: string): DiagnosisRow => ({ kind: 'words', id: `${id}/${label}`, label, text });
  return [
    words(vscode.l10n.t('cause'), fault.cause),
    words(vscode.l10n.t('next'), fault.next),
    ...(fault.remedy === undefined ? [] : [words(vscode.l10n.t('fix'), remedyText(fault.remedy))]),
    ...fault.evidence.map((evidence, index): DiagnosisRow => ({ kind: 'evidence', id: `${id}/e${index}`, evidence })),
  ];
}

function linkId({ host, role }: HostReport, { link }: LinkState): string {
  return `${role}/${host}/${link}`;
}

function hostItem(report: HostReport): vscode.TreeItem {
  // What is good from end to end makes room for what is not.
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(report.host, verdictOf(report) === 'good' ? Collapsed : Expanded);
  const role =
    report.role === 'sender'
      ? vscode.l10n.t('sender, to {0}', report.server ?? '?')
      : report.role === 'central'
        ? vscode.l10n.t('central server')
        : '';
  item.id = `${report.role}/${report.host}`;
  item.description = [role, visible(report.title)].filter((part) => part !== '').join(' · ');
  item.tooltip = item.description;
  item.iconPath = stateIcon(verdictOf(report));
  item.contextValue = 'diagnosed';
  item.accessibilityInformation = { label: `${report.host}, ${stateWord(verdictOf(report))}, ${item.description}` };
  return item;
}

function linkItem(report: HostReport, state: LinkState): vscode.TreeItem {
  const below = state.faults.length + state.evidence.length;
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(state.link, below === 0 ? None : state.state === 'bad' ? Expanded : Collapsed);
  const notes =
    state.state !== 'bad' && state.faults.length > 0 ? vscode.l10n.t(' ({0} notes)', state.faults.length) : '';
  item.id = linkId(report, state);
  item.description = `${state.state === 'bad' ? (state.faults[0]?.name ?? '') : visible(state.words)}${notes}`;
  item.tooltip = visible(state.words);
  item.iconPath = state.state === 'good' && state.faults.length > 0 ? noteIcon() : stateIcon(state.state);
  item.accessibilityInformation = { label: `${state.link}, ${stateWord(state.state)}, ${item.description}` };
  return item;
}

function faultItem(id: string, fault: Fault): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(fault.name, fault.effect === 'warns' ? Collapsed : Expanded);
  item.id = id;
  item.description = vscode.l10n.t('on {0}: {1}', fault.host, visible(fault.cause));
  item.tooltip = `${visible(fault.cause)}\n\n${visible(fault.next)}`;
  item.iconPath = fault.effect === 'warns' ? noteIcon() : stateIcon('bad');
  item.contextValue = fault.remedy === undefined ? 'fault' : `fault.${fault.remedy.kind}`;
  item.accessibilityInformation = { label: `${fault.name}, ${item.description}` };
  return item;
}

function textItem(id: string, label: string, text: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = id;
  item.description = visible(text);
  item.tooltip = visible(text);
  item.accessibilityInformation = { label: `${label}: ${item.description}` };
  return item;
}

function evidenceItem(id: string, { host, command, said }: Evidence): vscode.TreeItem {
  const lines = plainLines(said);
  const item = new vscode.TreeItem(`${host}$ ${visible(command)}`);
  item.id = id;
  item.description = lines.join(' ⏎ ').slice(0, 300);
  item.tooltip = `${host}$ ${visible(command)}\n\n${lines.slice(0, 40).join('\n')}`;
  item.iconPath = new vscode.ThemeIcon('terminal');
  return item;
}

/** A tooltip and a label are plain text as strings; what a host said must not hide or turn anything in them. */
function visible(text: string): string {
  return withoutSecrets(plainLines(text).join(' '));
}

function stateIcon(state: LinkState['state']): vscode.ThemeIcon {
  switch (state) {
    case 'good':
      return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
    case 'bad':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
    case 'unknown':
      return new vscode.ThemeIcon('question');
    case 'not-used':
      return new vscode.ThemeIcon('dash');
  }
}

function noteIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('info', new vscode.ThemeColor('notificationsInfoIcon.foreground'));
}

function stateWord(state: LinkState['state']): string {
  switch (state) {
    case 'good':
      return vscode.l10n.t('works');
    case 'bad':
      return vscode.l10n.t('does not work');
    case 'unknown':
      return vscode.l10n.t('unknown');
    case 'not-used':
      return vscode.l10n.t('not used');
  }
}
