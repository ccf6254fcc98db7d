import type { HostView } from '../hostView';
import { clock, folderOf, messageEvidence, saidEvidence, setting, settingEvidence } from '../hostView';
import type { Pair } from '../pair';
import { nodeName } from '../pair';
import type { Evidence } from '../report';
import { started } from './seen';
import type { Found } from './found';
import { commandRemedy, found, settingsRemedy } from './found';
import { hearsKernel } from './kernelFaults';
import { restartCommand } from './restart';

/** What keeps an auditd's records out of its log, or will. */
export function logFaults(view: HostView): Found[] {
  const { seen, auditd, daemon } = view;
  if (seen.version === undefined) return [];
  const off = setting(auditd, 'write_logs') === 'no' || setting(auditd, 'log_format') === 'nolog';
  if (off) return [throwsAway(view)];
  if (daemon === undefined) return [...room(view), ...unreadable(view)];
  const suspended = suspension(view);
  if (suspended !== undefined) return [suspended];
  return [...replaced(view), ...room(view), ...retention(view), ...unreadable(view)];
}

function throwsAway(view: HostView): Found {
  const { auditd } = view;
  return found('server-throws-away', [view, 'log', 'breaks'], {
    cause: `auditd of ${view.host} takes all records, confirms them to the senders, and writes none: ${setting(auditd, 'write_logs') === 'no' ? 'write_logs = no' : 'log_format = nolog'}.`,
    next: 'Set write_logs = yes (and log_format = enriched), then restart auditd.',
    evidence: [settingEvidence(view, auditd, 'write_logs', 'log_format'), openEvidence(view)],
    ...settingsRemedy(view, auditd, {
      write_logs: 'yes',
      ...(setting(auditd, 'log_format') === 'nolog' ? { log_format: 'enriched' } : {}),
    }),
  });
}

/** auditd stops to write for good when its disk is full or fails, and its senders stop then, too. */
function suspension(view: HostView): Found | undefined {
  const at = view.messages.findLastIndex(({ text }) => /suspending logging|error writing an event to disk/.test(text));
  const resumed = view.messages.slice(at + 1).some(({ text }) => /resumed logging|listening for events/.test(text));
  const state = view.seen.states.find(
    ({ text, at: when }) => /^logging suspended = yes/m.test(text) && when >= (view.daemon?.started ?? 0),
  );
  const { disk, inodesFree } = view.seen.log;
  const full = (disk !== undefined && disk.free <= 0) || inodesFree === 0;
  if ((at < 0 || resumed) && state === undefined && !full) return undefined;
  const words = full
    ? `the disk of ${folderOf(view.seen.log.path)} is full${inodesFree === 0 ? ' (no inodes)' : ''}`
    : (view.messages[at]?.text ?? 'logging is suspended');
  const back = hearsKernel(view) ? 'service auditd resume (or kill -USR2 of its pid)' : restartCommand(view);
  return found('logging-suspended', [view, 'log', 'breaks'], {
    cause: `auditd of ${view.host} does not write any more: ${words}. It does not begin again by itself, and its senders stop after one message.`,
    next: `Make room in ${folderOf(view.seen.log.path)}, then: ${back}. Senders that have stopped need a restart of their auditd.`,
    evidence: [
      ...saidEvidence(view, 'df'),
      ...messageEvidence(view, at < 0 ? [] : view.messages.slice(at, at + 1)),
      settingEvidence(
        view,
        view.auditd,
        'disk_full_action',
        'admin_space_left_action',
        'space_left_action',
        'admin_space_left',
      ),
    ],
    ...commandRemedy(view, hearsKernel(view) ? 'service auditd resume' : restartCommand(view)),
  });
}

/** An editor, sed -i or mv puts a new file in the log's place; auditd goes on writing to the old one. */
function replaced(view: HostView): Found[] {
  const { daemon, seen } = view;
  const open =
    daemon?.open.filter(({ path }) => folderOf(path.replace(/ \(deleted\)$/, '')) === folderOf(seen.log.path)) ?? [];
  if (open.length === 0) return daemon === undefined || daemon.open.length > 0 ? [] : [notOpen(view)];
  if (seen.log.file !== undefined && open.some(({ inode }) => inode === seen.log.file?.inode)) return [];
  return [
    found('log-replaced', [view, 'log', 'breaks'], {
      cause: `auditd writes to a file that is not ${seen.log.path} any more: the log was ${seen.log.file === undefined ? 'removed' : 'replaced (by an editor, sed -i, or a copy)'}, and what it writes is in ${open[0]?.path}. A reload does not reopen it.`,
      next: hearsKernel(view)
        ? 'Have it begin a new file: service auditd rotate (num_logs 2 or more), or restart auditd.'
        : `Restart auditd: ${restartCommand(view)}.`,
      evidence: [
        openEvidence(view),
        { host: view.host, command: `stat -c '%d:%i' ${seen.log.path}`, said: seen.log.file?.inode ?? 'not there' },
      ],
      ...commandRemedy(view, restartCommand(view)),
    }),
  ];
}

