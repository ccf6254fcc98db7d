import { isOn } from '../conditions';
import type { PlacedFile } from '../program/placedFile';
import type { PlacedLine } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

export const neverHidesAll: Check = {
  code: 'never-hides-all',
  severity: 'warning',
  scope: 'file',
  begin() {
    const sayings = new Sayings(neverHidesAll);
    const hiding = new Set<PlacedLine>();
    return {
      add: (line) => {
        if (line.facts?.effect.rule !== undefined && hidesAll(line)) hiding.add(line);
      },
      remove: (line) => {
        hiding.delete(line);
      },
      settle: () => {
        sayings.takeBack();
        for (const line of hiding) if (lastOnExit(line.home as PlacedFile) !== line) sayings.say(line, advice);
      },
    };
  },
};

function hidesAll(line: PlacedLine): boolean {
  const { rule } = line;
  if (rule.action !== 'never' || rule.operation === 'delete' || rule.fields.length > 0) return false;
  return isOn(line, 'exit') && rule.syscalls === 'all';
}

function lastOnExit({ placed }: PlacedFile): PlacedLine | undefined {
  for (let at = placed.length - 1; at >= 0; at--) {
    let last: PlacedLine | undefined;
    for (let each = placed[at]; each !== undefined; each = each.next) {
      if (each.facts?.effect.rule !== undefined && isOn(each, 'exit')) last = each;
    }
    if (last !== undefined) return last;
  }
  return undefined;
}

function advice({ span }: PlacedLine) {
  return {
    span,
    message:
      'This rule matches every system call, and the first rule that matches decides: nothing below it is ever recorded. Remove it, or say with conditions what shall not be recorded.',
  };
}
