import type { HostState } from '../../deploy/hostState';
import { pluginRoot } from '../../deploy/planPlaces';
import type { Hindrance, Note } from './actions';
import { bytesOf, Draft, isSince, type FileChanges } from './auditFiles';
import { commandRules } from './commandRules';
import { keyProblem } from './kerberosKey';
import type { Surroundings } from './surroundings';
import { heartbeat, type CentralWish } from './wish';

/** A sender's files. `clientPorts`: tcp_client_ports of the server, outside of which it turns senders away. */
export function senderFiles(
  state: HostState,
  around: Surroundings,
  wish: CentralWish,
  clientPorts: string | undefined,
): FileChanges {
  const notes: Note[] = [];
  const hindrances: Hindrance[] = [];
  const folder = pluginRoot(state);
  const plugins = `${folder}/plugins.d`;
  const remote = new Draft(state, `${folder}/audisp-remote.conf`, 'audisp-remote-conf');
  remote.set('remote_server', wish.serverAddress);
  remote.set('port', String(wish.port));
  remote.set('format', 'managed');
  remote.set('mode', wish.mode);
  if ((remote.number('heartbeat_timeout') ?? 0) === 0 || (remote.number('heartbeat_timeout') ?? 0) > heartbeat) {
    remote.set('heartbeat_timeout', String(heartbeat));
  }
  // The default gives up at the first failure of the network, and stays silent.
  if ((remote.value('network_failure_action') ?? 'stop').toLowerCase() === 'stop') {
    remote.set('network_failure_action', 'syslog');
  }
  transport(remote, state, around, wish, folder, hindrances);
  localPort(remote, clientPorts);

  const plugin = new Draft(state, `${plugins}/au-remote.conf`, 'audisp-plugin-conf');
  plugin.set('active', 'yes');
  plugin.set('direction', 'out');
  if (plugin.value('path') === undefined)
    plugin.set('path', around.programs.get('audisp-remote') ?? '/sbin/audisp-remote');
  plugin.set('type', 'always');
  plugin.set('format', 'string');

  const auditd = new Draft(state, '/etc/audit/auditd.conf', 'auditd-conf');
  const others = naming(auditd, state, wish, notes);
  if (isSince(state, '3.0') && !samePath(auditd.value('plugin_dir') ?? plugins, plugins)) {
    auditd.set('plugin_dir', plugins);
    notes.push(`plugin_dir is set to ${plugins}, where the packages have their plugins.`);
  }
  if (wish.localLog === 'off') switchOffLocalLog(auditd, state);

  const files = [auditd, ...others, remote, plugin].map(({ path, text }) => ({ name: path, content: bytesOf(text) }));
  if (wish.commands === 'record') files.push(commandRules(state));
  return { files, notes, hindrances };
}

/** Without a name nobody can tell a sender's events from another's. Until 2.8 the dispatcher puts it before them. */
function naming(auditd: Draft, state: HostState, wish: CentralWish, notes: Note[]): Draft[] {
  const isNamed = (draft: Draft): boolean => (draft.value('name_format') ?? 'none').toLowerCase() !== 'none';
  if (isSince(state, '3.0')) {
    if (!isNamed(auditd)) auditd.set('name_format', wish.nameFormat);
    return [];
  }
  const dispatcher = new Draft(state, '/etc/audisp/audispd.conf', 'audispd-conf');
  if (!isNamed(dispatcher)) dispatcher.set('name_format', wish.nameFormat);
  // Named in both, every record would carry two names.
  if (isNamed(auditd)) {
    auditd.set('name_format', 'none');
    notes.push('name_format goes from auditd.conf to audispd.conf: set in both, every record would have two node=.');
  }
  if ((auditd.value('dispatcher') ?? '') === '') auditd.set('dispatcher', '/sbin/audispd');
  return [dispatcher];
}

function switchOffLocalLog(auditd: Draft, state: HostState): void {
  if (isSince(state, '2.5.2')) auditd.set('write_logs', 'no');
  else auditd.set('log_format', 'NOLOG');
}

function transport(
  remote: Draft,
  state: HostState,
  around: Surroundings,
  wish: CentralWish,
  folder: string,
  hindrances: Hindrance[],
): void {
  const isKerberos = wish.transport === 'krb5';
  if (isSince(state, '3.0')) {
    remote.set('transport', wish.transport);
    // The old keyword would still win over transport = tcp.
    if (!isKerberos && remote.value('enable_krb5')?.toLowerCase() === 'yes') remote.set('enable_krb5', 'no');
  } else {
    remote.set('transport', 'tcp');
    if (isKerberos || remote.value('enable_krb5') !== undefined) remote.set('enable_krb5', isKerberos ? 'yes' : 'no');
  }
  if (isKerberos) keyProblem(around, remote.value('krb5_key_file') ?? `${folder}/audisp-remote.key`, hindrances);
}

/** A server that takes only certain source ports gets the first of them, unless the sender’s own is among them. */
function localPort(remote: Draft, clientPorts: string | undefined): void {
  const range = /^(\d+)(?:-(\d+))?$/.exec(clientPorts ?? '');
  if (range === null) return;
  const first = Number(range[1]);
  const last = Number(range[2] ?? range[1]);
  const now = remote.number('local_port');
  const isAny = now === undefined || now === 0;
  if (isAny ? first <= 1024 && last >= 65535 : first <= now && now <= last) return;
  remote.set('local_port', String(Math.max(first, 1)));
}

function samePath(one: string, other: string): boolean {
  return one.replace(/\/+$/, '') === other;
}
