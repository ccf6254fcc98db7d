import { hiddenBy, isBroader, isCompared, shadowedRules } from '../../../../../core/src/rules/shadow';
import type { HeldListener } from './loading';
import { compareHeld } from './order';
import type { Step } from './placedLine';

/** More rules than this are not looked at one by one when a line changes. */
const mostAlone = 256;

/**
 * Which rules never get their turn since earlier ones match all that they would. When a line changes, only the rules
 * that have all its conditions are looked at again, by a walk over the rules that compares a number of each.
 */
export class Hiding implements HeldListener {
  readonly #visit: (each: (step: Step) => void) => void;
  #hidden = new Map<Step, readonly Step[]>();
  #came = new Set<Step>();
  #went = new Set<Step>();
  #isOpen = true;

  /** `visit`: shows all steps, in any order; nearly in theirs is the fastest. */
  constructor(visit: (each: (step: Step) => void) => void) {
    this.#visit = visit;
  }

  held(step: Step): void {
    if (!this.#went.delete(step) && !this.#isOpen && isCompared(step)) this.#came.add(step);
  }

  dropped(step: Step): void {
    if (!this.#came.delete(step) && !this.#isOpen && isCompared(step)) this.#went.add(step);
  }

  /** Those that hide it; undefined: it has its turn. */
  by(step: Step): readonly Step[] | undefined {
    return this.#hidden.get(step);
  }

  /** Works out what has changed; answers the steps that are hidden now, are not any more, or by others. */
  settle(): readonly Step[] {
    const changed = this.#isOpen ? this.#lookAtAll() : this.#lookAtChanged();
    this.#isOpen = false;
    this.#came = new Set();
    this.#went = new Set();
    return changed;
  }

  #lookAtChanged(): readonly Step[] {
    const affected = new Set<Step>([...this.#came, ...this.#went]);
    for (const [step, by] of this.#hidden) if (by.some((each) => this.#went.has(each))) affected.add(step);
    const came = [...this.#came].filter(({ isHeld }) => isHeld);
    if (affected.size > mostAlone) return this.#lookAtAll();
    if (came.length > 0) {
      this.#visit((step) => {
        if (!step.isHeld) return;
        // A function made for each step would be the most that a key leaves behind.
        for (const each of came) if (each !== step && mayHide(each, step) && meet(each, step)) affected.add(step);
      });
    }
    if (affected.size > mostAlone) return this.#lookAtAll();
    for (const step of affected) {
      const by = step.isHeld ? this.#findHiding(step) : undefined;
      if (by === undefined) this.#hidden.delete(step);
      else this.#hidden.set(step, by);
    }
    return [...affected];
  }

  #findHiding(step: Step): readonly Step[] | undefined {
    const broader: Step[] = [];
    this.#visit((each) => {
      if (each !== step && each.isHeld && mayHide(each, step)) broader.push(each);
    });
    return broader.length === 0 ? undefined : hiddenBy(step.rule, broader.sort(compareHeld));
  }

  #lookAtAll(): readonly Step[] {
    const held: Step[] = [];
    this.#visit((step) => {
      if (step.isHeld) held.push(step);
    });
    const before = this.#hidden;
    this.#hidden = new Map(shadowedRules(held.sort(compareHeld)).map(({ rule, by }) => [rule, by]));
    const changed = new Set<Step>(this.#hidden.keys());
    for (const step of before.keys()) changed.add(step);
    return [...changed];
  }
}

/** Whether one comes before another and has no condition that the other has not. */
function mayHide(one: Step, other: Step): boolean {
  return (
    (one.facts!.conditionBits & ~other.facts!.conditionBits) === 0 &&
    isCompared(one) &&
    isCompared(other) &&
    compareHeld(one, other) < 0 &&
    isBroader(one, other)
  );
}

/** Whether one can be among those that hide the other: it matches one of its system calls, or all that there are. */
function meet({ rule: { syscalls } }: Step, { rule: other }: Step): boolean {
  if (syscalls === 'all') return true;
  return other.syscalls !== 'all' && other.syscalls.some((call) => syscalls.includes(call));
}
