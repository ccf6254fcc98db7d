import type { Refuser, Severity } from '../findings';
import type { Target } from '../target';
import { readCommandLine } from './auditctl';
import { contextOf } from './context';
import type { EffectiveLine, EffectiveRules, SourceLine } from './effective';
import { listFact } from '../facts/rules/lists';
import { kernelRefusal } from './kernel';
import type { LoadedRule } from './loaded';
import { LoadedLines } from './loadedLines';
import type { Effect } from './sent';
import { shadowedRules } from './shadow';
import { parseRules, type RulesLine } from './tree';

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

/** Judges a rules.d folder as one program: what `effectiveRules` made of it for the same target. */
export function orderFindings(effective: EffectiveRules, target: Target): OrderFinding[] {
  const steps = readSteps(effective, target);
  return [
    ...ignoredFiles(effective),
    ...gluedLines(effective),
    ...overriddenSettings(effective),
    ...linesAfterLock(steps),
    ...loadFindings(steps, effective, target),
  ];
}

/** A line that auditctl takes, with where it comes from. */
interface Step {
  readonly line: RulesLine;
  readonly source: SourceLine;
  readonly effect: Effect;
}

function readSteps(effective: EffectiveRules, target: Target): Step[] {
  const context = contextOf(target);
  const steps: Step[] = [];
  for (const line of parseRules(effective.text).lines) {
    const source = effective.lines[line.number]?.source;
    if (source === undefined || line.kind !== 'command') continue;
    const effect = readCommandLine(line, effective.text, context).effect;
    if (effect !== undefined) steps.push({ line, source, effect });
  }
  return steps;
}

const place = ({ file, line }: SourceLine) => `${file}:${line + 1}`;

function* ignoredFiles({ ignored }: EffectiveRules): Generator<OrderFinding> {
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

function* gluedLines({ lines }: EffectiveRules): Generator<OrderFinding> {
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

function* overriddenSettings({ discarded }: EffectiveRules): Generator<OrderFinding> {
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
      message: `-e 2 (${place(lock)}) takes effect before this line and locks rules and settings until the next boot, so the kernel refuses it (Operation not permitted). Let -e 2 come last.`,
      refusedBy: 'kernel',
      related: [{ source: lock, message: 'Locked from here on.' }],
    };
  }
}

/** What shows only when the rules are loaded one after the other. */
function loadFindings(steps: readonly Step[], effective: EffectiveRules, target: Target): OrderFinding[] {
  const context = contextOf(target);
  const findings: OrderFinding[] = [];
  const sources = new Map(steps.map(({ line, source }) => [line, source]));
  const loaded = new LoadedLines<RulesLine>((line) => readCommandLine(line, effective.text, context).effect!.rule!);
  let held: LoadedRule[] = [];
  let goesOn = false;
  for (const { line, source, effect } of steps) {
    if (effect.onError !== undefined) goesOn = true;
    if (effect.deleteAll !== undefined && effect.deleteAll.key === undefined) {
      if (held.length > 0) findings.push(deletesAbove(source, held, sources));
      held = [];
      loaded.clear();
    }
    const { rule } = effect;
    if (rule === undefined || kernelRefusal(rule) !== undefined) continue;
    if (rule.operation === 'delete') {
      loaded.remove(rule);
      continue;
    }
    const earlier = loaded.add(rule, line);
    if (earlier !== undefined && rule.operation === 'append') {
      const first = sources.get(earlier)!;
      if (first.file !== source.file) findings.push(duplicate(source, first, goesOn));
    } else held.push({ rule, line });
  }
  return [...findings, ...hidden(held, effective.lines)];
}

function deletesAbove(
  source: SourceLine,
  held: readonly LoadedRule[],
  sources: ReadonlyMap<RulesLine, SourceLine>,
): OrderFinding {
  const first = sources.get(held[0]!.line)!;
  return {
    code: 'rules-before-delete-all',
    source,
    severity: 'warning',
    message: `This -D takes effect after ${held.length} ${held.length === 1 ? 'rule' : 'rules'} and deletes what was loaded so far. augenrules moves -D to the top only where it stands alone, without blanks around it.`,
    refusedBy: null,
    related: [{ source: first, message: 'Deleted from here on.' }],
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
function* hidden(held: readonly LoadedRule[], lines: readonly EffectiveLine[]): Generator<OrderFinding> {
  const onExit = held.filter(({ rule }) => rule.list === exit);
  const inOrder = [
    ...onExit.filter(({ rule }) => rule.operation === 'prepend').reverse(),
    ...onExit.filter(({ rule }) => rule.operation === 'append'),
  ];
  for (const { rule, by } of shadowedRules(inOrder)) {
    const source = lines[rule.line.number]!.source!;
    const earlier = by.map(({ line }) => lines[line.number]!.source!);
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
