import { spanOfRule, spanOfUse } from '../conditions';
import type { TakenLine } from '../rulesFile';
import type { Check } from './check';

/** Settings that the kernel refuses once it is locked; the counters it still resets. */
const locked: readonly string[] = ['-b', '-r', '-e', '-f', '--backlog_wait_time'];

export const lineAfterLock: Check = {
  code: 'line-after-lock',
  severity: 'error',
  scope: 'file',
  *find(file) {
    // augenrules moves the lock behind everything else.
    if (file.isInRulesFolder) return;
    let lock: TakenLine | undefined;
    for (const taken of file.taken) {
      const { effect, line } = taken;
      if (lock !== undefined && changes(taken)) {
        const use = lock.line.options.find(({ name }) => name === '-e');
        yield {
          span: spanOfRule(taken),
          refusedBy: 'kernel',
          message: `\`-e 2\` on line ${lock.line.number + 1} locks rules and settings until the next boot: the kernel refuses this line ('Operation not permitted') and the load stops. Move \`-e 2\` to the end.`,
          related: use === undefined ? [] : [{ span: spanOfUse(use), message: 'Locked from here on.' }],
        };
      } else if (
        lock === undefined &&
        line.kind === 'command' &&
        effect.settings.some(({ name, value }) => name === '-e' && value === 2)
      )
        lock = taken;
    }
  },
};

function changes({ effect }: TakenLine): boolean {
  return (
    effect.rule !== undefined ||
    effect.deleteAll !== undefined ||
    effect.settings.some(({ name }) => locked.includes(name))
  );
}
