import { usualFolder } from './usualFolder';
import type { HostView, PluginView } from '../hostView';
import { clock, messageEvidence, saidEvidence, setting, settingEvidence } from '../hostView';
import type { Evidence } from '../report';
import { isSender } from '../isSender';
import { pluginWords } from './pluginWords';
import { refusalEvidence, refusalWords } from './seen';
import type { Found } from './found';
import { commandRemedy, found, settingsRemedy } from './found';
import { restartCommand } from './restart';

/** What keeps a sender's audisp-remote from running or from sending. */
export function pluginFaults(view: HostView): Found[] {
  if (view.seen.version === undefined) return [];
  const first = [...dispatcher(view), ...pluginFile(view), ...program(view), ...remoteConf(view)];
  return [...first, ...pluginWords(view), ...notRunning(view), ...beside(view)];
}

/** Those that start audisp-remote, whatever the file is called. */
function remotePlugins(plugins: readonly PluginView[]): readonly PluginView[] {
  return plugins.filter(({ program: path, name }) => /\/audisp-remote$/.test(path) || name === 'au-remote.conf');
}

/** In 2.x auditd knows nothing of plugins unless it is told of the dispatcher. */
function dispatcher(view: HostView): Found[] {
  if (!view.isOld) return [];
  const path = setting(view.auditd, 'dispatcher');
  const fact = view.seen.facts.get(path === '' ? '/sbin/audispd' : path);
  if (path !== '' && fact !== 'missing') return [];
  return [
    found('dispatcher-missing', [view, 'plugin', 'breaks'], {
      cause:
        path === ''
          ? 'auditd.conf names no dispatcher, so auditd of 2.x starts no plugin at all.'
          : `The dispatcher ${path} that auditd.conf names is not there, so no plugin is started.`,
      next: 'Set dispatcher = /sbin/audispd and restart auditd.',
      evidence: [settingEvidence(view, view.auditd, 'dispatcher')],
      ...settingsRemedy(view, view.auditd, { dispatcher: '/sbin/audispd' }),
    }),
  ];
}

function pluginFile(view: HostView): Found[] {
  const here = remotePlugins(view.plugins);
  const active = here.find((plugin) => plugin.active);
  const refused = here.find(({ refusal }) => refusal !== undefined);
  if (active !== undefined && active.refusal === undefined) return binary(view, active);
  const elsewhere = remotePlugins(view.strayPlugins);
  const stray = elsewhere.find((plugin) => plugin.active) ?? (here.length === 0 ? elsewhere[0] : undefined);
  const folder = `${view.pluginFolder}/`;
  if (refused !== undefined && (refused.active || active === undefined) && !isAboutProgram(refused)) {
    return [
      found('plugin-conf-refused', [view, 'plugin', 'breaks'], {
        cause: `auditd skips the plugin file, so audisp-remote is never started: ${refusalWords(refused)}`,
        next: `Mend ${refused.path} and restart auditd.`,
        evidence: [
          refusalEvidence(view, refused),
          ...messageEvidence(
            view,
            view.messages.filter(({ text }) => /Skipping .* plugin/.test(text)),
          ),
        ],
      }),
    ];
  }
  if (refused !== undefined) return [];
  if (stray !== undefined) {
    return [
      found('plugin-wrong-folder', [view, 'plugin', 'breaks'], {
        cause: `${stray.path} is not read: audit ${view.seen.version} reads its plugin files from ${folder}${view.pluginFolder === usualFolder(view) ? '' : ' (plugin_dir says so)'}${here.length > 0 ? `, where ${here[0]?.name} is not active` : ''}.`,
        next: `Put the file into ${folder} with a name that ends in .conf, and restart auditd.`,
        evidence: [
          {
            host: view.host,
            command: `ls ${folder} ${stray.path}`,
            said: [...view.plugins, stray].map(({ path }) => path).join('\n'),
          },
          settingEvidence(view, view.audispd ?? view.auditd, 'plugin_dir'),
        ],
        ...commandRemedy(view, `install -m 0640 ${stray.path} ${folder}au-remote.conf && ${restartCommand(view)}`),
      }),
    ];
  }
  const [inactive] = here;
  if (inactive === undefined) {
    return [
      found('plugin-missing', [view, 'plugin', 'breaks'], {
        cause: `No file in ${folder} starts audisp-remote, so nothing is sent.`,
        next: 'Install audispd-plugins (audit-audispd-plugins on SUSE), which brings au-remote.conf, or run "Auditd: Set Up Central Logging".',
        evidence: [
          {
            host: view.host,
            command: `ls ${folder}`,
            said: view.plugins.map(({ name }) => name).join('\n') || '(nothing)',
          },
        ],
      }),
    ];
  }
  return [
    found('plugin-inactive', [view, 'plugin', 'breaks'], {
      cause: `${inactive.path} says active = no, so auditd does not start audisp-remote.`,
      next: 'Set active = yes and restart auditd.',
      evidence: [settingEvidence(view, inactive, 'active', 'path')],
      ...settingsRemedy(view, inactive, { active: 'yes' }),
    }),
  ];
}