function notOpen(view: HostView): Found {
  return found('server-throws-away', [view, 'log', 'breaks'], {
    cause: `auditd of ${view.host} has no log open, so it writes nothing, whatever its file says now.`,
    next: `Restart it: ${restartCommand(view)}.`,
    evidence: [openEvidence(view), settingEvidence(view, view.auditd, 'write_logs', 'log_file'), started(view)],
    ...commandRemedy(view, restartCommand(view)),
  });
}

function openEvidence({ host, daemon }: HostView): Evidence {
  const said = daemon?.open.map(({ path }) => path).join('\n') ?? '';
  return { host, command: `readlink /proc/${daemon?.pid ?? 'PID'}/fd/*`, said: said === '' ? '(no file)' : said };
}

function room(view: HostView): Found[] {
  const { disk } = view.seen.log;
  const left = setting(view.auditd, 'space_left');
  if (disk === undefined || disk.size === 0) return [];
  const wanted = left.endsWith('%') ? (Number.parseInt(left, 10) / 100) * disk.size : Number(left) * 1024;
  if (!(disk.free < wanted)) return [];
  return [
    found('disk-nearly-full', [view, 'log', 'warns'], {
      cause: `The disk of ${folderOf(view.seen.log.path)} has ${megabytes(disk.free * 1024)} left, less than space_left (${left}); at admin_space_left (${setting(view.auditd, 'admin_space_left')}) auditd does what admin_space_left_action says (${setting(view.auditd, 'admin_space_left_action')}).`,
      next: 'Make room, keep fewer pieces (num_logs, max_log_file), or give the log a disk of its own.',
      evidence: [
        ...saidEvidence(view, 'df'),
        settingEvidence(
          view,
          view.auditd,
          'space_left',
          'admin_space_left',
          'space_left_action',
          'admin_space_left_action',
        ),
      ],
    }),
  ];
}

const hour = 3600;

/** How long the records stay, or until when the disk lasts, at the rate at which they come. */
function retention(view: HostView): Found[] {
  const { log } = view.seen;
  const first = Math.min(...log.nodes.map((node) => node.first));
  const span = Math.max(...log.nodes.map((node) => node.last)) - first;
  // What probe.sh looks at: the whole log, or its last 6 MB.
  const bytes = Math.min(log.file?.size ?? 0, 6_000_000);
  if (!(span >= 60) || bytes === 0) return [];
  const rate = bytes / span;
  const action = setting(view.auditd, 'max_log_file_action');
  const kept = Number(setting(view.auditd, 'num_logs')) * Number(setting(view.auditd, 'max_log_file')) * 1024 * 1024;
  const isRotated = action === 'rotate';
  const seconds = isRotated && kept > 0 ? kept / rate : ((log.disk?.free ?? 0) * 1024) / rate;
  if (seconds > (isRotated ? 24 : 7 * 24) * hour || seconds === 0) return [];
  return [
    found('retention-short', [view, 'log', 'warns'], {
      cause: isRotated
        ? `At ${megabytes(rate * hour)} an hour, ${setting(view.auditd, 'num_logs')} pieces of ${setting(view.auditd, 'max_log_file')} MB hold ${lasting(seconds)}: what is older is removed.`
        : `At ${megabytes(rate * hour)} an hour the disk is full in ${lasting(seconds)}, because max_log_file_action = ${action} removes nothing.`,
      next: 'Raise num_logs and max_log_file as far as the disk allows, have the senders record less, or move old pieces away.',
      evidence: [
        settingEvidence(view, view.auditd, 'max_log_file', 'num_logs', 'max_log_file_action'),
        { host: view.host, command: `ls -l ${log.path}`, said: `${bytes} bytes in ${Math.round(span)} s` },
        ...saidEvidence(view, 'df'),
      ],
    }),
  ];
}

