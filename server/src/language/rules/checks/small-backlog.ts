import { spanOfUse } from '../conditions';
import { type PlacedLine, moved } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

const usual = 8192;
const many = 50;

export const smallBacklog: Check = {
  code: 'small-backlog',
  severity: 'info',
  scope: 'file',
  begin(program) {
    const sayings = new Sayings(smallBacklog);
    return {
      settle: () => {
        sayings.takeBack();
        if (program.ruleCount <= many) return;
        for (const { others } of program.files) {
          for (const line of others) {
            const size = sizeIn(line);
            if (size !== undefined && size !== 0 && size < usual)
              sayings.say(line, () => advice(line, size, program.ruleCount));
          }
        }
      },
    };
  },
};

function sizeIn({ facts }: PlacedLine): number | undefined {
  return facts!.effect.settings.find(({ name }) => name === '-b')?.value;
}

function advice(line: PlacedLine, size: number, rules: number) {
  const use = line.read().line.options.find(({ name }) => name === '-b')!;
  return {
    span: moved(spanOfUse(use), line.shift),
    message: `With ${rules} rules a burst of events can be more than ${size}, and what does not fit is lost. The sample rules of audit have ${usual}.`,
    fixes: [
      {
        title: `Write ${usual}`,
        edits: [{ span: moved(use.argument!, line.shift), newText: String(usual) }],
        safe: false,
      },
    ],
  };
}
