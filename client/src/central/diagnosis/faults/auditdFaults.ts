import type { HostView } from '../hostView';
import { clock, folderOf, messageEvidence, saidEvidence, setting, settingEvidence } from '../hostView';
import type { Evidence } from '../report';
import type { Found } from './found';
import { commandRemedy, found, settingsRemedy } from './found';
import { namingFaults } from './namingFaults';
import { notes } from './notes';
import { refusalEvidence, refusalWords, started } from './seen';
import { restartCommand } from './restart';

/** What is wrong with the daemon itself: whether it runs, what it read, how it names the host. */
export function auditdFaults(view: HostView): Found[] {
  if (view.seen.version === undefined) return [notInstalled(view)];
  if (view.daemon === undefined) return [...whyNotRunning(view), ...notes(view)];
  return [...waiting(view), ...namingFaults(view), ...notes(view)];
}

function notInstalled(view: HostView): Found {
  return found('auditd-not-installed', [view, 'auditd', 'breaks'], {
    cause: 'There is no auditctl on this host, so audit is not installed.',
    next: 'Install it (packages audit or auditd, and audispd-plugins on a sender), or run "Auditd: Set Up Central Logging".',
    evidence: [{ host: view.host, command: 'auditctl -v', said: 'not found' }],
  });
}

/** The most precise reason that is seen; a plain 'stopped' where there is none. */
function whyNotRunning(view: HostView): Found[] {
  const { auditd, audispd } = view;
  const start = restartCommand(view).replace('restart', 'start');
  const died = [
    ...saidEvidence(view, 'unit', /^(ActiveState|SubState|Result|ExecMainStatus|ConditionResult)/),
    ...last(view),
  ];
  // The parser refuses the file for this, too; but what is to be mended is the folder.
  if (view.seen.log.folder === undefined) return logPlace(view, died);
  for (const config of [auditd, ...(audispd === undefined ? [] : [audispd])]) {
    if (config.refusal !== undefined) {
      return [
        found('auditd-conf-refused', [view, 'auditd', 'breaks'], {
          cause: `auditd does not start, because it refuses its configuration: ${refusalWords(config)}`,
          next: `Mend ${config.path}, then: ${start}.`,
          evidence: [refusalEvidence(view, config), ...died],
        }),
      ];
    }
  }
  const precise = [...keyTable(view, died), ...logPlace(view, died), ...nameless(view, died)];
  if (precise.length > 0) return precise;
  return [
    found('auditd-stopped', [view, 'auditd', 'breaks'], {
      cause:
        'auditd does not run. Its configuration is one that it would take, so somebody stopped it, or it was never started.',
      next: `Start it: ${start}. "systemctl enable auditd" has it started at boot.`,
      evidence: [{ host: view.host, command: 'pgrep -x auditd', said: '(nothing)' }, ...died],
      ...commandRemedy(view, start),
      unlessExplained: 'here',
    }),
  ];
}

/** It ends with status 0 then, and systemd takes that for a success. */
function keyTable(view: HostView, died: readonly Evidence[]): Found[] {
  const { auditd, seen } = view;
  const kerberos = setting(auditd, 'transport') === 'krb5' || setting(auditd, 'enable_krb5') === 'yes';
  if (!kerberos || setting(auditd, 'tcp_listen_port') === '') return [];
  const path = setting(auditd, 'krb5_key_file') || '/etc/audit/audit.key';
  const file = seen.facts.get(path);
  const isGood = file !== undefined && file !== 'missing' && file.owner === 0 && (file.mode & 0o777) === 0o400;
  const complaint = view.messages.filter(({ text }) => /GSS error|krb5 error|Key table|mode 0400/.test(text));
  if (isGood && complaint.length === 0) return [];
  const state =
    file === undefined || file === 'missing'
      ? 'is not there'
      : `has mode ${file.mode.toString(8)}, owner ${file.owner}`;
  return [
    found('key-table-unusable', [view, 'auditd', 'breaks'], {
      cause: `auditd is to use Kerberos, but its key table ${path} ${isGood ? 'does not work' : state}: it ends right after its start, with status 0.`,
      next: `Put a key table there (owner root, mode 0400), or set transport = tcp on the server and its senders.`,
      evidence: [
        settingEvidence(view, auditd, 'transport', 'enable_krb5', 'krb5_key_file'),
        { host: view.host, command: `stat -c '%a %U' ${path}`, said: state },
        ...messageEvidence(view, complaint),
        ...died.slice(0, 1),
      ],
      ...settingsRemedy(view, auditd, { transport: 'tcp' }),
    }),
  ];
}

