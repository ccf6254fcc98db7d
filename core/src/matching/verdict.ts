/** What the records of an event say of a condition. `cannot-tell`: they do not hold what the kernel looked at. */
export type Verdict = 'yes' | 'no' | 'cannot-tell';

export const verdictOf = (holds: boolean): Verdict => (holds ? 'yes' : 'no');

/** All must hold. */
export function allOf(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = 'yes';
  for (const verdict of verdicts) {
    if (verdict === 'no') return 'no';
    if (verdict === 'cannot-tell') result = 'cannot-tell';
  }
  return result;
}

/** One must hold. */
export function anyOf(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = 'no';
  for (const verdict of verdicts) {
    if (verdict === 'yes') return 'yes';
    if (verdict === 'cannot-tell') result = 'cannot-tell';
  }
  return result;
}

export function opposite(verdict: Verdict): Verdict {
  return verdict === 'cannot-tell' ? verdict : verdictOf(verdict === 'no');
}
