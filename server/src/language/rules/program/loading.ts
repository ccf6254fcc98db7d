import { isSameRule } from '../../../../../core/src/rules/identity';
import { compareSteps, countBefore } from './order';
import type { Step } from './placedLine';

/** Who wants to know what the kernel holds when all is loaded. */
export interface HeldListener {
  held(step: Step): void;
  dropped(step: Step): void;
}

/**
 * What becomes of the rules of a file, or of a folder, when its lines take effect one after the other: which the kernel
 * refuses since it has them, and which it holds in the end. A change costs what it concerns: the rules that are the same
 * as one that came or went, and all of them where a -D or -d came or went.
 */
export class Loading {
  readonly #listener: HeldListener;
  /** By the hash of the rule. */
  readonly #alike = new Map<number, Step>();
  #deletions: Step[] = [];
  #goOns: readonly Step[] = [];
  #goesOnFrom: Step | undefined;
  #touched = new Set<number>();
  #isOpen = true;
  #changed: Step[] = [];

  constructor(listener: HeldListener) {
    this.#listener = listener;
  }

  /** -D, with a key or without, in their order. */
  get deletions(): readonly Step[] {
    return this.#deletions;
  }

  add(step: Step): void {
    const { effect, hash, isLoadable } = step.facts!;
    if (effect.deleteAll !== undefined) this.#noteDeletions([...this.#deletions, step]);
    if (effect.onError !== undefined) this.#noteGoOns([...this.#goOns, step]);
    if (!isLoadable) return;
    step.alike = this.#alike.get(hash);
    this.#alike.set(hash, step);
    if (!this.#isOpen) this.#touched.add(hash);
  }

  remove(step: Step): void {
    const { effect, hash, isLoadable } = step.facts!;
    if (effect.deleteAll !== undefined) this.#noteDeletions(this.#deletions.filter((each) => each !== step));
    if (effect.onError !== undefined) this.#noteGoOns(this.#goOns.filter((each) => each !== step));
    if (!isLoadable) return;
    const first = this.#alike.get(hash)!;
    if (first !== step) {
      let before = first;
      while (before.alike !== step) before = before.alike!;
      before.alike = step.alike;
    } else if (step.alike !== undefined) this.#alike.set(hash, step.alike);
    else this.#alike.delete(hash);
    step.alike = undefined;
    this.#touched.add(hash);
    this.#set(step, undefined, false);
  }

  /** Works out what has changed; answers the steps that the kernel refuses now, or does no longer. */
  settle(): readonly Step[] {
    this.#deletions.sort(compareSteps);
    this.#goesOnFrom = this.#goOns.reduce<Step | undefined>(
      (first, each) => (first === undefined || compareSteps(each, first) < 0 ? each : first),
      undefined,
    );
    if (this.#isOpen) for (const first of this.#alike.values()) this.#judge(first);
    else {
      for (const hash of this.#touched) {
        const first = this.#alike.get(hash);
        if (first !== undefined) this.#judge(first);
      }
    }
    this.#isOpen = false;
    this.#touched = new Set();
    const changed = this.#changed;
    this.#changed = [];
    return changed;
  }

  /** Whether the load goes on when the kernel refuses that: -i or -c came before. */
  goesOnAt(step: Step): boolean {
    return this.#goesOnFrom !== undefined && compareSteps(this.#goesOnFrom, step) <= 0;
  }

  /** How bad a refusal is depends on them. */
  #noteGoOns(goOns: readonly Step[]): void {
    this.#goOns = goOns;
    this.#isOpen = true;
    for (const first of this.#alike.values()) {
      for (let each: Step | undefined = first; each !== undefined; each = each.alike) {
        if (each.earlier !== undefined) this.#changed.push(each);
      }
    }
  }

  #noteDeletions(deletions: Step[]): void {
    this.#deletions = deletions;
    this.#isOpen = true;
  }

  /** Of steps whose hash is the same. */
  #judge(first: Step): void {
    if (first.alike === undefined) {
      this.#set(first, undefined, first.rule.operation !== 'delete' && !this.#isDeletedLater(first));
      return;
    }
    let rest: Step[] = [];
    for (let each: Step | undefined = first; each !== undefined; each = each.alike) rest.push(each);
    rest.sort(compareSteps);
    while (rest.length > 0) {
      const [one] = rest;
      const isSame = ({ rule }: Step) => isSameRule(rule, one!.rule);
      this.#judgeSame(rest.filter(isSame));
      rest = rest.filter((each) => !isSame(each));
    }
  }

  /** Of steps whose rules are the same, in their order. */
  #judgeSame(same: readonly Step[]): void {
    let held: Step[] = [];
    let first: Step | undefined;
    let deletions = 0;
    for (const step of same) {
      const before = this.#deletions.length === 0 ? 0 : countBefore(step, this.#deletions);
      if (before > deletions && this.#deletes(step, deletions, before)) {
        for (const each of held) this.#set(each, each.earlier, false);
        held = [];
        first = undefined;
      }
      deletions = before;
      if (step.rule.operation === 'delete') {
        for (const each of held) this.#set(each, each.earlier, false);
        held = [];
        first = undefined;
        this.#set(step, undefined, false);
      } else if (first !== undefined && step.rule.operation === 'append') this.#set(step, first, false);
      else {
        this.#set(step, undefined, true);
        first ??= step;
        held.push(step);
      }
    }
    if (held.length > 0 && this.#isDeletedLater(held.at(-1)!))
      for (const each of held) this.#set(each, undefined, false);
  }

  #isDeletedLater(step: Step): boolean {
    const all = this.#deletions;
    return all.length > 0 && this.#deletes(step, countBefore(step, all), all.length);
  }

  /** Whether one of these -D is for the rule. */
  #deletes({ rule }: Step, from: number, to: number): boolean {
    for (let at = from; at < to; at++) {
      const key = this.#deletions[at]!.facts!.effect.deleteAll!.key;
      if (key === undefined || rule.fields.some(({ field, text }) => field.name === 'key' && text!.includes(key)))
        return true;
    }
    return false;
  }

  #set(step: Step, earlier: Step | undefined, isHeld: boolean): void {
    if (step.earlier !== earlier) {
      step.earlier = earlier;
      this.#changed.push(step);
    }
    if (step.isHeld === isHeld) return;
    step.isHeld = isHeld;
    if (isHeld) this.#listener.held(step);
    else this.#listener.dropped(step);
  }
}
