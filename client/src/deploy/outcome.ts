import type { HostError } from '../hosts/hostFailure';
import { describeFailure, isHostError, oneLine } from '../hosts/hostFailure';
import type { DaemonState } from './hostState';
import type { CompiledLine, RuleComparison } from './ruleBook';
import type { WrongSetting } from './settings';

/** How a deploy to one host ended. */
export type Outcome =
  /** The host is as wished. `comparison`: of the rules that were loaded and proven. */
  | {
      readonly kind: 'done';
      readonly comparison?: RuleComparison;
      readonly lock: 'locked' | 'not-locked' | 'not-wished';
      /** What was done to auditd and proven, and its process. */
      readonly daemon?: { readonly change: 'restart' | 'reload'; readonly state: DaemonState };
      /** What is written but not in effect: rules until the next boot, configuration until auditd's next start. */
      readonly later: readonly ('next-boot' | 'next-start')[];
    }
  /** The host refused before anything was touched. */
  | { readonly kind: 'untouched'; readonly reason: UntouchedReason }
  /** It had begun, and the host is as before; `differs` names what is not, which should be nothing. */
  | { readonly kind: 'rolled-back'; readonly reason: RollBackReason; readonly differs: readonly string[] }
  /** The connection went and did not come back: the host finishes or goes back by itself. */
  | { readonly kind: 'unknown'; readonly error: HostError };

export type UntouchedReason =
  | { readonly kind: 'drift' | 'not-a-file' | 'write'; readonly path: string; readonly text: string }
  /** A program of the host refused the file before it was moved; `text` is what it said. */
  | { readonly kind: 'invalid'; readonly path: string; readonly text: string }
  | { readonly kind: 'busy' | 'waiting' | 'payload' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'script'; readonly text: string };

export type RollBackReason =
  | { readonly kind: 'load-refused'; readonly line: RefusedLine | undefined; readonly said: string }
  | {
      readonly kind: 'not-proven';
      readonly comparison: RuleComparison;
      readonly settings: readonly WrongSetting[];
    }
  | { readonly kind: 'daemon'; readonly fault: DaemonFault; readonly said: string }
  /** What the host's augenrules made of the files has not all that they say. */
  | { readonly kind: 'left-out'; readonly lines: readonly CompiledLine[]; readonly said: string }
  | { readonly kind: 'write'; readonly text: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'connection-lost' }
  /** Something else came between: a login that ran nothing, a signal. */
  | { readonly kind: 'interrupted'; readonly error: HostError }
  | { readonly kind: 'not-confirmed-in-time' };

/** What auditd did not do after a change: start, listen on its port, log its start, take over its configuration. */
export type DaemonFault = (typeof daemonFaults)[number];

const daemonFaults = ['not-started', 'not-listening', 'not-logged', 'not-reloaded'] as const;

export function daemonFault(text: string): DaemonFault {
  return daemonFaults.find((fault) => fault === text) ?? 'not-started';
}

/** The line that stopped the load, in the file that a person wrote, and what auditctl said of it (may be ''). */
export interface RefusedLine extends CompiledLine {
  readonly said: string;
}

/** What happened, how the host is now, and what to do next. `why` explains a line where auditctl said nothing. */
export function describeOutcome(
  host: string,
  outcome: Outcome,
  why: (line: CompiledLine) => string | undefined = () => undefined,
  purpose: 'deploy' | 'roll-back' = 'deploy',
): string {
  switch (outcome.kind) {
    case 'done': {
      const done = purpose === 'deploy' ? 'deployed' : 'rolled back';
      return `${host}: ${done}. ${describeDone(outcome)}`;
    }
    case 'untouched':
      return `${host}: nothing was changed. ${describeUntouched(outcome.reason)}`;
    case 'rolled-back':
      return `${host}: ${describeRollBack(outcome.reason, why)} ${describeBack(outcome.differs)}`;
    case 'unknown': {
      const how = isHostError(outcome.error, 'connection-lost')
        ? 'the connection was lost while deploying and did not come back'
        : 'it was interrupted while deploying, and how things stand there cannot be seen';
      return (
        `${host}: ${how}. The host finishes what it began and goes back by itself when nobody confirms. ` +
        `Run "Auditd: Deploy" again: it first looks how things stand.${said(whatOf(outcome.error))}`
      );
    }
  }
}

function describeDone({ comparison, lock, daemon, later }: Extract<Outcome, { kind: 'done' }>): string {
  const locks = {
    locked: ' They are locked until the next boot.',
    'not-locked': ' But the lock (-e 2) could not be set: run "auditctl -e 2" there to see why.',
    'not-wished': '',
  };
  const sentences = [
    comparison === undefined
      ? ''
      : `${counted(comparison.wanted, 'rule is', 'rules are')} loaded and proven.${locks[lock]}`,
    daemon === undefined ? '' : describeDaemon(daemon),
    later.includes('next-boot')
      ? 'The rules are written; they are locked there (enabled 2), so they take effect at the next boot.'
      : '',
    later.includes('next-start') ? 'The configuration is written; it counts when auditd is started the next time.' : '',
  ].filter((sentence) => sentence !== '');
  return sentences.length === 0 ? 'The files are written; nothing that runs had to be told.' : sentences.join(' ');
}

function describeDaemon({ change, state }: NonNullable<Extract<Outcome, { kind: 'done' }>['daemon']>): string {
  if (change === 'reload') return 'auditd has taken over its configuration.';
  const ports = state.listens.length === 0 ? '' : ` and listens on port ${state.listens.join(', ')}`;
  return `auditd was restarted and runs as process ${state.pid ?? '?'}${ports}.`;
}

