/**
 * What the programs compare once all lines were read: sanity_check in src/auditd-config.c, audisp/audispd-pconfig.c,
 * audisp/audispd-config.c and the plugins' *-config.c. Only the last of repeated keywords counts.
 */
import { compareVersions } from '../../target';
import { lower } from '../../facts/config';
import { judgeDaemonTogether } from './daemonTogether';
import type { Case, Fault } from './fault';
import { fix, replace } from './fault';
import { programProblem } from './names';
import { digits } from './numbers';
import { append, blame, firstLine, type Settings, whole } from './settings';

export function judgeTogether(settings: Settings, judged: Case): Fault[] {
  switch (judged.kind) {
    case 'auditd':
      return [...judgeDaemonTogether(settings, judged), ...tlsKeys(settings, judged)];
    case 'remote':
      return [...forwarding(settings, judged), ...startupFailure(settings, judged), ...tlsKeys(settings, judged)];
    case 'plugin':
      return activePlugin(settings, judged);
    case 'audispd':
      return nodeName(settings, judged);
    case 'zos':
      return required(settings, judged);
  }
}

function tlsKeys(settings: Settings, judged: Case): Fault[] {
  const { kind, program, version } = judged;
  const line = settings.last('transport');
  if (compareVersions(version, '4.2') < 0 || line === undefined || settings.value('transport') !== 'tls') return [];
  const key = settings.last('tls_psk_file');
  const identity = settings.last('tls_psk_identity');
  const list = kind === 'auditd' ? settings.last('tls_allowed_clients') : undefined;
  const wanting =
    kind === 'auditd'
      ? key === undefined && list === undefined
        ? '`tls_psk_file` or `tls_allowed_clients`'
        : key !== undefined && identity === undefined && list === undefined
          ? '`tls_psk_identity` or `tls_allowed_clients`'
          : undefined
      : key === undefined
        ? '`tls_psk_file`'
        : identity === undefined
          ? '`tls_psk_identity`'
          : undefined;
  const ascii = kind === 'remote' && settings.value('format') === 'ascii' ? settings.last('format') : undefined;
  if (wanting !== undefined) {
    return [
      {
        code: 'tls-without-key',
        span: whole(line),
        message: `\`transport = tls\` needs ${wanting}; ${program} refuses the file. A build without TLS refuses \`tls\` in any case.`,
        refused: true,
      },
    ];
  }
  if (ascii !== undefined) {
    return [
      {
        code: 'tls-without-managed',
        span: whole(ascii),
        message: `\`transport = tls\` needs \`format = managed\`; ${program} refuses the file.`,
        refused: true,
      },
    ];
  }
  return [];
}

function forwarding(settings: Settings, judged: Case): Fault[] {
  if (!settings.known('mode', 'format') || settings.value('mode') !== 'forward' || settings.value('format') !== 'ascii')
    return [];
  const format = settings.last('format');
  return [
    {
      code: 'forward-without-managed',
      span: blame(settings, judged, 'mode'),
      message: `\`mode = forward\` works with \`format = managed\` only; ${judged.program} refuses the file.`,
      refused: true,
      ...(format === undefined
        ? {}
        : { fixes: [fix('Write `format = managed`', [replace(format.value.span, 'managed')], true)] }),
    },
  ];
}

function startupFailure(settings: Settings, judged: Case): Fault[] {
  const line = settings.last('startup_failure_action');
  if (line === undefined || !line.taken || !['suspend', 'single', 'halt', 'stop'].includes(lower(line.value.text)))
    return [];
  return [
    {
      code: 'value-for-another-keyword',
      span: line.value.span,
      message: `\`${line.value.text}\` is known for other actions but not for \`startup_failure_action\`; ${judged.program} refuses the file. It takes \`ignore\`, \`syslog\`, \`warn_once\`, \`warn_once_continue\` or \`exec\`.`,
      refused: true,
      fixes: [fix('Write `warn_once_continue`', [replace(line.value.span, 'warn_once_continue')])],
    },
  ];
}

function activePlugin(settings: Settings, judged: Case): Fault[] {
  const { program, version, machine } = judged;
  const path = settings.last('path');
  const active = settings.value('active') === 'yes';
  if (!settings.known('active', 'path')) return [];
  if (active && path === undefined) {
    return [
      {
        code: 'active-plugin-without-path',
        span: blame(settings, judged, 'active'),
        message: `The plugin is active but has no \`path\`; ${program} skips it with a message. Name its program.`,
        refused: true,
        fixes: [fix('Add `path = /sbin/audisp-remote`', [append(judged, 'path = /sbin/audisp-remote')])],
      },
    ];
  }
  // 2.x looks at the program while it reads `path`, active or not.
  if (path === undefined || (!active && compareVersions(version, '3.0') >= 0)) return [];
  const builtin = lower(path.value.text).startsWith('builtin_');
  if (builtin && compareVersions(version, '3.1.1') < 0) return [];
  const tight = compareVersions(version, '4.2') >= 0;
  const problem = programProblem(
    machine.fileAt(builtin ? '/sbin/audisp-af_unix' : path.value.text),
    tight ? (mode) => (mode & 0o550) === 0o550 && (mode & 0o022) === 0 : (mode) => (mode & 0o750) === 0o750,
    tight ? 'at least 0550 and no write bit for group and others' : 'at least 0750',
  );
  if (problem === undefined) return [];
  return [
    {
      code: 'bad-plugin-program',
      span: path.value.span,
      message: `\`${path.value.text}\` ${problem}; ${program} skips the plugin.`,
      refused: true,
    },
  ];
}

function nodeName(settings: Settings, judged: Case): Fault[] {
  const line = settings.last('name_format');
  if (line === undefined || settings.value('name_format') !== 'user' || settings.last('name') !== undefined) return [];
  return [
    {
      code: 'user-name-missing',
      span: whole(line),
      message: `\`name_format = user\` takes the node's name from \`name\`, which is not given; ${judged.program} refuses the file.`,
      refused: true,
    },
  ];
}

function required(settings: Settings, judged: Case): Fault[] {
  const missing = ['server', 'user', 'password'].filter(
    (name) => settings.last(name) === undefined && settings.known(name),
  );
  const faults: Fault[] = missing.map((name) => ({
    code: 'required-keyword-missing',
    span: firstLine(judged),
    message: `\`${name}\` is not given; ${judged.program} refuses the file.`,
    refused: true,
  }));
  const timeout = settings.last('timeout');
  if (timeout === undefined || !settings.known('timeout')) return faults;
  if (digits(timeout.value.text) === 0n) {
    faults.push({
      code: 'number-out-of-range',
      span: timeout.value.span,
      message: `\`timeout = ${timeout.value.text}\` is below 1, and ${judged.program} refuses the file.`,
      refused: true,
      fixes: [fix('Write 15', [replace(timeout.value.span, '15')])],
    });
  }
  return faults;
}
