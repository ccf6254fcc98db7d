/** What auditd compares once all lines were read: sanity_check in src/auditd-config.c. */
import { atLeast } from '../../target';
import { folderOf } from '../machine';
import type { Assignment, Case, Fault } from './fault';
import { fix, replace } from './fault';
import { percentOrNumber } from './numbers';
import { append, blame, type Settings, whole } from './settings';

export function judgeDaemonTogether(settings: Settings, judged: Case): Fault[] {
  return [...spaceLeft(settings, judged), ...flushing(settings, judged), ...logGroup(settings, judged)];
}

function spaceLeft(settings: Settings, judged: Case): Fault[] {
  if (!settings.known('space_left', 'admin_space_left')) return [];
  const size = (name: string) => percentOrNumber(settings.value(name) ?? '0') ?? { percent: false, number: 0n };
  const space = size('space_left');
  const admin = size('admin_space_left');
  const inPercent = (one: typeof space) => one.percent && one.number > 0n;
  if (inPercent(space) || inPercent(admin)) return [];
  const a = space.percent ? 0n : space.number;
  const b = admin.percent ? 0n : admin.number;
  if (a > b) return [];
  const given = settings.last('space_left');
  const missing = given === undefined;
  return [
    {
      code: 'space-left-too-small',
      span: blame(settings, judged, 'space_left', 'admin_space_left'),
      message: missing
        ? `\`space_left\` is not given and counts as 0; it must be larger than \`admin_space_left\` (${b}), and ${judged.program} refuses the file. Any file that is not empty needs it.`
        : `\`space_left\` (${a}) must be larger than \`admin_space_left\` (${b}); ${judged.program} refuses the file.`,
      refused: true,
      fixes: [
        missing
          ? fix(
              'Add `space_left`',
              [
                append(
                  judged,
                  settings.last('admin_space_left')
                    ? `space_left = ${b + 25n}`
                    : 'space_left = 75\nadmin_space_left = 50',
                ),
              ],
              true,
            )
          : fix(`Write ${b + 25n}`, [replace(given.value.span, String(b + 25n))]),
      ],
      ...relatedTo(settings.last('admin_space_left'), given),
    },
  ];
}

function relatedTo(other: Assignment | undefined, blamed: Assignment | undefined): Pick<Fault, 'related'> {
  if (other === undefined || blamed === undefined) return {};
  return { related: [{ span: whole(other), message: `\`${other.keyword.name}\` is set here` }] };
}

function flushing(settings: Settings, judged: Case): Fault[] {
  if (!settings.known('flush', 'freq')) return [];
  const flush = settings.value('flush');
  const freq = /^0*$/.test(settings.value('freq') ?? '') ? 0 : 1;
  if ((flush === 'incremental' || flush === 'incremental_async') && freq === 0) {
    const given = settings.last('freq');
    const line = settings.last('flush');
    const at = line === undefined ? undefined : judged.tree.text.indexOf('\n', line.value.span.end);
    return [
      {
        code: 'incremental-without-freq',
        span: blame(settings, judged, 'flush', 'freq'),
        message: `\`flush = ${flush}\` flushes every \`freq\` records, and \`freq\` is ${given === undefined ? 'not given' : '0'}; ${judged.program} refuses the file.`,
        refused: true,
        fixes: [
          given !== undefined
            ? fix('Write `freq = 50`', [replace(given.value.span, '50')], true)
            : fix(
                'Add `freq = 50`',
                [
                  at === undefined || at === -1
                    ? append(judged, 'freq = 50')
                    : replace({ start: at + 1, end: at + 1 }, 'freq = 50\n'),
                ],
                true,
              ),
        ],
      },
    ];
  }
  const line = settings.last('freq');
  if ((flush === 'data' || flush === 'sync') && freq !== 0 && line !== undefined) {
    return [
      {
        code: 'unused-freq',
        span: whole(line),
        message: `\`freq\` counts for incremental flushing only; with \`flush = ${flush}\` ${judged.program} says so in a message.`,
        refused: false,
        severity: 'warning',
        fixes: [fix('Write `freq = 0`', [replace(line.value.span, '0')], true)],
      },
    ];
  }
  return [];
}

function logGroup(settings: Settings, judged: Case): Fault[] {
  if (!atLeast(judged.target, '3.0.9') || !settings.known('log_group', 'log_file')) return [];
  const group = settings.value('log_group') ?? 'root';
  const file = settings.value('log_file') ?? '';
  if (group === 'root' || /^0+([^0-9]|$)/.test(group) || folderOf(file) !== '/var/log') return [];
  const line = settings.last('log_file');
  return [
    {
      code: 'group-log-in-var-log',
      span: blame(settings, judged, 'log_file', 'log_group'),
      message: `With \`log_group = ${group}\` ${judged.program} would give /var/log itself to that group, and refuses the file. Keep the log in a folder of its own.`,
      refused: true,
      ...(line === undefined
        ? {}
        : { fixes: [fix('Write /var/log/audit/audit.log', [replace(line.value.span, '/var/log/audit/audit.log')])] }),
    },
  ];
}
