import type { Step } from './placedLine';

/** Below 0: `a` takes effect before `b`. */
export function compareSteps(a: Step, b: Step): number {
  return a.place !== b.place ? a.place - b.place : compareWritten(a, b);
}

/** Below 0: `a` stands before `b`. */
export function compareWritten(a: Step, b: Step): number {
  const [one, other] = [a.line, b.line];
  return one.home.rank - other.home.rank || one.at - other.at || a.part - b.part;
}

/** The kernel's order: what is put before the others stands in front of them, the last first. */
export function compareHeld(a: Step, b: Step): number {
  const isFront = a.rule.operation === 'prepend';
  if (isFront !== (b.rule.operation === 'prepend')) return isFront ? -1 : 1;
  return isFront ? compareSteps(b, a) : compareSteps(a, b);
}

/** How many of the steps, which are in their order, take effect before one. */
export function countBefore(step: Step, steps: readonly Step[]): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareSteps(steps[middle]!, step) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
