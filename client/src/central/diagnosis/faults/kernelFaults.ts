import type { HostView } from '../hostView';
import { saidEvidence, setting } from '../hostView';
import type { Found } from './found';
import { commandRemedy, found } from './found';

/** `auditctl -s` as a table; {} when it could not be asked. */
export function statusOf({ seen }: HostView): Readonly<Record<string, number>> {
  const said = seen.asked.get('status')?.said ?? '';
  return Object.fromEntries([...said.matchAll(/^(\w+) (\d+)/gm)].map(([, name = '', value]) => [name, Number(value)]));
}

/** Whether this auditd listens to the kernel at all; a server that only collects does not. */
export function hearsKernel(view: HostView): boolean {
  return setting(view.auditd, 'local_events') !== 'no';
}

/** What is wrong with the kernel's part of audit, and with who has it. */
export function kernelFaults(view: HostView): Found[] {
  if (!hearsKernel(view) || view.seen.version === undefined) return [];
  const status = statusOf(view);
  if (status['enabled'] === undefined) return [...offAtBoot(view), ...unreachable(view)].slice(0, 1);
  return [
    ...offAtBoot(view).slice(0, status['enabled'] === 0 ? 1 : 0),
    ...disabled(view),
    ...owner(view),
    ...losses(view),
  ];
}

function offAtBoot(view: HostView): Found[] {
  const cmdline = view.seen.asked.get('cmdline')?.said ?? '';
  const word = /(?:^|\s)(audit=(?:0|off))(?=\s|$)/.exec(cmdline)?.[1];
  if (word === undefined) return [];
  return [
    found('audit-off-at-boot', [view, 'kernel', 'breaks'], {
      cause: `The kernel was booted with ${word}, which switches audit off: the unit's condition then keeps auditd from starting, without an error.`,
      next: 'Take the parameter out of the boot loader’s configuration (grubby --update-kernel=ALL --remove-args=audit, or /etc/default/grub and update-grub), then reboot.',
      evidence: [
        { host: view.host, command: 'cat /proc/cmdline', said: word },
        ...saidEvidence(view, 'unit', /^(ActiveState|ConditionResult)/),
      ],
    }),
  ];
}

function unreachable(view: HostView): Found[] {
  const container = (view.seen.asked.get('virt')?.said ?? '').trim();
  const where = container === '' || container === 'none' ? '' : ` (${container})`;
  return [
    found('container-without-audit', [view, 'kernel', 'breaks'], {
      cause: `The kernel does not let this host use its audit${where}: it serves one auditd only, outside of containers.`,
      next: 'Audit the machine that the container runs on. A central server that only collects may run here: local_events = no.',
      evidence: [...saidEvidence(view, 'status'), ...saidEvidence(view, 'virt')],
    }),
  ];
}

function disabled(view: HostView): Found[] {
  // Debian's stop switches it off, and the start on again: then the daemon is what is missing.
  if (statusOf(view)['enabled'] !== 0 || view.daemon === undefined) return [];
  return [
    found('audit-disabled', [view, 'kernel', 'breaks'], {
      cause:
        'Audit is switched off in the kernel (enabled 0), so no rule records anything. A rules file with "-e 0", or somebody with auditctl -e 0, did that.',
      next: 'Switch it on: auditctl -e 1, and look for "-e 0" in the rules files.',
      evidence: saidEvidence(view, 'status', /^(enabled|pid)/),
      ...commandRemedy(view, 'auditctl -e 1'),
    }),
  ];
}

/** The kernel gives its events to one process. */
function owner(view: HostView): Found[] {
  const pid = statusOf(view)['pid'] ?? 0;
  const { daemon, seen } = view;
  const daemons = seen.processes.filter(({ program, here }) => program === 'auditd' && here);
  const isOurs = daemon !== undefined && pid === daemon.pid;
  if (isOurs && daemons.length === 1) return [];
  if (daemon === undefined && pid === 0) return [];
  const others = daemons.filter((process) => process.pid !== pid).map((process) => process.pid);
  const cause = isOurs
    ? `${daemons.length} auditd run at the same time; the kernel gives its events to process ${pid} only, and ${others.join(', ')} works with the same files.`
    : pid === 0
      ? `auditd (process ${daemon?.pid}) runs, but the kernel gives its events to nobody (pid 0).`
      : `The kernel gives its events to process ${pid}, which is not this host’s auditd${daemon === undefined ? '' : ` (process ${daemon.pid})`}: another daemon, or one in a container, has taken audit.`;
  return [
    found('another-daemon', [view, 'kernel', isOurs ? 'loses' : 'breaks'], {
      cause,
      next: 'Find out what that process is (ps -fp PID), stop it, and start auditd again.',
      evidence: [
        ...saidEvidence(view, 'status', /^(enabled|pid)/),
        {
          host: view.host,
          command: 'ps -eo pid,ppid,args (auditd)',
          said: seen.processes
            .map((one) => `${one.pid} ${one.parent} ${one.command}${one.here ? '' : ' (in a container)'}`)
            .join('\n'),
        },
      ],
      ...(pid === 0 ? {} : commandRemedy(view, `ps -fp ${pid}`)),
    }),
  ];
}

function losses(view: HostView): Found[] {
  const { lost = 0, backlog = 0, backlog_limit: limit = 0, rate_limit: rate = 0 } = statusOf(view);
  const evidence = saidEvidence(view, 'status', /^(lost|backlog|rate_limit)/);
  return [
    ...(lost === 0 && (limit === 0 || backlog < limit)
      ? []
      : [
          found('kernel-lost-events', [view, 'kernel', 'loses'], {
            cause:
              lost > 0
                ? `The kernel has lost ${lost} records since it booted or since the count was reset: more came than its queue of ${limit} holds while auditd read them.`
                : `The kernel’s queue is full (${backlog} of ${limit}), so records are about to be lost.`,
            next: 'Raise -b in the rules files (8192 and more), set --backlog_wait_time, and record less. "auditctl --reset-lost" begins the count anew.',
            evidence,
          }),
        ]),
    ...(rate === 0
      ? []
      : [
          found('kernel-rate-limit', [view, 'kernel', 'warns'], {
            cause: `The kernel passes on at most ${rate} records a second (-r ${rate}) and drops what is more.`,
            next: 'Take -r out of the rules files, or set -r 0.',
            evidence,
          }),
        ]),
  ];
}
