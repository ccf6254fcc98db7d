import { callsHash, callsText, conditionHash, mix } from '../../../../../core/src/rules/identity';
import { records } from '../conditions';
import type { Across } from '../program/across';
import { compareSteps } from '../program/order';
import type { Home, PlacedLine } from '../program/placedLine';
import { Sayings } from '../program/sayings';
import type { Check } from './check';

/** Fewer are read at a glance and cost little. */
const many = 10;

export const rulePerExecutable: Check = {
  code: 'rule-per-executable',
  severity: 'hint',
  // Whoever lists programs one by one mostly means these and no others.
  offByDefault: true,
  scope: 'file',
  begin: () => new Executables(),
};

class Executables implements Across {
  /** By a number that those that differ only in the program share. */
  readonly #byHash = new Map<number, Set<PlacedLine>>();
  readonly #sayings = new Sayings(rulePerExecutable);
  readonly #many = new Set<Set<PlacedLine>>();

  add(line: PlacedLine): void {
    const hash = hashOf(line);
    if (hash === undefined) return;
    let alike = this.#byHash.get(hash);
    if (alike === undefined) this.#byHash.set(hash, (alike = new Set()));
    alike.add(line);
    if (alike.size >= many) this.#many.add(alike);
  }

  remove(line: PlacedLine): void {
    const hash = hashOf(line);
    const alike = hash === undefined ? undefined : this.#byHash.get(hash);
    if (alike?.delete(line) !== true) return;
    if (alike.size < many) this.#many.delete(alike);
    if (alike.size === 0) this.#byHash.delete(hash!);
  }

  settle(): void {
    this.#sayings.takeBack();
    for (const alike of this.#many) {
      for (const rules of groupsOf(alike)) this.#sayings.say(rules[0]!, (first) => advice(first, rules));
    }
  }
}

/** Of each file those that say all the same but for the program, in their order, where they are many. */
function groupsOf(alike: Iterable<PlacedLine>): PlacedLine[][] {
  const groups = new Map<Home, Map<string, PlacedLine[]>>();
  for (const line of alike) {
    let inFile = groups.get(line.home);
    if (inFile === undefined) groups.set(line.home, (inFile = new Map()));
    const rest = line.facts!.once(rulePerExecutable, () => restOf(line));
    const same = inFile.get(rest);
    if (same === undefined) inFile.set(rest, [line]);
    else same.push(line);
  }
  return [...groups.values()].flatMap((inFile) =>
    [...inFile.values()].filter(({ length }) => length >= many).map((rules) => rules.sort(compareSteps)),
  );
}

/** Execution, as the kernel numbers permissions. */
const execution = 1;

/** Undefined: it is not about one program. */
function hashOf({ facts }: PlacedLine): number | undefined {
  const rule = facts?.effect.rule;
  if (rule === undefined || rule.watch || !records({ rule })) return undefined;
  let paths = 0;
  let perms = 0;
  let hash = callsHash(rule.syscalls);
  for (const sent of rule.fields) {
    if (sent.field.name === 'path') {
      paths++;
      const folder = folderOf(sent.text);
      if (folder === '') return undefined;
      for (let at = 0; at < folder.length; at++) hash = mix(hash, folder.charCodeAt(at));
    } else {
      if (sent.field.name === 'perm') perms += sent.operator === '=' && sent.value === execution ? 1 : 2;
      hash = mix(hash, conditionHash(sent));
    }
  }
  return paths === 1 && perms === 1 ? hash : undefined;
}

const folderOf = (path = '') => path.replace(/\/[^/]*$/, '');

/** The folder of the program that a rule is about, and all else that it says. */
function restOf({ rule }: PlacedLine): string {
  const others = rule.fields.map(({ field, operator, text, value }) =>
    field.name === 'path' ? folderOf(text) : `${field.name}${operator}${text ?? value}`,
  );
  return JSON.stringify([callsText(rule.syscalls), others]);
}

function advice({ span, rule }: PlacedLine, rules: readonly PlacedLine[]) {
  const folder = folderOf(rule.fields.find(({ field }) => field.name === 'path')?.text);
  return {
    span,
    message: `${rules.length} rules, from this one on, differ only in the program below ${folder}. If every program there matters, one rule with \`dir=${folder}\` and \`perm=x\` does the same at less cost.`,
    related: rules.slice(1, many).map((line) => ({ span: line.span, message: 'The same for another program.' })),
  };
}
