import { atLeast } from '../../../../../core/src/target';
import { syscallNumbers } from '../../../../../core/src/facts/rules/syscalls';
import { records } from '../conditions';
import { tableOf } from '../machine';
import type { Check } from './check';

export const openWithoutOpenat: Check = {
  code: 'open-without-openat',
  severity: 'info',
  scope: 'file',
  *find(file) {
    let covered: Set<number | undefined> | undefined;
    for (const loaded of file.rules) {
      if (!records(loaded) || !loaded.facts.calls.includes('open')) continue;
      covered ??= new Set(
        file.folderRules.filter((each) => records(each) && each.facts.calls.includes('openat')).map(archOf),
      );
      if (covered.has(archOf(loaded))) continue;
      const open = loaded.parts.syscalls.find(({ text }) => text.toLowerCase() === 'open');
      if (open === undefined) continue;
      const known = syscallNumbers(tableOf(loaded.parts, file.target), file.target.auditVersion);
      const wanted = ['openat', ...(atLeast(file.target, '3.0') ? ['openat2'] : [])].filter((name) => known.has(name));
      yield {
        span: open,
        message: `Programs open files with \`openat\` today, the C library always does, so this sees next to nothing. Add ${wanted.map((name) => `\`${name}\``).join(' and ')}.`,
        fixes: [
          {
            title: `Add ${wanted.join(' and ')}`,
            edits: [{ span: { start: open.end, end: open.end }, newText: `,${wanted.join(',')}` }],
            safe: false,
          },
        ],
      };
    }
  },
};

function archOf({ rule }: Parameters<typeof records>[0]): number | undefined {
  return rule.fields.find(({ field }) => field.name === 'arch')?.value;
}
