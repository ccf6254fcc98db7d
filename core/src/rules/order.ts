import type { Refuser, Severity } from '../findings';
import type { Target } from '../target';
import { readCommandLine } from './auditctl';
import { contextOf } from './context';
import type { EffectiveLines, SourceLine } from './effective';
import { listFact } from '../facts/rules/lists';
import { kernelRefusal } from './kernel';
import { LoadedLines } from './loadedLines';
import type { Effect, SentRule } from './sent';
import { shadowedRules } from './shadow';
import { parseRules } from './tree';

/** What is wrong or unwise in the order in which the lines of a folder take effect. */
export interface OrderFinding {
  readonly code: OrderCode;
  readonly source: SourceLine;
  readonly severity: Severity;
  readonly message: string;
  readonly refusedBy: Refuser | null;
  readonly related: readonly { readonly source: SourceLine; readonly message: string }[];
}

export type OrderCode =
  | 'duplicate-rule'
  | 'line-after-lock'
  | 'setting-overridden'
  | 'unreachable-rule'
  | 'rules-before-delete-all'
  | 'file-not-loaded'
  | 'glued-line';

/** Settings that a locked kernel refuses. */
const lockedSettings = new Set(['-b', '-r', '-e', '-f', '--backlog_wait_time']);

/** What a line that is known from elsewhere does; 'none': auditctl does not take it, or it is no command. */
export type KnownEffect = { readonly effect: Effect; readonly hash?: number } | 'none';

/** Looks up what a line of a file does; undefined: not known, or it has another text there. */
export type EffectFinder = (source: SourceLine, text: string) => KnownEffect | undefined;

/**
 * Judges a rules.d folder as one program: what `effectiveLines` made of it for the same target. Linear in the number of
 * lines; only those that `known` does not find are read.
 */
export function orderFindings(
  effective: EffectiveLines,
  target: Target,
  known: EffectFinder = () => undefined,
): OrderFinding[] {
  const steps = readSteps(effective, target, known);
  return [
    ...ignoredFiles(effective),
    ...gluedLines(effective),
    ...overriddenSettings(effective),
    ...linesAfterLock(steps),
    ...loadFindings(steps),
  ];
}

/** A line that auditctl takes, with where it comes from. */
interface Step {
  readonly source: SourceLine;
  readonly effect: Effect;
  readonly hash: number | undefined;
}

/** A step that sends a rule. */
interface RuleStep extends Step {
  readonly rule: SentRule;
}

function readSteps({ lines }: EffectiveLines, target: Target, known: EffectFinder): Step[] {
  const steps: Step[] = [];
  for (const { source, text, glued } of lines) {
    if (source === undefined) continue;
    const found = glued === undefined ? known(source, text) : undefined;
    if (found === undefined)
      for (const effect of effectsOf(text, target)) steps.push({ source, effect, hash: undefined });
    else if (found !== 'none') steps.push({ source, effect: found.effect, hash: found.hash });
  }
  return steps;
}

/** Several where auditctl takes the line for several. */
function* effectsOf(text: string, target: Target): Generator<Effect> {
  for (const line of parseRules(text).lines) {
    if (line.kind !== 'command') continue;
    const { effect } = readCommandLine(line, text, contextOf(target));
    if (effect !== undefined) yield effect;
  }
}

const place = ({ file, line }: SourceLine) => `${file}:${line + 1}`;

function* ignoredFiles({ ignored }: EffectiveLines): Generator<OrderFinding> {
  const why = {
    'not-rules':
      'augenrules reads only files whose names end in .rules, so nothing of this one is loaded. Rename it, or move it elsewhere.',
    hidden: 'augenrules does not see hidden files, so nothing of this one is loaded. Rename it.',
    'blank-in-name':
      'Until 4.1 augenrules takes a name with a blank for two names, so this file is not loaded. Rename it.',
  };
  for (const { name, reason } of ignored) {
    yield {
      code: 'file-not-loaded',
      source: { file: name, line: 0 },
      severity: reason === 'blank-in-name' ? 'warning' : 'info',
      message: why[reason],
      refusedBy: null,
      related: [],
    };
  }
}

function* gluedLines({ lines }: EffectiveLines): Generator<OrderFinding> {
  for (const { source, glued } of lines) {
    const next = glued?.at(-1);
    if (source === undefined || next === undefined) continue;
    yield {
      code: 'glued-line',
      source,
      severity: 'warning',
      message: `This file ends without a line feed, and augenrules glues the first line of ${next.file} to it. End the file with a line feed.`,
      refusedBy: null,
      related: [{ source: next, message: 'This line becomes part of the other.' }],
    };
  }
}

