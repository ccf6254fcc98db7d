import { spanOfUse } from '../conditions';
import { type PlacedLine, moved } from '../program/placedLine';
import type { PlacedFile } from '../program/placedFile';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

export const rulesBeforeDeleteAll: Check = {
  code: 'rules-before-delete-all',
  severity: 'warning',
  scope: 'file',
  begin({ files, isFolder }) {
    // augenrules moves -D before everything else.
    if (isFolder) return undefined;
    const sayings = new Sayings(rulesBeforeDeleteAll);
    return {
      settle: () => {
        sayings.takeBack();
        for (const file of files) {
          for (const [line, rules] of deletions(file)) sayings.say(line, () => advice(line, rules));
        }
      },
    };
  },
};

/** Each -D with rules before it, and how many. */
function* deletions(file: PlacedFile): Generator<[PlacedLine, number]> {
  const last = file.othersInOrder.findLast(deletes);
  if (last === undefined) return;
  let rules = 0;
  for (const line of file) {
    if (line.facts?.effect.rule !== undefined) rules++;
    if (deletes(line) && rules > 0) {
      yield [line, rules];
      rules = 0;
    }
    if (line === last) return;
  }
}

function deletes({ facts }: PlacedLine): boolean {
  const deleteAll = facts?.effect.deleteAll;
  return deleteAll !== undefined && deleteAll.key === undefined;
}

function advice(line: PlacedLine, rules: number) {
  const use = line.read().line.options.find(({ name }) => name === '-D')!;
  return {
    span: moved(spanOfUse(use), line.shift),
    message: `\`-D\` deletes all rules, also the ${rules === 1 ? 'one' : rules} above it in this file. Make it the first line.`,
  };
}