function unreadable(view: HostView): Found[] {
  const { login, loginGroups, log } = view.seen;
  if (login === 'root' || log.file === undefined || log.folder === undefined) return [];
  const may = ({ mode, owner }: { mode: string; owner: string }, bit: number): boolean => {
    const [user, group = ''] = owner.split(':');
    const bits = Number.parseInt(mode, 8);
    return ((user === login ? bits >> 6 : loginGroups.includes(group) ? bits >> 3 : bits) & bit) !== 0;
  };
  if (may(log.folder, 1) && may(log.file, 4)) return [];
  return [
    found('log-unreadable', [view, 'log', 'warns'], {
      cause: `${login} cannot read the log without sudo: ${folderOf(log.path)} is ${log.folder.mode} ${log.folder.owner}, the file ${log.file.mode} ${log.file.owner}.`,
      next: `Go on with sudo, or set log_group to a group of ${login} in auditd.conf and restart auditd.`,
      evidence: [
        {
          host: view.host,
          command: `stat -c '%a %U:%G' ${folderOf(log.path)} ${log.path}`,
          said: `${log.folder.mode} ${log.folder.owner}\n${log.file.mode} ${log.file.owner}`,
        },
        { host: view.host, command: `id -Gn ${login}`, said: loginGroups.join(' ') },
      ],
    }),
  ];
}

/** Seconds by which the central log may lag behind without anything being wrong. */
const patience = 10;

/** Whether what a sender has recorded is in the central log: the whole way, seen at its end. */
export function arrival({
  sender,
  server,
}: Pair): { readonly words: string; readonly evidence: Evidence[]; readonly faults: Found[] } | undefined {
  const node = nodeName(sender);
  if (server === undefined || node === undefined) return undefined;
  const there = server.seen.log.nodes.find((one) => one.node === node);
  const own = sender.seen.log.nodes.find((one) => one.node === node);
  const since = own?.last ?? sender.daemon?.started;
  const evidence = [
    {
      host: server.host,
      command: `grep '^node=${node} ' ${server.seen.log.path} | tail -n 1`,
      said: there === undefined ? '(nothing)' : `newest of ${there.records}: ${clock(there.last)}`,
    },
    ...(own === undefined
      ? []
      : [{ host: sender.host, command: `tail -n 1 ${sender.seen.log.path}`, said: `newest: ${clock(own.last)}` }]),
  ];
  if (since === undefined) return undefined;
  if (there !== undefined && there.last >= since - patience) {
    return { words: `the newest record of node=${node} is of ${clock(there.last)}`, evidence, faults: [] };
  }
  const behind = there === undefined ? '' : ` after ${clock(there.last)}`;
  const fault = found('records-missing', [server, 'log', 'breaks'], {
    cause: `The central log has no record of node=${node}${behind}, though ${sender.host} has recorded since (${clock(since)}).`,
    next: 'If everything before is green, wait a moment and look again; a sender with a long queue catches up. Else restart its auditd.',
    evidence,
    unlessExplained: 'anywhere',
  });
  return { words: '', evidence, faults: [fault] };
}

/** Above this many seconds, times in one log contradict each other. */
const apart = 5;

export function clockFaults({ sender, server }: Pair): Found[] {
  const [mine, theirs] = [sender.seen.ahead, server?.seen.ahead];
  if (server === undefined || mine === undefined || theirs === undefined || Math.abs(mine - theirs) < apart) return [];
  const seconds = Math.round(mine - theirs);
  return [
    found('clocks-apart', [sender, 'log', 'warns'], {
      cause: `The clock of ${sender.host} is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} that of ${server.host}: records carry the sender’s time, so events of several hosts are in the wrong order, and searches by time miss some. Kerberos fails beyond 300 s.`,
      next: 'Let both keep time with the same servers (chrony or systemd-timesyncd).',
      evidence: [sender, server].map((view) => ({
        host: view.host,
        command: 'date +%s',
        said: `${Math.round(view.seen.time)} (${(view.seen.ahead ?? 0).toFixed(1)} s ahead of this machine)`,
      })),
      ...commandRemedy(sender, 'chronyc tracking || timedatectl timesync-status'),
    }),
  ];
}

export function sharedNode(sender: HostView, others: readonly HostView[]): Found[] {
  const node = nodeName(sender);
  const same = others.filter((other) => other !== sender && node !== undefined && nodeName(other) === node);
  if (same.length === 0) return [];
  return [
    found('node-shared', [sender, 'log', 'warns'], {
      cause: `${[sender, ...same].map(({ host }) => host).join(' and ')} all send as node=${node}: in the central log their records cannot be told apart.`,
      next: 'Give each host a name of its own, or set name_format = fqd, or name_format = user with name.',
      evidence: [settingEvidence(sender, sender.auditd, 'name_format', 'name')],
    }),
  ];
}

function megabytes(bytes: number): string {
  return bytes >= 10 * 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${Math.round(bytes / 1024)} KB`;
}

function lasting(seconds: number): string {
  return seconds >= 2 * 24 * hour
    ? `${Math.floor(seconds / 24 / hour)} days`
    : seconds >= 2 * hour
      ? `${Math.floor(seconds / hour)} hours`
      : `${Math.floor(seconds / 60)} minutes`;
}
