import { longestLine } from '../../../../../core/src/rules/tree';
import type { PlacedLine, Said } from '../program/placedLine';
import type { Check } from './check';

export const lineTooLong: Check = {
  code: 'line-too-long',
  severity: 'warning',
  scope: 'file',
  begin: () => ({
    add: (line) => {
      if (line.part === 1) line.say(said);
    },
  }),
};

const said: Said = {
  code: lineTooLong.code,
  severity: lineTooLong.severity,
  word: (line: PlacedLine) => ({
    span: line.whole,
    message: `auditctl reads at most ${longestLine} bytes of a line and takes what follows here for another line, also behind a comment. Split the line.`,
  }),
};
