import { judgeAccess } from '../../../../core/src/config/access';
import { judgeAndRead } from '../../../../core/src/config/judge';
import type { ConfigReading } from '../../../../core/src/config/judge';
import { anyMachine } from '../../../../core/src/config/machine';
import { parseConfig } from '../../../../core/src/config/tree';
import { kindOf } from '../../../../core/src/facts/config';
import type { ConfigLanguageId } from '../../../../core/src/facts/config';
import type { Finding } from '../../../../core/src/findings';
import { compareVersions, defaultTarget } from '../../../../core/src/target';
import type { Target } from '../../../../core/src/target';
import type { Message } from './messages';
import type { Asked, Observation, ObservedFile, Process } from './observation';
import type { Evidence } from './report';

/** A configuration file of a host as its program reads it. */
export interface ConfigView {
  readonly path: string;
  readonly changed: number;
  readonly isThere: boolean;
  readonly reading: ConfigReading;
  /** Why the program refuses it: the first that it would come upon, with its line (from 1). */
  readonly refusal?: { readonly line: number; readonly finding: Finding };
}

export interface PluginView extends ConfigView {
  readonly name: string;
  readonly program: string;
  readonly active: boolean;
}

/** A host with its files understood: what detectors look at. */
export interface HostView {
  readonly seen: Observation;
  readonly host: string;
  readonly target: Target;
  /** 2.x: files in /etc/audisp, and a dispatcher between auditd and its plugins. */
  readonly isOld: boolean;
  readonly auditd: ConfigView;
  /** Of 2.x only. */
  readonly audispd: ConfigView | undefined;
  readonly remote: ConfigView;
  /** The folder that the daemon reads its plugin files from, without a slash at its end. */
  readonly pluginFolder: string;
  /** Those of that folder, and those of others. */
  readonly plugins: readonly PluginView[];
  readonly strayPlugins: readonly PluginView[];
  /** The daemon that serves this host, if it runs. */
  readonly daemon: Process | undefined;
  /** The audisp-remote that this daemon (or its dispatcher) started. */
  readonly sender: Process | undefined;
  /** What audit's programs have said since the daemon started, or in its last life when it does not run. */
  readonly messages: readonly Message[];
}

export function viewOf(seen: Observation): HostView {
  const isOld = seen.version !== undefined && compareVersions(seen.version, '3.0') < 0;
  const target: Target = {
    auditVersion: seen.version ?? defaultTarget.auditVersion,
    arch: seen.arch,
    host: seen.host,
    awk: seen.awk,
  };
  const config = (path: string, language: ConfigLanguageId): ConfigView => configView(seen, path, language, target);
  const base = isOld ? '/etc/audisp' : '/etc/audit';
  const auditd = config('/etc/audit/auditd.conf', 'auditd-conf');
  const audispd = isOld ? config('/etc/audisp/audispd.conf', 'audispd-conf') : undefined;
  const named = (audispd ?? auditd).reading.settings.value('plugin_dir');
  const pluginFolder = (named ?? `${base}/plugins.d`).replace(/\/+$/, '');
  const plugins = seen.files
    .filter(({ path }) => isPluginPlace(path, pluginFolder))
    .map((file) => pluginView(config(file.path, 'audisp-plugin-conf')));
  const daemon = daemonOf(seen);
  const parents = new Set(
    seen.processes.filter(({ program }) => program === 'auditd' || program === 'audispd').map(({ pid }) => pid),
  );
  return {
    seen,
    host: seen.host,
    target,
    isOld,
    auditd,
    audispd,
    remote: config(`${base}/audisp-remote.conf`, 'audisp-remote-conf'),
    pluginFolder,
    plugins: plugins.filter(({ path }) => folderOf(path) === pluginFolder && isReadAsPlugin(path, target)),
    strayPlugins: plugins.filter(({ path }) => folderOf(path) !== pluginFolder || !isReadAsPlugin(path, target)),
    daemon,
    sender: seen.processes.find(
      ({ program, parent, here }) => program === 'audisp-remote' && here && parents.has(parent),
    ),
    messages: messagesSince(seen, daemon),
  };
}

/** The value in force, its default included; '' for nothing. Listed words in lower case. */
export function setting(config: ConfigView, keyword: string): string {
  return config.reading.settings.value(keyword) ?? '';
}

