import * as vscode from 'vscode';
import type { Diagnoses } from '../diagnosis/diagnoses';
import { verdictOf } from '../diagnosis/report';
import type { Connections } from '../../hosts/connections';
import type { Host } from '../../hosts/host';
import type { HostBook } from '../../hosts/hostBook';
import type { Glance } from './glance';
import { ageWords, glanceAt, glanceWords } from './glance';

export interface PipelineWorld {
  readonly book: HostBook;
  readonly connections: Connections;
  readonly diagnoses: Diagnoses;
}

/**
 * How the selected central server's pipeline stands, in the status bar and beside the server in the Hosts view. Looks
 * only when it is asked to; a click is such a question, and takes one small command.
 */
export class PipelineStatus implements vscode.Disposable {
  readonly #world: PipelineWorld;
  readonly #item = vscode.window.createStatusBarItem('auditd.pipeline', vscode.StatusBarAlignment.Left, 50);
  readonly #glances = new Map<string, { readonly glance: Glance; readonly at: Date }>();
  readonly #subscription: vscode.Disposable;

  constructor(world: PipelineWorld) {
    this.#world = world;
    this.#item.name = vscode.l10n.t('Audit Pipeline');
    this.#item.command = 'auditd.refreshPipeline';
    this.#subscription = vscode.Disposable.from(
      world.book.onDidChange(() => void this.#show()),
      world.diagnoses.onDidChange(() => this.#diagnosed()),
    );
    void this.#show();
  }

  /** The server that the person works with: the selected one, else the only one that is called so. */
  async server(): Promise<Host | undefined> {
    const selected = await this.#world.book.selected();
    if (selected?.role === 'central' || this.#glances.has(selected?.name ?? '')) return selected;
    const servers = (await this.#world.book.hosts()).filter(({ role }) => role === 'central');
    return servers.length === 1 ? servers[0] : undefined;
  }

  /** Looks at a server with one small command, and shows it. Rejects with HostError. */
  async refresh(host: Host, signal?: AbortSignal): Promise<Glance> {
    const root = await this.#world.connections.connectAsRoot(host, signal);
    const glance = await glanceAt(root, signal);
    this.#glances.set(host.name, { glance, at: new Date() });
    this.#world.book.sawPipeline(host.name, glanceWords(glance));
    return glance;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  /** A diagnosis knows more than a glance: hosts are marked by it. */
  #diagnosed(): void {
    for (const report of this.#world.diagnoses.last?.report.hosts ?? []) {
      const bad = report.links.find(({ state }) => state === 'bad');
      const verdict = verdictOf(report);
      const words =
        bad !== undefined
          ? `✗ ${bad.link}: ${bad.faults[0]?.name ?? ''}`
          : verdict === 'good'
            ? vscode.l10n.t('✓ diagnosed')
            : vscode.l10n.t('? not all links are known');
      this.#world.book.sawPipeline(report.host, words);
    }
    void this.#show();
  }

  async #show(): Promise<void> {
    const host = await this.server();
    if (host === undefined) return this.#item.hide();
    const seen = this.#glances.get(host.name);
    const reports = this.#world.diagnoses.last?.report.hosts ?? [];
    const broken = reports.filter((report) => verdictOf(report) === 'bad');
    const isBad = seen === undefined ? broken.length > 0 : !seen.glance.listens;
    const words = seen === undefined ? '' : `: ${vscode.l10n.t('{0} senders', seen.glance.connected.length)}`;
    this.#item.text = `$(${isBad ? 'error' : seen === undefined ? 'radio-tower' : 'pass'}) ${host.name}${words}`;
    this.#item.backgroundColor = isBad ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.tooltip = tooltip(host, seen);
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('Audit pipeline of {0}', this.#item.text.replace(/\$\([^)]*\) /, '')),
    };
    this.#item.show();
  }
}

function tooltip(host: Host, seen: { readonly glance: Glance; readonly at: Date } | undefined): string {
  const ask = vscode.l10n.t('Click to look at {0} (one small command).', host.name);
  if (seen === undefined) return ask;
  const { glance, at } = seen;
  const nodes = [...glance.nodes].sort((a, b) => a.last - b.last).slice(0, 20);
  return [
    `${host.name}: ${glanceWords(glance)}`,
    vscode.l10n.t('as of {0}', at.toLocaleTimeString()),
    ...nodes.map(({ name, last }) => `${name.replace(/[^\x20-\x7e]/g, '?')}: ${ageWords(glance.now - last)}`),
    ask,
  ].join('\n');
}
