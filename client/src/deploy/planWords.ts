import type { Finding } from '../../../core/src/findings';
import { isLocked } from './hostState';
import { removed } from './plan';
import { wrapped } from './wrapped';
import { isFileStep } from './planModel';
import type { FileStep, Plan, Step } from './planModel';
import { managedKind, pathOf, shortPath } from './planPlaces';
import { counted } from './outcome';

/** A plan with what this host would say of the files. */
export interface JudgedPlan {
  readonly plan: Plan;
  readonly findings: readonly FileFinding[];
  /** Addresses of the workspace's files, by their names in the wish. */
  readonly sources?: ReadonlyMap<string, string>;
  /** What one should know of this host beside the steps. */
  readonly notes?: readonly string[];
}

export interface FileFinding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly finding: Finding;
}

/**
 * The plan document: what is there, what will be done, what one should know, a host after the other; afterwards, how
 * it went.
 */
export function planText(judged: readonly JudgedPlan[], results: readonly string[] = []): string {
  const heading = results.length === 0 ? 'Plan: nothing is done before you confirm.' : 'Plan, and how it went:';
  const after = results.map((text) => `${wrapped(`→ ${text}`, '').join('\n')}\n`);
  return [heading, '', ...after, ...judged.map(hostText)].join('\n');
}

function hostText({ plan, findings, notes = [] }: JudgedPlan): string {
  const { state } = plan;
  const width = Math.max(
    0,
    ...[
      ...plan.steps.filter(isFileStep).map((step) => shortPath(step.path).length),
      ...plan.unchanged.map((name) => nameOn(name, plan).length),
    ],
  );
  const lines = [`${state.host}   ${summary(plan)}`];
  for (const name of state.recovered) lines.push(`  ! an unfinished deploy (${name}) was undone just now`);
  for (const what of state.notPutBack) lines.push(`  ! could not be put back: ${what}`);
  for (const note of notes) lines.push(...wrapped(`· ${note}`, '  '));
  for (const obstacle of plan.obstacles) lines.push(`  ✗ ${obstacle.what} ${obstacle.next}`);
  for (const step of plan.steps.filter(isFileStep)) lines.push(`  ${fileStepText(step, width)}`);
  for (const name of plan.unchanged) lines.push(`  = ${nameOn(name, plan).padEnd(width)}   unchanged`);
  for (const name of plan.kept) lines.push(`  · ${nameOn(name, plan).padEnd(width)}   only there, kept`);
  if (plan.obstacles.length === 0) {
    const then = thenText(plan);
    lines.push(...(then.length > longest ? wrapped(then, '  ') : [`  ${then}`]));
  }
  if (plan.vanishing.length > 0) {
    lines.push(`  loaded now, but in no file, so gone afterwards:`, ...plan.vanishing.map((rule) => `    ${rule}`));
  }
  const serious = findings.filter(({ finding }) => finding.severity === 'error' || finding.severity === 'warning');
  if (serious.length > 0) lines.push(`  ⚠ ${counted(serious.length, 'finding', 'findings')} for this host:`);
  for (const { file, line, finding } of serious) {
    const refused = finding.refusedBy === null ? '' : `${finding.refusedBy} would refuse this: `;
    lines.push(...wrapped(`${file}:${line}: ${refused}${finding.message}`, '    '));
  }
  return `${lines.join('\n')}\n`;
}

/** A line of steps that fits is not torn. */
const longest = 64;

/** `audit 3.0.9, 41 rules loaded, not locked` */
export function summary({ state }: Plan): string {
  const version = state.auditVersion === undefined ? 'no audit' : `audit ${state.auditVersion}`;
  const rules =
    state.loaded === undefined ? 'rules unknown' : `${counted(state.loaded.length, 'rule', 'rules')} loaded`;
  const locked = isLocked(state)
    ? 'locked (enabled 2)'
    : state.status['enabled'] === 0
      ? 'switched off (enabled 0)'
      : 'not locked';
  return `${version}, ${rules}, ${locked}`;
}

