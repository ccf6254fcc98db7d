/** Lines that the program never gets to see. */
import type { Reading, Unread } from '../reading';
import { lineLimit } from '../reading';
import { wordsOf } from '../tree';
import type { Case, Fault } from './fault';
import { fix, replace } from './fault';

export function judgeUnread(reading: Reading, judged: Case): Fault[] {
  return [...reading.unread.map((unread) => faultOf(unread, judged)), ...hidden(reading, judged)];
}

function faultOf({ span, why }: Unread, { tree, kind, version, program }: Case): Fault {
  const [first] = wordsOf(tree.text, span);
  const says = first !== undefined && !first.text.startsWith('#');
  const what = says ? `\`${first.text}\` keeps its default` : 'nothing is lost but the comment';
  const severity = says ? 'warning' : 'info';
  switch (why) {
    case 'no-final-newline':
      return {
        code: 'missing-final-newline',
        span,
        message: `The last line has no newline at its end, so ${program} drops it and claims that it is too long: ${what}.`,
        refused: false,
        severity,
        fixes: [fix('Add a newline', [replace({ start: span.end, end: span.end }, '\n')], true)],
      };
    case 'too-long':
      return {
        code: 'long-line-skipped',
        span,
        message: `The line has more than ${lineLimit(kind, version)} bytes, and ${program} ${version} skips it with a message: ${what}.`,
        refused: false,
        severity,
      };
    case 'nul':
      return {
        code: 'nul-in-file',
        span,
        message: `The line holds a NUL, behind which ${program} sees nothing, not even the end of the line: it drops this line and the next.`,
        refused: false,
        severity: 'warning',
      };
    case 'after-nul':
      return {
        code: 'nul-in-file',
        span,
        message: `The line above holds a NUL, and ${program} drops this line with it.`,
        refused: false,
        severity: 'warning',
      };
  }
}

/** audisp-remote and the z/OS plugin see a line up to its NUL. */
function hidden({ lines }: Reading, { tree, program }: Case): Fault[] {
  return lines
    .filter((line) => tree.text[line.span.end] === '\0')
    .map((line) => ({
      code: 'nul-in-file',
      span: { start: line.span.end, end: line.span.end + 1 },
      message: `${program} reads the line up to this NUL and no further.`,
      refused: false,
      severity: 'warning' as const,
    }));
}