/** auditd's own refusal of `path`: then the program is what is to be mended, not the file. */
function isAboutProgram({ refusal }: PluginView): boolean {
  return refusal?.finding.code === 'bad-plugin-program' || refusal?.finding.code === 'active-plugin-without-path';
}

function binary(view: HostView, plugin: PluginView): Found[] {
  if (setting(plugin, 'format') !== 'binary') return [];
  return [
    found('plugin-binary-format', [view, 'plugin', 'breaks'], {
      cause: `${plugin.path} says format = binary, but audisp-remote reads lines of text: it gets nothing that it understands.`,
      next: 'Set format = string and restart auditd.',
      evidence: [settingEvidence(view, plugin, 'format')],
      ...settingsRemedy(view, plugin, { format: 'string' }),
    }),
  ];
}

/** The file named by `path`: there, root's, and with a mode that auditd takes. */
function program(view: HostView): Found[] {
  const plugin = remotePlugins(view.plugins).find(({ active }) => active);
  if (plugin === undefined) return [];
  const fact = view.seen.facts.get(plugin.program);
  const isRefused = plugin.refusal !== undefined && isAboutProgram(plugin);
  if (fact !== 'missing' && !isRefused) return [];
  const state =
    fact === undefined
      ? 'was not looked at'
      : fact === 'missing'
        ? 'is not there'
        : `has mode ${fact.mode.toString(8).padStart(4, '0')}, owner ${fact.owner}`;
  const needsProgram = plugin.program === '';
  return [
    found('plugin-program-unusable', [view, 'plugin', 'breaks'], {
      cause: needsProgram
        ? refusalWords(plugin)
        : `The program of ${plugin.path}, ${plugin.program}, ${state}; auditd starts only a file of root’s with mode 0750 or 0755.`,
      next:
        fact === 'missing' || needsProgram
          ? 'Install audispd-plugins, and let path name the program (/sbin/audisp-remote).'
          : `chown root:root ${plugin.program}; chmod 0750 ${plugin.program}; then restart auditd.`,
      evidence: [
        settingEvidence(view, plugin, 'path'),
        { host: view.host, command: `stat -c '%a %U' ${plugin.program}`, said: state },
      ],
      ...(fact === 'missing' || needsProgram
        ? settingsRemedy(view, plugin, { path: '/sbin/audisp-remote' })
        : commandRemedy(
            view,
            `chown root:root ${plugin.program} && chmod 0750 ${plugin.program} && ${restartCommand(view)}`,
          )),
    }),
  ];
}

