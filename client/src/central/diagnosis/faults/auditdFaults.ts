import type { ConfigView, HostView } from '../hostView';
import { clock, folderOf, messageEvidence, saidEvidence, setting, settingEvidence } from '../hostView';
import type { Evidence } from '../report';
import type { Found } from './found';
import { commandRemedy, found, settingsRemedy } from './found';
import { hearsKernel } from './kernelFaults';
import { restartCommand } from './restart';

/** What is wrong with the daemon itself: whether it runs, what it read, how it names the host. */
export function auditdFaults(view: HostView): Found[] {
  if (view.seen.version === undefined) return [notInstalled(view)];
  if (view.daemon === undefined) return [...whyNotRunning(view), ...notes(view)];
  return [...waiting(view), ...naming(view), ...notes(view)];
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

/** How the host calls itself in what it sends; only said of hosts that send. */
function naming(view: HostView): Found[] {
  const { auditd, audispd, seen } = view;
  if (!isSender(view)) return [];
  const formats = [auditd, ...(audispd === undefined ? [] : [audispd])].map((config) => setting(config, 'name_format'));
  const given = formats.filter((format) => format !== '' && format !== 'none');
  const evidence = [auditd, ...(audispd === undefined ? [] : [audispd])].map((config) =>
    settingEvidence(view, config, 'name_format', 'name'),
  );
  if (given.length === 0) {
    return [
      found('name-format-none', [view, 'auditd', 'loses'], {
        cause:
          'This host puts no name into what it sends (name_format = none), so in the central log nobody can tell whose records these are.',
        next: 'Set name_format = hostname and restart auditd.',
        evidence: [...evidence, ...nodeEvidence(view)],
        ...settingsRemedy(view, audispd ?? auditd, { name_format: 'hostname' }),
        hides: ['log'],
      }),
    ];
  }
  const mine = seen.log.nodes;
  const broken = mine.find(({ node }) => node === '(null)');
  const doubled = mine.some((node) => node.doubled > 0) || given.length > 1;
  return [
    ...(broken === undefined ? [] : [nodeNull(view, evidence)]),
    ...(doubled
      ? [
          found('node-doubled', [view, 'auditd', 'loses'], {
            cause:
              'Each record carries two node=, because both auditd.conf and audispd.conf set name_format: tools take one of them, or none.',
            next: 'Leave name_format in one of the two files, set it to none in the other, and restart auditd.',
            evidence: [...evidence, ...nodeEvidence(view)],
            ...(audispd === undefined ? {} : settingsRemedy(view, audispd, { name_format: 'none' })),
          }),
        ]
      : []),
  ];
}

function nodeNull(view: HostView, evidence: readonly Evidence[]): Found {
  return found('node-null', [view, 'auditd', 'loses'], {
    cause:
      'What this host sends carries node=(null): name_format was changed and auditd was only told to reload, which does not make the name.',
    next: `Restart auditd: ${restartCommand(view)}.`,
    evidence: [...evidence, ...nodeEvidence(view)],
    ...commandRemedy(view, restartCommand(view)),
    hides: ['log'],
  });
}

function nodeEvidence(view: HostView): Evidence[] {
  const { nodes, path } = view.seen.log;
  if (nodes.length === 0) return [];
  const said = nodes.map(
    ({ node, records, doubled }) =>
      `${node === '-' ? 'no node=' : `node=${node}`}: ${records} records${doubled > 0 ? `, ${doubled} with a second node=` : ''}`,
  );
  return [
    { host: view.host, command: `grep -o '^node=[^ ]*' ${path} | sort | uniq -c`, said: said.slice(0, 10).join('\n') },
  ];
}

/** Nothing is broken by these; a person who repairs something should know of them. */
function notes(view: HostView): Found[] {
  const { auditd } = view;
  const unit = view.seen.asked.get('unit')?.said ?? '';
  const forwards = isSender(view) || setting(auditd, 'tcp_listen_port') !== '';
  return [
    ...(/^RefuseManualStop=yes$/m.test(unit)
      ? [
          found('manual-restart-refused', [view, 'auditd', 'warns'], {
            cause: '"systemctl restart auditd" is refused on this host: its unit has RefuseManualStop.',
            next: `Restart it so: ${restartCommand(view)}`,
            evidence: saidEvidence(view, 'unit', /^(RefuseManualStop|FragmentPath)/),
            ...commandRemedy(view, restartCommand(view)),
          }),
        ]
      : []),
    ...(forwards && /^After=/m.test(unit) && !/^After=.*network-online\.target/m.test(unit)
      ? [
          found('starts-before-network', [view, 'auditd', 'warns'], {
            cause:
              'The unit of auditd starts before the network is up, so the first records after a boot are lost to the other side, or the port cannot be taken.',
            next: 'Give it a drop-in (systemctl edit auditd): [Unit] After=network-online.target Wants=network-online.target.',
            evidence: saidEvidence(view, 'unit', /^(After|Before|FragmentPath)=/),
          }),
        ]
      : []),
    ...(hearsKernel(view)
      ? []
      : [
          found('signals-ignored', [view, 'auditd', 'warns'], {
            cause:
              'With local_events = no this auditd does nothing on reload, rotate and resume: signals have no effect on it.',
            next: `Restart it after every change: ${restartCommand(view)}.`,
            evidence: [settingEvidence(view, auditd, 'local_events')],
          }),
        ]),
    ...halting(view),
  ];
}

function halting(view: HostView): Found[] {
  const configs = [
    view.auditd,
    ...(view.isOld && view.audispd !== undefined ? [view.audispd] : []),
    ...(isSender(view) ? [view.remote] : []),
  ];
  const dire = configs.flatMap((config) =>
    config.reading.assignments
      .filter(({ keyword, value }) => /action/.test(keyword.name) && /^(single|halt)$/i.test(value.text))
      .map(({ keyword, value, line }) => `${config.path}:${line.number}: ${keyword.name} = ${value.text}`),
  );
  if (dire.length === 0) return [];
  return [
    found('halting-action', [view, 'auditd', 'warns'], {
      cause: 'A full disk, queue or a lost server takes this whole machine down, or into single user mode.',
      next: 'Unless a rule of your organisation asks for that, use syslog or suspend.',
      evidence: [
        { host: view.host, command: "grep -iE 'action *= *(single|halt)' /etc/audit/*.conf", said: dire.join('\n') },
      ],
    }),
  ];
}

/** Whether anything on it says that it is to send. */
export function isSender({ plugins, strayPlugins, remote }: HostView): boolean {
  const isRemote = ({ program, name }: { program: string; name: string }): boolean =>
    /\/audisp-remote$/.test(program) || name === 'au-remote.conf';
  return (
    (setting(remote, 'remote_server') !== '' && remote.isThere) ||
    [...plugins, ...strayPlugins].some((plugin) => isRemote(plugin) && plugin.active)
  );
}

export function refusalWords({ path, refusal }: ConfigView): string {
  return refusal === undefined ? '' : `${path}:${refusal.line}: ${refusal.finding.message}`;
}

export function refusalEvidence(view: HostView, { path, refusal }: ConfigView): Evidence {
  const text = view.seen.files.find((file) => file.path === path)?.text.split('\n')[(refusal?.line ?? 1) - 1] ?? '';
  return { host: view.host, command: `sed -n ${refusal?.line ?? 1}p ${path}`, said: text };
}

export function started(view: HostView): Evidence {
  const { daemon } = view;
  return {
    host: view.host,
    command: 'ps -C auditd -o pid,lstart',
    said: daemon === undefined ? '(nothing)' : `${daemon.pid} since ${clock(daemon.started)}`,
  };
}

function last(view: HostView): Evidence[] {
  return messageEvidence(
    view,
    view.messages.filter(({ program }) => program === 'auditd'),
  );
}
