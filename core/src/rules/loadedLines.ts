import { ruleIdentity } from './identity';
import type { SentRule } from './sent';

/**
 * The lines whose rules are loaded, to find one that is there already. It keeps a number a rule instead of its text, so
 * that hundreds of thousands cost little, and reads an earlier line again where the numbers agree.
 */
export class LoadedLines<Line extends object> {
  readonly #ruleOf: (line: Line) => SentRule;
  /** `null`: there was one, and it was deleted. */
  #lines = new Map<number, Line | null>();

  constructor(ruleOf: (line: Line) => SentRule) {
    this.#ruleOf = ruleOf;
  }

  clear(): void {
    this.#lines.clear();
  }

  /** The line that loaded an equal rule before; undefined: there was none, and `line` is noted. */
  add(rule: SentRule, line: Line): Line | undefined {
    const [key, found] = this.#find(rule);
    if (found === undefined) this.#lines.set(key, line);
    return found;
  }

  remove(rule: SentRule): void {
    const [key, found] = this.#find(rule);
    if (found !== undefined) this.#lines.set(key, null);
  }

  /** The place of an equal rule, or the first free one. */
  #find(rule: SentRule): [number, Line | undefined] {
    let key = ruleHash(rule);
    let identity: string | undefined;
    for (let there = this.#lines.get(key); there !== undefined; there = this.#lines.get(++key)) {
      if (there === null) continue;
      identity ??= ruleIdentity(rule);
      if (ruleIdentity(this.#ruleOf(there)) === identity) return [key, there];
    }
    return [key, undefined];
  }
}

/** 30 bits that are the same for rules of the same identity. */
function ruleHash(rule: SentRule): number {
  let hash = mix(rule.list + 1, rule.action.length);
  if (rule.syscalls === 'all') hash = mix(hash, -1);
  else hash = mixCalls(hash, rule.syscalls);
  for (const { field, operator, value, text } of rule.fields) {
    hash = mix(hash, field.number);
    hash = mixText(hash, operator);
    const account = field.value === 'uid' || field.value === 'gid';
    hash = text !== undefined && (!account || value === undefined) ? mixText(hash, text) : mix(hash, value! | 0);
  }
  return hash & 0x3fffffff;
}

/** A bit for each system call that was seen while one rule is looked at; numbers beyond fall together with others. */
const seen = new Uint32Array(64);

/** Order and repeats make no difference. */
function mixCalls(hash: number, calls: readonly number[]): number {
  seen.fill(0);
  let sum = 0;
  for (const call of calls) {
    const word = (call >>> 5) & 63;
    const bit = 1 << (call & 31);
    if ((seen[word]! & bit) !== 0) continue;
    seen[word]! |= bit;
    sum += Math.imul((call & 2047) + 1, 0x85ebca6b);
  }
  return mix(hash, sum | 0);
}

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x9e3779b1) ^ (hash >>> 15);
}

function mixText(hash: number, text: string): number {
  let result = hash;
  for (let at = 0; at < text.length; at++) result = Math.imul(result ^ text.charCodeAt(at), 0x01000193);
  return result ^ (result >>> 15);
}
