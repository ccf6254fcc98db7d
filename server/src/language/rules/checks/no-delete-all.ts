import type { PlacedLine } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

export const noDeleteAll: Check = {
  code: 'no-delete-all',
  severity: 'info',
  scope: 'file',
  begin({ files, isFolder }) {
    const own = files.filter(({ setting }) => setting.name === 'audit.rules');
    if (isFolder || own.length === 0) return undefined;
    const sayings = new Sayings(noDeleteAll);
    return {
      settle: () => {
        sayings.takeBack();
        for (const file of own) {
          if ([...file.others].some(({ facts }) => facts!.effect.deleteAll !== undefined)) continue;
          let command: PlacedLine | undefined;
          for (const line of file) {
            const first = (command ??= line);
            if (line.facts?.effect.rule === undefined) continue;
            sayings.say(line, () => advice(line, first));
            break;
          }
        }
      },
    };
  },
};

function advice({ span }: PlacedLine, { start }: PlacedLine) {
  return {
    span,
    message:
      "Without `-D` these rules are added to those already loaded, and loading the file twice fails with 'Rule exists'. Begin the file with `-D`.",
    fixes: [{ title: 'Begin with -D', edits: [{ span: { start, end: start }, newText: '-D\n' }], safe: false }],
  };
}
