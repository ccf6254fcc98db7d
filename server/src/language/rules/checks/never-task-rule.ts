import { isOn } from '../conditions';
import type { PlacedLine } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

export const neverTaskRule: Check = {
  code: 'never-task-rule',
  severity: 'error',
  scope: 'file',
  begin() {
    const sayings = new Sayings(neverTaskRule);
    const switching = new Set<PlacedLine>();
    let onExit = 0;
    return {
      add: (line) => {
        if (line.facts?.effect.rule === undefined) return;
        if (isOn(line, 'exit')) onExit++;
        else if (switchesOff(line)) switching.add(line);
      },
      remove: (line) => {
        if (line.facts?.effect.rule !== undefined && isOn(line, 'exit')) onExit--;
        switching.delete(line);
      },
      settle: () => {
        sayings.takeBack();
        // A file that is there to switch auditing off stands alone.
        if (onExit > 0) for (const line of switching) sayings.say(line, advice);
      },
    };
  },
};

function switchesOff(line: PlacedLine): boolean {
  const { rule } = line;
  return isOn(line, 'task') && rule.action === 'never' && rule.operation !== 'delete' && rule.fields.length === 0;
}

function advice({ span }: PlacedLine) {
  return {
    span,
    message:
      'This switches auditing of system calls off for every process that starts later: the other rules record nothing of them, watches included. Remove the line.',
  };
}