function describeUntouched(reason: UntouchedReason): string {
  switch (reason.kind) {
    case 'drift':
      return `${reason.path} has changed on the host since the plan was made. Deploy again to see the new difference.`;
    case 'not-a-file':
      return `${reason.path} is no ordinary file there. Replace it by one first.`;
    case 'write':
      return `The host cannot write ${reason.path}${said(reason.text)}. ${whyNotWritten(reason.text)}`;
    case 'invalid':
      return `The host's own check refuses ${reason.path}${said(reason.text)}. Mend that line and deploy again.`;
    case 'busy':
      return 'Another deploy is running there. Try again when it has ended.';
    case 'waiting':
      return 'Another deploy waits for its confirmation there. Try again in a minute.';
    case 'payload':
      return 'The files did not arrive whole. Try again.';
    case 'cancelled':
      return 'It was cancelled before it began.';
    case 'script':
      return `The deploy script did not run as it should${said(reason.text)}. The log has the details.`;
  }
}

function whyNotWritten(text: string): string {
  return text.includes('Operation not permitted')
    ? 'Somebody made it immutable: see "lsattr -d" of the file and its folder, and "chattr -i".'
    : 'Check free space and whether the file system is read-only.';
}

/** What no check of the text can see: whether what a rule names is there. */
function onlyTheHostKnows(said: string): string | undefined {
  if (!said.includes('No such file or directory')) return undefined;
  return 'The folder of a path or exe, and a dir itself, must be there when the rule is loaded. Create it on the host, or remove the rule';
}

function describeRollBack(reason: RollBackReason, why: (line: CompiledLine) => string | undefined): string {
  switch (reason.kind) {
    case 'load-refused': {
      const { line } = reason;
      if (line === undefined) return `the host refused to load the rules${said(reason.said)}.`;
      const place = line.file === undefined ? `line ${line.line} of audit.rules` : `${line.file}:${line.line}`;
      const explained = [line.said, why(line) ?? onlyTheHostKnows(line.said)]
        .filter((text) => text !== undefined && text !== '')
        .map((text) => oneLine(text ?? ''));
      return `the host refused ${place}: "${oneLine(line.text)}". ${explained.length > 0 ? `${explained.join('. ')}.` : 'auditctl gave no reason; see the line in the editor.'}`;
    }
    case 'left-out': {
      const [first] = reason.lines;
      const such = first === undefined ? '' : `, such as ${placeOf(first)} "${oneLine(first.text)}"`;
      return `augenrules there left ${counted(reason.lines.length, 'rule', 'rules')} out of audit.rules${such}${said(reason.said)}. It works in /tmp: check that there is space, and run "augenrules" there.`;
    }
    case 'not-proven':
      return `the load passed but the proof did not: ${describeUnproven(reason)}.`;
    case 'daemon':
      return `${daemonFaultWords[reason.fault]}${said(reason.said)}.`;
    case 'write':
      return `the host could not write${said(reason.text)}. ${whyNotWritten(reason.text)}`;
    case 'cancelled':
      return 'it was cancelled.';
    case 'connection-lost':
      return 'the connection was lost while deploying.';
    case 'interrupted':
      return `it was interrupted while deploying${said(whatOf(reason.error))}.`;
    case 'not-confirmed-in-time':
      return 'the confirmation came too late, so the host went back by itself.';
  }
}

/** What happened, without the host's name and without the next step, which is for when nothing had begun. */
function whatOf({ hostName, failure }: HostError): string {
  return describeFailure(hostName, failure).what.slice(hostName.length + 2);
}

const daemonFaultWords: Record<DaemonFault, string> = {
  'not-started': 'auditd did not start with the new files',
  'not-listening':
    'auditd started, but does not listen on its tcp_listen_port; another program may have it, or SELinux forbids it',
  'not-logged': 'auditd started, but did not log its start; its log_file may not be writable',
  'not-reloaded': 'auditd did not take over its configuration',
};

function describeUnproven({ comparison, settings }: Extract<RollBackReason, { kind: 'not-proven' }>): string {
  const { missing, foreign, orderDiffers } = comparison;
  const [first] = missing;
  const such = first === undefined ? '' : `, such as ${placeOf(first)} "${oneLine(first.text)}"`;
  const rules =
    missing.length + foreign.length > 0
      ? `${counted(missing.length, 'rule is', 'rules are')} not loaded${such}; ${foreign.length} loaded that no file has`
      : orderDiffers
        ? 'all rules are loaded, but in another order'
        : '';
  const set = settings.map(
    ({ line, name, found }) => `${placeOf(line)} says "${oneLine(line.text)}", but ${name} is ${found}`,
  );
  return [rules, ...set].filter((text) => text !== '').join('; ');
}

function placeOf({ file, line }: CompiledLine): string {
  return `${file ?? 'audit.rules'}:${line ?? '?'}`;
}

function describeBack(differs: readonly string[]): string {
  if (differs.length === 0) return 'The host is as before: files and loaded rules were compared.';
  return `ATTENTION: not everything is as before: ${differs.map(oneLine).join(', ')}. Look at the host before the next deploy.`;
}

/** `1 rule`, `2 rules` */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function said(text: string): string {
  const line = oneLine(text);
  return line === '' ? '' : ` (${line})`;
}
