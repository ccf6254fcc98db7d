import { isFileStep } from '../../deploy/planModel';
import type { Plan, Step } from '../../deploy/planModel';
import { wrapped } from '../../deploy/wrapped';
import { hindrancesOf, isDone, stepsOf } from './plan';
import type { CentralPlan, HostPlan } from './plan';

/** The whole plan as a text: host after host in the order of the work, each step in words. */
export function centralPlanText(plan: CentralPlan): string {
  const { wish } = plan;
  const heading = isDone(plan)
    ? 'Set Up Central Logging: everything is set up already; there is nothing to do.'
    : 'Set Up Central Logging: nothing is done before you confirm.';
  const way = `${wish.senders.join(', ')} → ${wish.central} (${wish.serverAddress}, port ${wish.port}, ${wish.transport}, mode ${wish.mode})`;
  const proof = `then: a test event of ${wish.senders.length === 1 ? wish.senders[0] : 'each sender'} must be seen in the log of ${wish.central}`;
  return [
    ...wrapped(heading, ''),
    ...wrapped(way, ''),
    '',
    ...plan.hosts.map(hostText),
    ...wrapped(proof, ''),
    '',
  ].join('\n');
}

function hostText(plan: HostPlan): string {
  const { host, role, look } = plan;
  const version = look.state.auditVersion === undefined ? 'audit not installed' : `audit ${look.state.auditVersion}`;
  const lines = [
    `${host}   ${role === 'central' ? 'central server' : 'sender'}, ${version}, ${look.state.distribution}`,
  ];
  const hindrances = hindrancesOf(plan);
  for (const { what, next } of hindrances) lines.push(...wrapped(`✗ ${what} ${next}`, '  '));
  const steps = [...plan.packages, ...plan.actions].map(({ words, undo, kind }) =>
    undo === undefined && kind !== 'packages' ? `${words} (stays after an undo)` : words,
  );
  for (const words of [...steps, ...deployLines(plan.deploy)]) lines.push(...wrapped(`+ ${words}`, '  '));
  if (plan.packages.length > 0)
    lines.push(...wrapped('· the rest is planned, and shown, when they are installed', '  '));
  if (stepsOf(plan) === 0 && hindrances.length === 0) lines.push('  = everything is so already');
  for (const note of plan.notes) lines.push(...wrapped(`! ${note}`, '  '));
  return `${lines.join('\n')}\n`;
}

function deployLines(deploy: Plan | undefined): string[] {
  if (deploy === undefined) return [];
  return deploy.steps.flatMap((step): string[] => {
    if (isFileStep(step)) return [fileWords(step)];
    switch (step.kind) {
      case 'restart':
        return [`restart auditd${step.port === undefined ? '' : `; it must listen on port ${step.port}`}`];
      case 'reload':
        return ['have auditd read its configuration again'];
      case 'next-start':
        return ['it counts from the next start of auditd on'];
      case 'load':
        return ['load the rules, and prove that they are loaded'];
      case 'next-boot':
        return ['the rules are locked: new ones take effect at the next boot'];
      default:
        return [];
    }
  });
}

function fileWords(step: Extract<Step, { kind: 'write' | 'remove' }>): string {
  if (step.kind === 'remove') return `remove ${step.path}`;
  return step.before === undefined ? `write ${step.path} (new)` : `change ${step.path}`;
}

/** For the modal question: a line a host. */
export function questionText(plan: CentralPlan): string {
  const lines = plan.hosts
    .filter((host) => stepsOf(host) > 0)
    .map((host) => {
      const words = [...host.packages, ...host.actions].map((action) => action.words);
      return `${host.host}: ${[...words, ...deployLines(host.deploy)].join('; ')}.`;
    });
  const back =
    'A host on which something fails goes back to what it is now, and it is only called done when a test event of each sender was seen in the central log.';
  const plain = plan.wish.transport === 'tcp' ? ['The records travel as plain text.'] : [];
  return [...lines, '', back, ...plain].join('\n');
}
