import { isSameCalls } from '../../../../../core/src/rules/identity';
import { spanOfUse, wholeLine } from '../conditions';
import type { Across } from '../program/across';
import type { PlacedFile } from '../program/placedFile';
import type { PlacedLine } from '../program/placedLine';
import type { Check } from './check';

export const combinableRules: Check = {
  code: 'combinable-rules',
  severity: 'hint',
  scope: 'file',
  begin(): Across {
    /** Of each rule that can be combined the one that can take its calls. */
    const firsts = new Map<PlacedLine, PlacedLine>();
    return {
      remove: (line) => {
        firsts.delete(line);
      },
      settle: ({ edits }) => {
        for (const { file, from, to } of edits) lookFrom(file, from, to, firsts);
      },
    };
  },
};

/** Looks from a line on until behind the edit all is as before. */
function lookFrom({ placed }: PlacedFile, from: number, to: number, firsts: Map<PlacedLine, PlacedLine>): void {
  let previous = from > 0 ? lastRuleOf(placed[from - 1]) : undefined;
  let first = previous === undefined ? undefined : (firsts.get(previous) ?? previous);
  for (let at = from; at < placed.length; at++) {
    let isAsBefore = true;
    for (let line = placed[at]; line !== undefined; line = line.next) {
      if (line.facts?.effect.rule === undefined) continue;
      const follows = previous !== undefined && previous.at + 1 === at;
      if (!follows || first === undefined || !isAlike(first, line)) first = line;
      isAsBefore = note(line, first, firsts) && isAsBefore;
      previous = line;
    }
    if (at >= to && isAsBefore) return;
  }
}

function note(line: PlacedLine, first: PlacedLine, firsts: Map<PlacedLine, PlacedLine>): boolean {
  const { code, severity } = combinableRules;
  if ((firsts.get(line) ?? line) === first) return true;
  line.unsay(code);
  if (line === first) firsts.delete(line);
  else {
    firsts.set(line, first);
    line.say({ code, severity, word: () => advice(line, first) });
  }
  return false;
}

function lastRuleOf(first: PlacedLine | undefined): PlacedLine | undefined {
  let last: PlacedLine | undefined;
  for (let each = first; each !== undefined; each = each.next) if (each.facts?.effect.rule !== undefined) last = each;
  return last;
}

function advice(line: PlacedLine, first: PlacedLine) {
  const names = line
    .read()
    .parts.syscalls.map(({ text }) => text)
    .join(',');
  const { line: taking } = first.read();
  const use = taking.options.findLast(({ name }) => name === '-S');
  const end = first.shift + (use === undefined ? taking.end : spanOfUse(use).end);
  return {
    span: line.span,
    message: `This rule differs from line ${first.at + 1} only in its system calls. One rule with all of them is tried once a call instead of twice: write \`-S\` with commas there.`,
    fixes: [
      {
        title: `Put ${names} in line ${first.at + 1}`,
        edits: [
          { span: { start: end, end }, newText: `,${names}` },
          wholeLine(line.whole, line.home.lines.text.length),
        ],
        safe: false,
      },
    ],
    related: [{ span: first.span, message: 'The rule that can take the calls.' }],
  };
}

/** Same list, action and conditions in the same order, key included; only the calls written differ. */
function isAlike(a: PlacedLine, b: PlacedLine): boolean {
  if (a.facts!.calls.length === 0 || b.facts!.calls.length === 0) return false;
  const [left, right] = [a.rule, b.rule];
  if (left.syscalls === 'all' || right.syscalls === 'all') return false;
  if (left.list !== right.list || left.action !== right.action) return false;
  if (left.operation !== 'append' || right.operation !== 'append') return false;
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
