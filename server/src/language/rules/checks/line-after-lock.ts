import { spanOfUse } from '../conditions';
import type { PlacedFile } from '../program/placedFile';
import { type PlacedLine, moved } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

/** Settings that the kernel refuses once it is locked; the counters it still resets. */
const locked: readonly string[] = ['-b', '-r', '-e', '-f', '--backlog_wait_time'];

export const lineAfterLock: Check = {
  code: 'line-after-lock',
  severity: 'error',
  scope: 'file',
  begin({ files, isFolder }) {
    // augenrules moves the lock behind everything else.
    if (isFolder) return undefined;
    const sayings = new Sayings(lineAfterLock);
    return {
      settle: () => {
        sayings.takeBack();
        for (const file of files) {
          const lock = file.othersInOrder.find(locks);
          if (lock === undefined) continue;
          for (const line of behind(lock, file)) if (changes(line)) sayings.say(line, () => advice(line, lock));
        }
      },
    };
  },
};

function locks({ facts }: PlacedLine): boolean {
  return facts!.effect.settings.some(({ name, value }) => name === '-e' && value === 2);
}

function* behind(lock: PlacedLine, { placed }: PlacedFile): Generator<PlacedLine> {
  for (let each = lock.next; each !== undefined; each = each.next) yield each;
  for (let at = lock.at + 1; at < placed.length; at++) {
    for (let each = placed[at]; each !== undefined; each = each.next) yield each;
  }
}

function changes({ facts }: PlacedLine): boolean {
  if (facts === undefined) return false;
  const { rule, deleteAll, settings } = facts.effect;
  return rule !== undefined || deleteAll !== undefined || settings.some(({ name }) => locked.includes(name));
}

function advice(line: PlacedLine, lock: PlacedLine) {
  const use = lock.read().line.options.find(({ name }) => name === '-e');
  return {
    span: line.span,
    refusedBy: 'kernel' as const,
    message: `\`-e 2\` on line ${lock.at + 1} locks rules and settings until the next boot: the kernel refuses this line ('Operation not permitted') and the load stops. Move \`-e 2\` to the end.`,
    related: use === undefined ? [] : [{ span: moved(spanOfUse(use), lock.shift), message: 'Locked from here on.' }],
  };
}
