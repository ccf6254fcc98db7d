import type { Finding } from '../findings';
import type { Target } from '../target';
import { readCommandLine, type Reading } from './auditctl';
import { contextOf, type Context } from './context';
import type { Fault } from './fault';
import { kernelRefusal, type KernelRefusal } from './kernel';
import type { Effect, SentRule } from './sent';
import { LoadedLines } from './loadedLines';
import type { RulesLine, RulesTree } from './tree';
import { wordFault } from './wording';
import { spanOfField, trimmed } from './places';

/**
 * What the real programs of the target refuse: auditctl (`refusedBy: 'auditctl'`) each line for its first fault, the
 * kernel each rule for its first, and a rule that the same file loaded before. In the order of the text.
 */
export function judgeRules(tree: RulesTree, target: Target): Finding[] {
  const context = contextOf(target);
  const findings: Finding[] = [];
  // Effects are read again where two may be alike: to keep them all would cost more.
  const loaded = new LoadedLines<{ readonly line: RulesLine; readonly hash?: number }>(
    ({ line }) => readCommandLine(line, tree.text, context).effect!.rule!,
  );
  for (const line of tree.lines) {
    if (line.kind !== 'command') continue;
    const reading = readCommandLine(line, tree.text, context);
    judgeReading(line, tree.text, context, reading, findings);
    if (reading.effect !== undefined) judgeRepeat({ line }, reading.effect, loaded, tree.text, context, findings);
  }
  return findings;
}

/** The same for one line alone. */
export function judgeLine(line: RulesLine, source: string, target: Target): Finding[] {
  return judgeEffect(line, source, target).findings;
}

/** The same with what the line does, if auditctl takes it: read once for both. */
export function judgeEffect(line: RulesLine, source: string, target: Target): { findings: Finding[]; effect?: Effect } {
  const findings: Finding[] = [];
  if (line.kind !== 'command') return { findings };
  const context = contextOf(target);
  const reading = readCommandLine(line, source, context);
  judgeReading(line, source, context, reading, findings);
  return reading.effect === undefined ? { findings } : { findings, effect: reading.effect };
}

/** What the target's auditctl makes of a line; undefined for blank lines and comments. */
export function readLine(line: RulesLine, source: string, target: Target): Reading | undefined {
  return line.kind === 'command' ? readCommandLine(line, source, contextOf(target)) : undefined;
}

function judgeReading(line: RulesLine, source: string, context: Context, reading: Reading, findings: Finding[]): void {
  if (reading.hints !== undefined) {
    for (const hint of reading.hints) findings.push(wordFault(hint, line, source, context));
  }
  if (reading.fault !== undefined) findings.push(wordFault(reading.fault, line, source, context));
  const rule = reading.effect?.rule;
  if (rule === undefined) return;
  const refusal = kernelRefusal(rule);
  if (refusal !== undefined) findings.push(wordFault(kernelFault(refusal, rule, line), line, source, context));
}

function kernelFault(refusal: KernelRefusal, rule: SentRule, line: RulesLine): Fault {
  const slash = refusal.reason === 'trailing-slash' && refusal.field?.field.name === 'path';
  const place = spanOfField(line, refusal.field, rule);
  return {
    code: slash ? 'path-trailing-slash' : 'refused-by-kernel',
    refusedBy: 'kernel',
    span: place,
    subject: refusal.field?.field.name ?? '',
    detail: refusal.reason,
  };
}

function judgeRepeat<Line extends { readonly line: RulesLine; readonly hash?: number }>(
  taken: Line,
  effect: Effect,
  loaded: LoadedLines<Line>,
  source: string,
  context: Context,
  findings: Finding[],
): void {
  const { line } = taken;
  const { deleteAll, rule } = effect;
  if (deleteAll !== undefined && deleteAll.key === undefined) loaded.clear();
  if (rule === undefined) return;
  if (rule.operation === 'delete') {
    loaded.remove(rule);
    return;
  }
  const earlier = loaded.add(rule, taken, taken.hash)?.line;
  if (earlier === undefined || rule.operation === 'prepend') return;
  const fault: Fault = {
    code: 'duplicate-rule',
    refusedBy: 'kernel',
    span: trimmed(line),
    subject: '',
    detail: String(earlier.number + 1),
  };
  const related = [{ span: trimmed(earlier), message: 'The same rule stands here first.' }];
  findings.push({ ...wordFault(fault, line, source, context), related });
}
