import { spanOfUse } from '../conditions';
import { type PlacedLine, moved } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

export const auditingDisabled: Check = {
  code: 'auditing-disabled',
  severity: 'warning',
  scope: 'file',
  begin({ files }) {
    const sayings = new Sayings(auditingDisabled);
    return {
      settle: () => {
        sayings.takeBack();
        for (const { others, ruleCount } of files) {
          // A file that switches all off, such as audit-stop.rules, does so on purpose.
          if (ruleCount === 0 && [...others].some(({ facts }) => facts!.effect.deleteAll !== undefined)) continue;
          for (const line of others) if (switchesOff(line)) sayings.say(line, advice);
        }
      },
    };
  },
};

function switchesOff({ facts }: PlacedLine): boolean {
  return facts!.effect.settings.some(({ name, value }) => name === '-e' && value === 0);
}

function advice(line: PlacedLine) {
  const use = line.read().line.options.find(({ name }) => name === '-e')!;
  return {
    span: moved(spanOfUse(use), line.shift),
    message: '`-e 0` switches auditing off: rules are loaded and record nothing. Write `-e 1`.',
    fixes: [{ title: 'Write -e 1', edits: [{ span: moved(use.argument!, line.shift), newText: '1' }], safe: false }],
  };
}
