import { compareFileVersions } from '../../../../../core/src/rules/versionSort';
import { spanOfUse } from '../conditions';
import type { PlacedFile } from '../program/placedFile';
import { type PlacedLine, moved } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

export const lockNotLast: Check = {
  code: 'lock-not-last',
  severity: 'warning',
  scope: 'file',
  begin({ files, isFolder }) {
    if (!isFolder) return undefined;
    const sayings = new Sayings(lockNotLast);
    return {
      settle: () => {
        sayings.takeBack();
        for (const file of files) {
          const lock = file.othersInOrder.findLast(({ facts }) =>
            facts!.effect.settings.some(({ name }) => name === '-e'),
          );
          if (lock === undefined || useOf(lock)?.argument?.text !== '2') continue;
          const isLast = lastTaken(file) === lock;
          const later = isLast ? laterFile(file, files) : undefined;
          if (!isLast || later !== undefined) sayings.say(lock, () => advice(lock, later));
        }
      },
    };
  },
};

const useOf = (lock: PlacedLine) => lock.read().line.options.findLast(({ name }) => name === '-e');

function lastTaken({ placed }: PlacedFile): PlacedLine | undefined {
  for (let at = placed.length - 1; at >= 0; at--) {
    let last: PlacedLine | undefined;
    for (let each = placed[at]; each !== undefined; each = each.next) if (each.facts !== undefined) last = each;
    if (last !== undefined) return last;
  }
  return undefined;
}

/** A file of the folder with rules, that augenrules reads after this one. */
function laterFile(file: PlacedFile, files: readonly PlacedFile[]): string | undefined {
  for (const { ruleCount, setting } of files) {
    if (ruleCount > 0 && setting !== file.setting && compareFileVersions(setting.name, file.setting.name) > 0)
      return setting.name;
  }
  return undefined;
}

function advice(lock: PlacedLine, later: string | undefined) {
  return {
    span: moved(spanOfUse(useOf(lock)!), lock.shift),
    message: `augenrules moves \`-e 2\` behind the rules of all files, so it does not lock here, though ${later === undefined ? 'other lines follow it' : `${later} comes later`}. Keep it in a file of its own that sorts last, such as 99-finalize.rules.`,
  };
}
