import type { HostView } from '../hostView';
import { setting, settingEvidence } from '../hostView';
import { isSender } from '../isSender';
import type { Evidence } from '../report';
import type { Found } from './found';
import { commandRemedy, found, settingsRemedy } from './found';
import { restartCommand } from './restart';

/** How the host calls itself in what it sends; only said of hosts that send. */
export function namingFaults(view: HostView): Found[] {
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
