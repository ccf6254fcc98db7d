import { atLeast } from '../../../../../core/src/target';
import { syscallNumbers } from '../../../../../core/src/facts/rules/syscalls';
import { records } from '../conditions';
import { tableOf } from '../machine';
import type { LoadedRule, RulesFile } from '../rulesFile';
import type { Check } from './check';

export const openWithoutOpenat: Check = {
  code: 'open-without-openat',
  severity: 'info',
  scope: 'file',
  *find(file) {
    let covered: ReadonlySet<number | undefined> | undefined;
    for (const loaded of file.rules) {
      if (!records(loaded) || !loaded.facts.calls.includes('open')) continue;
      covered ??= archesOfOpenat(file.folderRules);
      if (covered.has(archOf(loaded))) continue;
      const place = placeIn(loaded, file);
      if (place === undefined) continue;
      const end = loaded.line.start + place.open.end;
      const { wanted } = place;
      yield {
        span: { start: loaded.line.start + place.open.start, end },
        message: `Programs open files with \`openat\` today, the C library always does, so this sees next to nothing. Add ${wanted.map((name) => `\`${name}\``).join(' and ')}.`,
        fixes: [
          {
            title: `Add ${wanted.join(' and ')}`,
            edits: [{ span: { start: end, end }, newText: `,${wanted.join(',')}` }],
            safe: false,
          },
        ],
      };
    }
  },
};

/** Where `open` stands, counted from the beginning of the line, and the calls that its machine has instead. */
function placeIn(loaded: LoadedRule, { target }: RulesFile) {
  return loaded.facts.once(placeIn, () => {
    const open = loaded.parts.syscalls.find(({ text }) => text.toLowerCase() === 'open');
    const known = syscallNumbers(tableOf(loaded.parts, target), target.auditVersion);
    const wanted = ['openat', ...(atLeast(target, '3.0') ? ['openat2'] : [])].filter((name) => known.has(name));
    const { start } = loaded.line;
    return open && { open: { start: open.start - start, end: open.end - start }, wanted };
  });
}

const known = new WeakMap<readonly LoadedRule[], ReadonlySet<number | undefined>>();

/** The files of a folder share its rules, and so what is found in them. */
function archesOfOpenat(rules: readonly LoadedRule[]): ReadonlySet<number | undefined> {
  let arches = known.get(rules);
  if (arches === undefined) {
    arches = new Set(rules.filter((each) => records(each) && each.facts.calls.includes('openat')).map(archOf));
    known.set(rules, arches);
  }
  return arches;
}

function archOf({ rule }: LoadedRule): number | undefined {
  return rule.fields.find(({ field }) => field.name === 'arch')?.value;
}
