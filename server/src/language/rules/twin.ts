import { machineOfWidth } from '../../../../core/src/facts/rules/machines';
import { syscallNumbers } from '../../../../core/src/facts/rules/syscalls';
import type { TextEdit } from '../../../../core/src/text/span';
import { applyEdits } from '../../../../core/src/text/span';
import { conditionsOf, spanOfUse } from './conditions';
import type { RulesFile, TakenLine } from './rulesFile';

export type Width = 'b64' | 'b32';

/**
 * The text of a rule for calls of a width: its arch changed or put before the first condition, and only the syscalls
 * that exist there. Undefined: none of them does, or the target has no such calls.
 */
export function ruleFor(
  file: Pick<RulesFile, 'machine' | 'target'>,
  loaded: TakenLine,
  width: Width,
): string | undefined {
  const machine = machineOfWidth(file.machine, width);
  if (machine === undefined) return undefined;
  const { line, parts } = loaded;
  const edits: TextEdit[] = [];
  const [arch] = conditionsOf(loaded, 'arch');
  if (arch !== undefined) edits.push({ span: arch.value, newText: width });
  else {
    const first = line.options.find(
      ({ name }) => name === '-F' || name === '-S' || name === '-C' || name === '-k' || name === '-p',
    );
    if (first === undefined) return undefined;
    edits.push({ span: { start: first.nameSpan.start, end: first.nameSpan.start }, newText: `-F arch=${width} ` });
  }
  const names = syscallNumbers(machine.table, file.target.auditVersion);
  const kept = parts.syscalls.filter(({ text }) => existsAmong(names, text));
  if (kept.length === 0 && parts.syscalls.length > 0) return undefined;
  if (kept.length < parts.syscalls.length) {
    const uses = line.options.filter(({ name }) => name === '-S');
    for (const [index, use] of uses.entries()) {
      const here = kept.filter(({ start }) => start >= use.nameSpan.start && start < spanOfUse(use).end);
      const start = use.nameSpan.start;
      // The blank behind it goes along, where the whole option goes.
      if (here.length === 0)
        edits.push({
          span: { start: start - (index > 0 ? 1 : 0), end: spanOfUse(use).end + (index > 0 ? 0 : 1) },
          newText: '',
        });
      else
        edits.push({
          span: { start, end: spanOfUse(use).end },
          newText: `-S ${here.map(({ text }) => text).join(',')}`,
        });
    }
  }
  const shifted = edits.map(({ span, newText }) => ({
    span: { start: span.start - line.start, end: Math.min(span.end, line.end) - line.start },
    newText,
  }));
  return applyEdits(line.text, shifted).trimEnd();
}

/** Whether a name behind -S means a call there: a number may mean any. */
export function existsAmong(names: ReadonlyMap<string, number>, call: string): boolean {
  return call === 'all' || /^\d/.test(call) || names.has(call.toLowerCase());
}
