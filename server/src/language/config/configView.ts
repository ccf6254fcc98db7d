/**
 * A configuration file as the checks see it: what it sets, for which program, and the files that work with it.
 *
 * Which files belong to one host is told by their folders: those of `…/etc/audit`, `…/etc/audisp` and the `plugins.d` in
 * them are one host, and so is any other folder that holds such files. What the host is, its files tell: a central
 * server is one whose auditd.conf sets tcp_listen_port, a sender one whose audisp-remote.conf names a server. A sender
 * belongs to the server whose folder has the name (or the first part of the name) that remote_server says; where the
 * workspace holds one server only and no name says otherwise, to that.
 */
import { type ConfigReading, judgeAndRead } from '../../../../core/src/config/judge';
import type { Assignment } from '../../../../core/src/config/judging/fault';
import type { ConfigTree } from '../../../../core/src/config/tree';
import { kindOf, readerOf } from '../../../../core/src/facts/config';
import type { ConfigKind } from '../../../../core/src/facts/configKeyword';
import type { Finding, Refuser } from '../../../../core/src/findings';
import { atLeast, type Target } from '../../../../core/src/target';
import type { Span } from '../../../../core/src/text/span';
import type { SourceDocument, Surroundings } from '../language';

export type ConfigDocument = SourceDocument<ConfigTree>;

export class ConfigView {
  readonly document: ConfigDocument;
  readonly kind: ConfigKind;
  readonly target: Target;
  readonly program: Refuser;
  readonly reading: ConfigReading;
  /** What the programs themselves say of it. */
  readonly refusals: readonly Finding[];

  constructor(document: ConfigDocument, target: Target) {
    this.document = document;
    this.kind = kindOf(document.tree.languageId);
    this.target = target;
    this.program = readerOf(this.kind, target.auditVersion);
    const { findings, ...reading } = judgeAndRead(document.tree, target);
    this.refusals = findings;
    this.reading = reading;
  }

  /** The assignment that counts, if the program takes it; undefined: not given. */
  given(name: string): Assignment | undefined {
    const assignment = this.reading.settings.last(name);
    return assignment?.taken === true ? assignment : undefined;
  }

  /** The value in force, the default included, listed words in lower case; null: nothing. */
  value(name: string): string | null {
    return this.reading.settings.value(name);
  }

  /** A number in force; 0 where there is none. */
  number(name: string): number {
    const number = Number(this.value(name) ?? 0);
    return Number.isFinite(number) ? number : 0;
  }

  /** From the keyword to its last word; the first line for a keyword that is not given. */
  spanOf(name: string, ...others: readonly string[]): Span {
    for (const each of [name, ...others]) {
      const assignment = this.reading.settings.last(each);
      if (assignment === undefined) continue;
      const end = assignment.extra[assignment.extra.length - 1] ?? assignment.value;
      return { start: assignment.name.span.start, end: end.span.end };
    }
    return this.document.tree.lines[0]?.span ?? { start: 0, end: 0 };
  }
}

/** The files of one host that are known. */
export interface Host {
  /** The name of its folder, or '' for the machine's own /etc. */
  readonly name: string;
  readonly auditd: ConfigView | undefined;
  readonly audispd: ConfigView | undefined;
  readonly remote: ConfigView | undefined;
  readonly plugins: readonly ConfigView[];
}

/** What a check looks at. */
export interface ConfigFile extends ConfigView {
  readonly host: Host;
  /** Other hosts in the workspace. */
  readonly others: readonly Host[];
}

export function configFileOf(document: ConfigDocument, around: Surroundings<ConfigTree>): ConfigFile {
  const view = new ConfigView(document, around.target);
  const folders = new Map<string, ConfigView[]>();
  const own = hostFolder(document.uri);
  folders.set(own, [view]);
  for (const sibling of around.siblings) {
    if (sibling.uri === document.uri) continue;
    const folder = hostFolder(sibling.uri);
    const views = folders.get(folder) ?? [];
    views.push(viewOf(sibling, around.target));
    folders.set(folder, views);
  }
  const hosts = [...folders].map(([folder, views]) => ({ folder, host: hostOf(folder, views) }));
  const host = hosts.find((each) => each.folder === own)?.host ?? hostOf(own, [view]);
  return Object.assign(view, { host, others: hosts.filter((each) => each.folder !== own).map((each) => each.host) });
}