/** `log_file = …` as it stands, with its line, or that it does not. */
export function settingEvidence(view: HostView, config: ConfigView, ...keywords: readonly string[]): Evidence {
  const lines = config.reading.assignments.filter(({ keyword }) => keywords.includes(keyword.name));
  const said = lines.map(({ line, name, value }) => `${line.number}: ${name.text} = ${value.text}`).join('\n');
  return {
    host: view.host,
    command: `grep -nE '^ *(${keywords.join('|')}) ' ${config.path}`,
    said: config.isThere ? said || 'not given' : 'no such file',
  };
}

export function saidEvidence(view: HostView, name: string, only: RegExp = /(?:)/): Evidence[] {
  const asked: Asked | undefined = view.seen.asked.get(name);
  if (asked === undefined) return [];
  const lines = asked.said.split('\n').filter((line) => line.trim() !== '' && only.test(line));
  return [{ host: view.host, command: asked.command, said: lines.slice(0, 20).join('\n') || '(nothing)' }];
}

export function messageEvidence(view: HostView, messages: readonly Message[]): Evidence[] {
  if (messages.length === 0) return [];
  const said = messages
    .slice(-5)
    .map(({ at, program, text }) => `${at === undefined ? '' : `${clock(at)} `}${program}: ${text}`);
  return [
    { host: view.host, command: view.seen.asked.get('messages')?.command ?? 'journalctl', said: said.join('\n') },
  ];
}

/** Seconds since the epoch as a person reads them. */
export function clock(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function configView(seen: Observation, path: string, language: ConfigLanguageId, target: Target): ConfigView {
  const file = seen.files.find((candidate) => candidate.path === path);
  const text = file?.text ?? '';
  const tree = parseConfig(text, language);
  const machine = { fileAt: (place: string) => seen.facts.get(place) ?? anyMachine.fileAt(place) };
  const { findings, ...reading } = judgeAndRead(tree, target, machine);
  const access = judgeAccess(kindOf(language), file === undefined ? 'missing' : factsOf(file), target);
  const finding = [...access, ...(file === undefined ? [] : findings)].find(({ refusedBy }) => refusedBy !== null);
  const line = finding === undefined ? 0 : tree.lines.findLastIndex(({ span }) => span.start <= finding.span.start) + 1;
  return {
    path,
    changed: file?.changed ?? 0,
    isThere: file !== undefined,
    reading,
    ...(finding === undefined ? {} : { refusal: { line, finding } }),
  };
}

function factsOf({ kind, owner, mode }: ObservedFile) {
  const type = kind === 'other' ? ('folder' as const) : kind;
  return { type, owner: Number(owner.split(':')[0]), mode: Number.parseInt(mode, 8) };
}

function pluginView(config: ConfigView): PluginView {
  return {
    ...config,
    name: config.path.slice(config.path.lastIndexOf('/') + 1),
    program: setting(config, 'path'),
    active: setting(config, 'active') === 'yes',
  };
}

function isPluginPlace(path: string, folder: string): boolean {
  return folderOf(path) === folder || /\/plugins\.d\/[^/]+$/.test(path);
}

/** Which names are read: none with a dot in front or two in it; since 4.0.3 only `.conf`, or no dot at all. */
function isReadAsPlugin(path: string, { auditVersion }: Target): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dots = name.split('.').length - 1;
  if (name.startsWith('.') || dots > 1) return false;
  return dots === 0 || name.endsWith('.conf') || compareVersions(auditVersion, '4.0.3') < 0;
}

/** Of several (a second one in the foreground, say) the one that the kernel knows. */
function daemonOf(seen: Observation): Process | undefined {
  const daemons = seen.processes.filter(({ program, here }) => program === 'auditd' && here);
  const pid = Number(/^pid (\d+)$/m.exec(seen.asked.get('status')?.said ?? '')?.[1]);
  return daemons.find((process) => process.pid === pid) ?? daemons[0];
}

function messagesSince(seen: Observation, daemon: Process | undefined): readonly Message[] {
  const begin =
    daemon !== undefined
      ? seen.messages.findIndex(({ pid, at }) => pid === daemon.pid && (at ?? Infinity) >= daemon.started - 5)
      : seen.messages.findIndex(({ pid }) => pid !== undefined && pid === lastDaemon(seen.messages));
  if (begin >= 0) return seen.messages.slice(begin);
  // It started so long ago that its first words are not there any more.
  const since = daemon?.started ?? Infinity;
  return seen.messages.filter(({ at }) => at !== undefined && at >= since - 2);
}

function lastDaemon(messages: readonly Message[]): number | undefined {
  return messages.findLast(({ program, pid }) => program === 'auditd' && pid !== undefined)?.pid;
}
