import type { Across } from './across';
import { type Said, type Step, placeOf, relatedTo, stepsOf } from './placedLine';
import type { Program } from './program';

const code = 'duplicate-rule';

/** Rules that the kernel refuses since the same one is loaded before. */
export function repeatedRules(program: Program): Across {
  return {
    settle: ({ refused }) => {
      for (const { line } of refused) {
        line.unsay(code);
        const step = line.isIn ? stepsOf(line).find(({ earlier }) => earlier !== undefined) : undefined;
        if (step !== undefined) line.say(saidOf(step, program.loadOf(line.home)?.loading.goesOnAt(step) === true));
      }
    },
  };
}

function saidOf({ earlier }: Step, goesOn: boolean): Said {
  const first = earlier!.line;
  const stops = goesOn ? '' : ', and the load stops here';
  return {
    code,
    severity: goesOn ? 'warning' : 'error',
    word: (line) => ({
      span: line.span,
      refusedBy: 'kernel',
      message:
        first.home === line.home
          ? `The same rule stands on line ${first.at + 1}. The kernel refuses it (Rule exists)${stops}. Remove one of the two.`
          : `${placeOf(first)} loads the same rule before. The kernel refuses this one (Rule exists)${stops}. Remove one of the two.`,
      related: [relatedTo(first, line, 'The same rule stands here first.')],
    }),
  };
}