function fileStepText(step: FileStep, width: number): string {
  const path = shortPath(step.path).padEnd(width);
  const [one, many] = managedKind(step.path) === 'rules' ? ['rule', 'rules'] : ['line', 'lines'];
  if (step.kind === 'remove') return `- ${path}   removed, ${counted(step.removed, one, many)}`;
  if (step.before === undefined) {
    return `+ ${path}   new, ${step.added === 0 ? `no ${many}` : counted(step.added, one, many)}`;
  }
  if (step.added + step.removed > 0) return `~ ${path}   +${step.added} −${step.removed} ${many}`;
  if (isSameText(step)) return `~ ${path}   owner and mode: ${step.owner} ${step.mode}`;
  return `~ ${path}   changed, the same ${many === 'rules' ? many : 'settings'}`;
}

function isSameText({ before, content }: Extract<FileStep, { kind: 'write' }>): boolean {
  return before !== undefined && Buffer.compare(before.content, content) === 0;
}

function nameOn(name: string, { state }: Plan): string {
  return shortPath(pathOf(name, state));
}

/** What follows the files, in words. */
export function thenText(plan: Plan): string {
  const parts = plan.steps.flatMap((step): string[] => {
    switch (step.kind) {
      case 'write':
      case 'remove':
        return [];
      case 'validate':
        return [`let the host check ${shortPath(step.path)}`];
      case 'restart':
        return [restartText(step)];
      case 'reload':
        return [`reload auditd (SIGHUP) for ${reasons(step.why)}`];
      case 'next-start':
        return [`${reasons(step.why)} counts when auditd is started the next time`];
      case 'load':
        if (step.by === 'compile') return ['augenrules'];
        return [step.withoutLock ? 'augenrules and load without the lock' : 'augenrules --load'];
      case 'prove':
        return [`prove ${counted(step.rules, 'rule', 'rules')}`];
      case 'confirm':
        return [`confirm within ${step.seconds} s`];
      case 'lock':
        return ['lock until the next boot (-e 2)'];
      case 'next-boot':
        return ['files are written, rules take effect at the next boot'];
    }
  });
  return parts.length === 0 ? 'nothing to do: the host is as the workspace' : `then: ${parts.join(', ')}`;
}

function restartText({ by, why, port, logs }: Extract<Step, { kind: 'restart' }>): string {
  const how = {
    systemctl: 'systemctl restart auditd',
    service: 'service auditd restart',
    signal: 'TERM, then systemctl start auditd',
    init: '/etc/init.d/auditd restart',
    none: 'by hand',
  }[by];
  const proofs = [
    'runs',
    ...(port === undefined ? [] : [`listens on port ${port}`]),
    ...(logs ? ['logs its start'] : []),
  ];
  return `restart auditd (${how}) for ${reasons(why)}, prove that it ${proofs.join(', ')}`;
}

/** The first of them; a person knows the rest from the difference. */
function reasons(why: readonly string[]): string {
  const names = [...new Set(why)];
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

/** For the modal question: one line a host, and what is special. */
export function confirmationText(judged: readonly JudgedPlan[]): string {
  const lines = judged.map(({ plan, findings }) => {
    const files = plan.steps.filter(isFileStep).length;
    const refused = findings.filter(({ finding }) => finding.refusedBy !== null && finding.severity === 'error').length;
    const gone = removed(plan);
    const notes = [
      gone.length > 0 ? `removes ${gone.join(', ')}` : '',
      plan.vanishing.length > 0
        ? `${counted(plan.vanishing.length, 'loaded rule', 'loaded rules')} in no file will be gone`
        : '',
      refused > 0 ? `${counted(refused, 'line', 'lines')} would be refused there, so the host would go back` : '',
    ].filter((note) => note !== '');
    const change = `${counted(files, 'file', 'files')} changed; ${thenText(plan)}`;
    return `${plan.state.host}: ${[change, ...notes].join('; ')}.`;
  });
  const locking = judged.some(({ plan }) => plan.steps.some((step) => step.kind === 'lock'));
  const lockNote = 'The lock comes last and lasts until the next boot: no rule can be changed before it.';
  const back = 'If the load or the proof fails, or the connection is lost, the host goes back to what it is now.';
  return [...lines, '', ...(locking ? [lockNote] : []), back].join('\n');
}