function* overriddenSettings({ discarded }: EffectiveLines): Generator<OrderFinding> {
  for (const { source, text, reason, by } of discarded) {
    // Of several -D one is enough.
    if (reason !== 'overridden' || by === undefined || /^\s*-D/.test(text)) continue;
    yield {
      code: 'setting-overridden',
      source,
      severity: 'warning',
      message: `augenrules keeps only the last line of this kind, ${place(by)}; this one does nothing. Keep one of them.`,
      refusedBy: null,
      related: [{ source: by, message: 'This line counts.' }],
    };
  }
}

function* linesAfterLock(steps: readonly Step[]): Generator<OrderFinding> {
  const at = steps.findIndex(({ effect }) => effect.settings.some(({ name, value }) => name === '-e' && value === 2));
  if (at === -1) return;
  const lock = steps[at]!.source;
  for (const { source, effect } of steps.slice(at + 1)) {
    const changes = effect.rule !== undefined || effect.deleteAll !== undefined || effect.settings.some(({ name }) => lockedSettings.has(name)); // prettier-ignore
    if (!changes) continue;
    yield {
      code: 'line-after-lock',
      source,
      severity: 'error',
      message: `\`-e 2\` (${place(lock)}) takes effect before this line and locks rules and settings until the next boot, so the kernel refuses it (Operation not permitted). Let \`-e 2\` come last.`,
      refusedBy: 'kernel',
      related: [{ source: lock, message: 'Locked from here on.' }],
    };
  }
}

/** What shows only when the rules are loaded one after the other. */
function loadFindings(steps: readonly Step[]): OrderFinding[] {
  const findings: OrderFinding[] = [];
  const loaded = new LoadedLines<RuleStep>(({ rule }) => rule);
  let held: RuleStep[] = [];
  let goesOn = false;
  for (const { source, effect, hash } of steps) {
    if (effect.onError !== undefined) goesOn = true;
    if (effect.deleteAll !== undefined && effect.deleteAll.key === undefined) {
      if (held.length > 0) findings.push(deletesAbove(source, held));
      held = [];
      loaded.clear();
    }
    const { rule } = effect;
    if (rule === undefined || kernelRefusal(rule) !== undefined) continue;
    if (rule.operation === 'delete') {
      loaded.remove(rule);
      continue;
    }
    const step = { source, effect, hash, rule };
    const earlier = loaded.add(rule, step, hash);
    if (earlier !== undefined && rule.operation === 'append') {
      if (earlier.source.file !== source.file) findings.push(duplicate(source, earlier.source, goesOn));
    } else held.push(step);
  }
  for (const finding of hidden(held)) findings.push(finding);
  return findings;
}

function deletesAbove(source: SourceLine, held: readonly RuleStep[]): OrderFinding {
  return {
    code: 'rules-before-delete-all',
    source,
    severity: 'warning',
    message: `This \`-D\` takes effect after ${held.length} ${held.length === 1 ? 'rule' : 'rules'} and deletes what was loaded so far. augenrules moves \`-D\` to the top only where it stands alone, without blanks around it.`,
    refusedBy: null,
    related: [{ source: held[0]!.source, message: 'Deleted from here on.' }],
  };
}

function duplicate(source: SourceLine, first: SourceLine, goesOn: boolean): OrderFinding {
  return {
    code: 'duplicate-rule',
    source,
    severity: goesOn ? 'warning' : 'error',
    message: `${place(first)} loads the same rule before. The kernel refuses this one (Rule exists)${goesOn ? '' : ', and the load stops here'}. Remove one of the two.`,
    refusedBy: 'kernel',
    related: [{ source: first, message: 'The same rule stands here first.' }],
  };
}

const exit = listFact('exit')!.number;

/** Rules that can never match since earlier ones match all that they would. */
function* hidden(held: readonly RuleStep[]): Generator<OrderFinding> {
  const onExit = held.filter(({ rule }) => rule.list === exit);
  const inOrder = [
    ...onExit.filter(({ rule }) => rule.operation === 'prepend').reverse(),
    ...onExit.filter(({ rule }) => rule.operation === 'append'),
  ];
  for (const { rule, by } of shadowedRules(inOrder)) {
    const { source } = rule;
    const earlier = by.map((each) => each.source);
    const never = by.every((each) => each.rule.action === 'never');
    // An exclusion behind a broader one may be kept for the reader.
    if (never && rule.rule.action === 'never') continue;
    const what = never
      ? 'so this rule never records anything'
      : rule.rule.action === 'never'
        ? 'so this rule keeps nothing from being recorded'
        : 'so this rule never matches and its key is never recorded';
    yield {
      code: 'unreachable-rule',
      source,
      severity: 'warning',
      message: `${earlier.map(place).join(' and ')} ${earlier.length === 1 ? 'matches' : 'together match'} every event that this rule would, and the first match decides, ${what}. Put the narrower rule first, or remove it.`,
      refusedBy: null,
      related: earlier.map((each) => ({ source: each, message: 'This matches first.' })),
    };
  }
}
