import type { HostState } from './hostState';
import { isLocked } from './hostState';
import { rulesAfter } from './planFiles';
import type { Step } from './planModel';
import type { CompiledLine, RuleBook, RuleComparison } from './ruleBook';
import { isSame } from './ruleBook';
import { wrongSettings } from './settings';

/** What becomes of the rules once their files are there: loaded and proven, or at the next boot where they are locked. */
export function loadSteps(
  state: HostState,
  compiled: readonly CompiledLine[],
  comparison: RuleComparison | undefined,
  filesChange: boolean,
): Step[] {
  if (isLocked(state)) {
    return filesChange ? [{ kind: 'load', by: 'compile', withoutLock: false }, { kind: 'next-boot' }] : [];
  }
  const locks = compiled.some((line) => isLockLine(line.text));
  const isLoaded = comparison !== undefined && isSame(comparison) && wrongSettings(compiled, state.status).length === 0;
  if (!filesChange && isLoaded && !locks) return [];
  return [
    { kind: 'load', by: 'augenrules', withoutLock: locks },
    { kind: 'prove', rules: comparison?.wanted ?? compiled.filter((line) => /^-[aAw]/.test(line.text)).length },
    ...(locks ? [{ kind: 'lock' } as const] : []),
  ];
}

/** What goes with a file that changes is no surprise; what is in no file, neither before nor after, is. */
export function vanishing(state: HostState, comparison: RuleComparison | undefined, book: RuleBook): readonly string[] {
  if (comparison === undefined || comparison.foreign.length === 0) return [];
  if (state.loaded === undefined || isLocked(state)) return [];
  const now = book.compile(rulesAfter(state, { files: [], remove: [] }), state);
  const byHand = new Set(book.compare(now, state.loaded, state).foreign);
  return comparison.foreign.filter((rule) => byHand.has(rule));
}

/** The one form of a lock that can be left out of a load and set afterwards; the script on the host knows the same. */
export function isLockLine(text: string): boolean {
  return /^ *-e *2 *$/.test(text);
}
