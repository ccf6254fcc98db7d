import { optionFact } from '../../../../../core/src/facts/rules/options';
import { spanOfUse, wholeLine } from '../conditions';
import type { Check } from './check';

export const commandOption: Check = {
  code: 'command-option',
  severity: 'warning',
  scope: 'line',
  about: ['-m', '-s', '-l', '-v', '-h', '--help', '--signal'],
  *find(file) {
    for (const { line } of file.taken) {
      const use = line.options.find(({ name }) => optionFact(name)?.kind === 'command');
      if (use === undefined) continue;
      yield {
        span: spanOfUse(use),
        message: `\`${use.name}\` is a command, no rule: it acts each time the file is loaded (${(optionFact(use.name)?.meaning ?? '').replace(/\.$/, '').toLowerCase()}). Remove the line.`,
        fixes: line.options.length === 1 ? [{ title: 'Remove the line', edits: [wholeLine(line)], safe: false }] : [],
      };
    }
  },
};
