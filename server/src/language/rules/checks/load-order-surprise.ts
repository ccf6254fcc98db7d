import { compareFileVersions } from '../../../../../core/src/rules/versionSort';
import type { Lines } from '../../../../../core/src/text/lines';
import { isOn } from '../conditions';
import type { PlacedFile } from '../program/placedFile';
import type { PlacedLine } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

export const loadOrderSurprise: Check = {
  code: 'load-order-surprise',
  severity: 'info',
  scope: 'file',
  begin({ files, isFolder }) {
    const pairs = isFolder ? surprises(files) : [];
    if (pairs.length === 0) return undefined;
    const sayings = new Sayings(loadOrderSurprise);
    const recorded = new WeakMap<Lines, Recorded>();
    return {
      settle: () => {
        sayings.takeBack();
        /** One rule says it for the file. */
        const done = new Set<PlacedFile>();
        for (const { file, other, why } of pairs) {
          if (done.has(file) || other.ruleCount === 0) continue;
          let calls = recorded.get(other.lines);
          if (calls === undefined) recorded.set(other.lines, (calls = recordedIn(other)));
          const rule = exclusionOf(file, calls);
          if (rule === undefined) continue;
          sayings.say(rule, () => advice(rule, other.setting.name, why));
          done.add(file);
        }
      },
    };
  },
};

/** Files of the folder that come before or after another one, though one would guess otherwise. */
function surprises(files: readonly PlacedFile[]) {
  return files.flatMap((file) =>
    files.flatMap((other) => {
      const why = file === other ? undefined : surprise(file.setting.name, other.setting.name);
      return why === undefined ? [] : [{ file, other, why }];
    }),
  );
}

function surprise(name: string, other: string): string | undefined {
  const hasNumber = /^\d/.test(name);
  if (hasNumber !== /^\d/.test(other)) return 'names without a number come after those with one';
  const asText = name < other ? -1 : 1;
  if (Math.sign(compareFileVersions(name, other)) !== asText) return 'numbers in names count by value';
  const asRead = name.toLowerCase() < other.toLowerCase() ? -1 : 1;
  return asRead === asText ? undefined : 'upper case comes before lower case';
}

/** The system calls that the rules of a file record. */
interface Recorded {
  readonly calls: ReadonlySet<number>;
  readonly any: boolean;
  readonly all: boolean;
}

function recordedIn(file: PlacedFile): Recorded {
  const calls = new Set<number>();
  let any = false;
  let all = false;
  for (const line of file) {
    const rule = line.facts?.effect.rule;
    if (rule === undefined || rule.action !== 'always' || !isOn({ rule }, 'exit')) continue;
    any = true;
    if (rule.syscalls === 'all') all = true;
    else for (const call of rule.syscalls) calls.add(call);
  }
  return { calls, any, all };
}

/** The first rule of a file that keeps something from being recorded that is recorded there. */
function exclusionOf(file: PlacedFile, { calls, any, all }: Recorded): PlacedLine | undefined {
  for (const line of file) {
    const rule = line.facts?.effect.rule;
    if (rule === undefined || rule.action !== 'never' || !isOn({ rule }, 'exit')) continue;
    if (rule.syscalls === 'all' ? any : all || rule.syscalls.some((call) => calls.has(call))) return line;
  }
  return undefined;
}

function advice(rule: PlacedLine, other: string, why: string) {
  const isBefore = compareFileVersions(rule.home.setting.name, other) < 0;
  return {
    span: rule.span,
    message: `augenrules loads this file ${isBefore ? 'before' : 'after'} ${other}: ${why}. The first match decides, so the order matters to this exclusion. Begin all names with a number of the same width.`,
  };
}