const read = new WeakMap<ConfigTree, ConfigView>();

/** A sibling as it was read last, if nothing has changed: with many hosts that is what takes the time. */
function viewOf(document: ConfigDocument, target: Target): ConfigView {
  const known = read.get(document.tree);
  const isSameTarget = known?.target.auditVersion === target.auditVersion && known.target.groups === target.groups;
  if (known !== undefined && isSameTarget && known.document.uri === document.uri) return known;
  const view = new ConfigView(document, target);
  read.set(document.tree, view);
  return view;
}

/** The part of a path that is the same for all files of a host. */
export function hostFolder(uri: string): string {
  return uri
    .replace(/\/[^/]*$/, '')
    .replace(/\/plugins\.d$/, '')
    .replace(/\/(audit|audisp)$/, '')
    .replace(/\/etc$/, '');
}

function hostOf(folder: string, views: readonly ConfigView[]): Host {
  const name = folder.startsWith('untitled:') ? '' : folder.slice(folder.lastIndexOf('/') + 1);
  const of = (kind: ConfigKind) => views.find((view) => view.kind === kind);
  return {
    name: decoded(name),
    auditd: of('auditd'),
    audispd: of('audispd'),
    remote: of('remote'),
    plugins: views.filter((view) => view.kind === 'plugin'),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether it takes records from senders. */
export function listens(view: ConfigView | undefined): view is ConfigView {
  return view?.kind === 'auditd' && view.given('tcp_listen_port') !== undefined;
}

/** Whether it sends records to a server, as far as its own file tells. */
export function sends(view: ConfigView | undefined): view is ConfigView {
  return view?.kind === 'remote' && view.given('remote_server') !== undefined;
}

/** Whether the host's files together make it send: its plugin may be off. Unknown plugins are taken to be on. */
export function isSender(host: Host): boolean {
  return sends(host.remote) && remotePlugin(host)?.value('active') !== 'no';
}

export function remotePlugin(host: Host): ConfigView | undefined {
  return host.plugins.find((plugin) => startsRemote(plugin));
}

export function startsRemote(plugin: ConfigView): boolean {
  return /(^|\/)audisp-remote$/.test(plugin.given('path')?.value.text ?? '');
}

/** `krb5` from either keyword, else what `transport` says. */
export function transportOf(view: ConfigView): string {
  const transport = view.value('transport') ?? 'tcp';
  const old = view.given('enable_krb5');
  if (old === undefined || view.value('enable_krb5') !== 'yes') return transport;
  const later = view.given('transport');
  if (!atLeast(view.target, '3.0') || later === undefined) return 'krb5';
  return later.line.number > old.line.number ? transport : 'krb5';
}

/** The central server of a sender, where the workspace holds its files. */
export function serverOf(sender: ConfigView, hosts: readonly Host[]): Host | undefined {
  const wanted = sender.given('remote_server')?.value.text.toLowerCase();
  if (wanted === undefined) return undefined;
  const named = hosts.find((host) => isNamed(host, wanted));
  if (named !== undefined) return named;
  const servers = hosts.filter((host) => listens(host.auditd));
  return servers.length === 1 && !/^(localhost|127\.|::1)/.test(wanted) ? servers[0] : undefined;
}

function isNamed(host: Host, wanted: string): boolean {
  const name = host.name.toLowerCase();
  if (name === '') return false;
  const isAddress = /^[0-9.]+$|:/.test(wanted);
  return name === wanted || (!isAddress && name.split('.')[0] === wanted.split('.')[0]);
}
