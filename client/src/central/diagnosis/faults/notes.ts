import type { HostView } from '../hostView';
import { saidEvidence, setting, settingEvidence } from '../hostView';
import { isSender } from '../isSender';
import type { Found } from './found';
import { commandRemedy, found } from './found';
import { hearsKernel } from './kernelFaults';
import { restartCommand } from './restart';

/** Nothing is broken by these; a person who repairs something should know of them. */
export function notes(view: HostView): Found[] {
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
