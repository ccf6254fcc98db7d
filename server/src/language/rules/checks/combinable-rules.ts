import { isSameCalls } from '../../../../../core/src/rules/identity';
import { spanOfRule, spanOfUse, wholeLine } from '../conditions';
import type { LoadedRule } from '../rulesFile';
import type { Check } from './check';

export const combinableRules: Check = {
  code: 'combinable-rules',
  severity: 'hint',
  scope: 'file',
  *find(file) {
    let first: LoadedRule | undefined;
    let previous: LoadedRule | undefined;
    for (const loaded of file.rules) {
      const follows = previous !== undefined && previous.line.number + 1 === loaded.line.number;
      if (follows && first !== undefined && isAlike(first, loaded)) {
        const use = first.line.options.findLast(({ name }) => name === '-S');
        const names = loaded.parts.syscalls.map(({ text }) => text).join(',');
        const end = use === undefined ? first.line.end : spanOfUse(use).end;
        yield {
          span: spanOfRule(loaded),
          message: `This rule differs from line ${first.line.number + 1} only in its system calls. One rule with all of them is tried once a call instead of twice: write \`-S\` with commas there.`,
          fixes: [
            {
              title: `Put ${names} in line ${first.line.number + 1}`,
              edits: [{ span: { start: end, end }, newText: `,${names}` }, wholeLine(file, loaded.line)],
              safe: false,
            },
          ],
          related: [{ span: spanOfRule(first), message: 'The rule that can take the calls.' }],
        };
      } else first = loaded;
      previous = loaded;
    }
  },
};

/** Same list, action and conditions in the same order, key included; only the calls written differ. */
function isAlike(a: LoadedRule, b: LoadedRule): boolean {
  const [left, right] = [a.rule, b.rule];
  if (a.facts.calls.length === 0 || b.facts.calls.length === 0 || left.syscalls === 'all' || right.syscalls === 'all')
    return false;
  if (
    left.list !== right.list ||
    left.action !== right.action ||
    left.operation !== 'append' ||
    right.operation !== 'append'
  )
    return false;
  if (left.fields.length !== right.fields.length) return false;
  // Equal rules are a matter of the kernel, which refuses the second.
  if (isSameCalls(left.syscalls, right.syscalls)) return false;
  return left.fields.every(({ field, operator, text, value }, index) => {
    const other = right.fields[index];
    return (
      other !== undefined &&
      other.field === field &&
      other.operator === operator &&
      other.text === text &&
      other.value === value
    );
  });
}