function remoteConf(view: HostView): Found[] {
  const { remote } = view;
  if (remote.refusal !== undefined) {
    return [
      found('remote-conf-refused', [view, 'plugin', 'breaks'], {
        cause: `audisp-remote refuses its configuration and ends each time that it is started: ${refusalWords(remote)}`,
        next: `Mend ${remote.path} and restart auditd.`,
        evidence: [
          refusalEvidence(view, remote),
          ...messageEvidence(
            view,
            view.messages.filter(
              ({ program: name, text }) =>
                name === 'audisp-remote' || /audisp-remote (terminated|has exceeded)/.test(text),
            ),
          ),
        ],
      }),
    ];
  }
  if (setting(remote, 'remote_server') === '' || !remote.isThere) {
    return [
      found('no-remote-server', [view, 'plugin', 'breaks'], {
        cause: `${remote.path} ${remote.isThere ? 'names no remote_server' : 'is not there'}: audisp-remote then tries to send to this machine itself.`,
        next: 'Set remote_server to the central server’s name or address, and restart auditd.',
        evidence: [settingEvidence(view, remote, 'remote_server')],
      }),
    ];
  }
  if (setting(remote, 'format') === 'ascii') {
    return [
      found('format-ascii', [view, 'plugin', 'breaks'], {
        cause: `${remote.path} says format = ascii: the connection stands, but an auditd ignores lines without the managed header, without a word.`,
        next: 'Set format = managed and restart auditd.',
        evidence: [settingEvidence(view, remote, 'format')],
        ...settingsRemedy(view, remote, { format: 'managed' }),
      }),
    ];
  }
  return [];
}

function notRunning(view: HostView): Found[] {
  if (view.sender !== undefined || view.daemon === undefined) return [];
  const orphan = view.seen.processes.find(({ program: name, here }) => name === 'audisp-remote' && here);
  return [
    found('plugin-not-running', [view, 'plugin', 'breaks'], {
      cause:
        orphan === undefined
          ? 'auditd runs, and its files say that it starts audisp-remote, but that does not run.'
          : `The only audisp-remote (process ${orphan.pid}) is left over from an auditd that is gone; today’s auditd has none.`,
      next: `Restart auditd: ${restartCommand(view)}; if it stays so, look at what audisp-remote says in the system log.`,
      evidence: [
        {
          host: view.host,
          command: 'pgrep -xa audisp-remote',
          said: orphan === undefined ? '(nothing)' : `${orphan.pid} ${orphan.command}`,
        },
        ...messageEvidence(view, view.messages),
      ],
      ...commandRemedy(view, restartCommand(view)),
      unlessExplained: 'anywhere',
    }),
  ];
}

/** Other plugins, and changes that wait. */
function beside(view: HostView): Found[] {
  const { sender, remote } = view;
  return [
    ...syslogFaults(view),
    ...(sender !== undefined && isSender(view) && remote.changed > sender.started + 1 && remote.refusal === undefined
      ? [
          found('conf-change-waits', [view, 'plugin', 'warns'], {
            cause: `${remote.path} was changed after audisp-remote started, and it does not read it again.`,
            next: `Restart auditd: ${restartCommand(view)}.`,
            evidence: [{ host: view.host, command: `stat -c %y ${remote.path}`, said: clock(remote.changed) }],
            ...commandRemedy(view, restartCommand(view)),
          }),
        ]
      : []),
  ];
}

export function syslogFaults(view: HostView): Found[] {
  const plugin = view.plugins.find(
    ({ active, program: path }) => active && /(builtin_syslog|\/audisp-syslog)$/.test(path),
  );
  if (plugin === undefined) return [];
  return [
    found('syslog-plugin-active', [view, 'plugin', 'warns'], {
      cause: `${plugin.path} is active: every record goes into the system log as well, which doubles the writing and carries audit records to wherever the system log goes.`,
      next: 'If that is not wanted, set active = no and restart auditd. "Auditd: Open Log File" reads such a log as events.',
      evidence: [settingEvidence(view, plugin, 'active', 'path')],
      ...settingsRemedy(view, plugin, { active: 'no' }),
    }),
  ];
}

/** What shows that the plugin works as far as it can by itself. */
export function pluginEvidence(view: HostView): Evidence[] {
  const { sender } = view;
  if (sender === undefined) return [];
  return [
    {
      host: view.host,
      command: 'pgrep -xa audisp-remote',
      said: `${sender.pid} ${sender.command} (child of ${sender.parent})`,
    },
    ...saidEvidence(view, 'connections', /audisp-remote/),
  ];
}
