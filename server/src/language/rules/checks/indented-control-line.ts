import { spanOfRule } from '../conditions';
import type { Check } from './check';

const controls: readonly string[] = ['-e', '-b', '-f', '-D'];

export const indentedControlLine: Check = {
  code: 'indented-control-line',
  severity: 'warning',
  scope: 'line',
  about: ['-e', '-b', '-f', '-D'],
  *find(file) {
    if (!file.isInRulesFolder || file.target.awk === 'gawk') return;
    for (const taken of file.taken) {
      const { line } = taken;
      const [first] = line.words;
      const last = line.words.at(-1);
      const name = line.options[0]?.name;
      if (first === undefined || last === undefined || name === undefined || !controls.includes(name)) continue;
      const isIndented = first.start > line.start;
      const trails = name === '-D' && line.words.length === 1 && last.end < line.end;
      if (!isIndented && !trails) continue;
      yield {
        span: spanOfRule(taken),
        message: `augenrules finds \`${name}\` by an awk pattern, and mawk (Debian, Ubuntu) does not see it with blanks ${isIndented ? 'before' : 'behind'} it: the line then stays where it is instead of being moved. Remove the blanks.`,
        fixes: [
          {
            title: 'Remove the blanks',
            edits: [
              { span: { start: line.start, end: first.start }, newText: '' },
              { span: { start: last.end, end: line.end }, newText: '' },
            ].filter(({ span }) => span.end > span.start),
            safe: true,
          },
        ],
      };
    }
  },
};
