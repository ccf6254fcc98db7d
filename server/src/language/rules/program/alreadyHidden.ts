import type { Advice } from '../advice';
import type { Across } from './across';
import { type PlacedLine, type Said, type Step, relatedTo } from './placedLine';
import type { Program } from './program';

/**
 * Says something of rules that never get their turn in a file that is loaded as it stands; in a rules.d folder the order is
 * another, and is judged as a whole. `say`: what to say of one, if anything.
 */
export function alreadyHidden(
  program: Program,
  { code, severity }: Pick<Said, 'code' | 'severity'>,
  say: (line: PlacedLine, by: readonly Step[]) => (() => Pick<Advice, 'message' | 'unnecessary'>) | undefined,
): Across | undefined {
  if (program.isFolder) return undefined;
  return {
    settle: ({ hidden }) => {
      for (const { line } of hidden) {
        line.unsay(code);
        const by = line.isIn ? program.loadOf(line.home)?.hiding.by(line) : undefined;
        const wording = by && say(line, by);
        if (by === undefined || wording === undefined) continue;
        const related = () => by.map((each) => relatedTo(each.line, line, 'This rule matches first.'));
        line.say({ code, severity, word: () => ({ ...wording(), span: line.span, related: related() }) });
      }
    },
  };
}