/** The folder of the log must be there; nobody makes it. */
function logPlace(view: HostView, died: readonly Evidence[]): Found[] {
  const { log } = view.seen;
  const complaint = view.messages.filter(({ text }) =>
    /log file|Could not open dir|audit log is not writable/.test(text),
  );
  const folder = folderOf(log.path);
  if (log.folder !== undefined && complaint.length === 0) return [];
  return [
    found('log-folder-unusable', [view, 'auditd', 'breaks'], {
      cause:
        log.folder === undefined
          ? `The folder of the log, ${folder}, is not there, and auditd does not make it: it ends at its start.`
          : `auditd cannot use its log ${log.path}: ${complaint[0]?.text ?? ''}`,
      next: `Make it: install -d -m 0700 ${folder}, then start auditd.`,
      evidence: [
        {
          host: view.host,
          command: `stat ${folder}`,
          said: log.folder === undefined ? 'not there' : `${log.folder.mode} ${log.folder.owner}`,
        },
        ...messageEvidence(view, complaint),
        ...died.slice(0, 1),
      ],
      ...commandRemedy(view, `install -d -m 0700 ${folder}`),
    }),
  ];
}

function nameless(view: HostView, died: readonly Evidence[]): Found[] {
  const { auditd } = view;
  if (setting(auditd, 'name_format') !== 'user' || setting(auditd, 'name') !== '') return [];
  return [
    found('auditd-conf-refused', [view, 'auditd', 'breaks'], {
      cause:
        'auditd.conf says name_format = user but gives no name: the file is taken, and the daemon ends at its start.',
      next: 'Set name, or name_format = hostname.',
      evidence: [settingEvidence(view, auditd, 'name_format', 'name'), ...died],
      ...settingsRemedy(view, auditd, { name_format: 'hostname' }),
    }),
  ];
}

/** It runs, but what is in its files now would not start it, or is not what it has read. */
function waiting(view: HostView): Found[] {
  const { auditd, audispd, daemon } = view;
  const result: Found[] = [];
  for (const config of [auditd, ...(audispd === undefined ? [] : [audispd])]) {
    if (config.refusal !== undefined) {
      result.push(
        found('bad-conf-waits', [view, 'auditd', 'warns'], {
          cause: `auditd runs with settings that it read earlier, and would refuse ${config.path} as it is now: ${refusalWords(config)} A reload is ignored, and the next start or boot fails.`,
          next: 'Mend the file before anything restarts auditd.',
          evidence: [refusalEvidence(view, config), started(view)],
        }),
      );
    } else if (daemon !== undefined && config.changed > daemon.started + 1) {
      const reloaded = view.seen.log.daemon.some(({ type, at }) => type === 'DAEMON_CONFIG' && at >= config.changed);
      if (reloaded) continue;
      result.push(
        found('conf-change-waits', [view, 'auditd', 'warns'], {
          cause: `${config.path} was changed after auditd started, so what it says now may not be what auditd does.`,
          next: `Restart auditd: ${restartCommand(view)}.`,
          evidence: [
            { host: view.host, command: `stat -c %y ${config.path}`, said: clock(config.changed) },
            started(view),
          ],
          ...commandRemedy(view, restartCommand(view)),
        }),
      );
    }
  }
  return result;
}

function last(view: HostView): Evidence[] {
  return messageEvidence(
    view,
    view.messages.filter(({ program }) => program === 'auditd'),
  );
}
