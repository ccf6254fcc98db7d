import { machineOfWidth } from '../../../../../core/src/facts/rules/machines';
import { syscallNumbers } from '../../../../../core/src/facts/rules/syscalls';
import { hasSameConditions } from '../../../../../core/src/rules/identity';
import type { SentRule } from '../../../../../core/src/rules/sent';
import { conditionsOf, lineBelow, records } from '../conditions';
import type { Across } from '../program/across';
import { type FewLines, countOf, linesOf, withLine, withoutLine } from '../program/fewLines';
import { type PlacedLine, type Said, moved } from '../program/placedLine';
import type { Program } from '../program/program';
import { type TakenLine, archAndKey } from '../rulesFile';
import { existsAmong, ruleFor } from '../twin';
import type { Check } from './check';

export const b64WithoutB32: Check = {
  code: 'b64-without-b32',
  severity: 'warning',
  scope: 'file',
  begin(program) {
    const wide = machineOfWidth(program.machine, 'b64');
    const narrow = machineOfWidth(program.machine, 'b32');
    // auditctl knows b32 on riscv64, but no such host runs 32-bit programs.
    if (wide === undefined || narrow === undefined || narrow.table === 'riscv32') return undefined;
    const names = syscallNumbers(narrow.table, program.target.auditVersion);
    return new Twins(wide.elf, narrow.elf, names, saidOf(program));
  },
};

/** Rules that have the same conditions but for arch and key. */
interface Alike {
  readonly rule: SentRule;
  wide: FewLines;
  narrow: FewLines;
  /** Others whose conditions have the same hash. */
  next: Alike | undefined;
}

class Twins implements Across {
  readonly #wide: number;
  readonly #narrow: number;
  /** The calls that there are for 32-bit programs. */
  readonly #names: ReadonlyMap<string, number>;
  readonly #said: Said;
  readonly #byHash = new Map<number, Alike>();
  /** Rules that report every 32-bit call. */
  #reportingAll = 0;
  #didReportAll = false;
  /** Lines that came and those that are alike, at the same places. */
  #lines: PlacedLine[] = [];
  #alikeOfLines: Alike[] = [];
  #alike = new Set<Alike>();

  constructor(wide: number, narrow: number, names: ReadonlyMap<string, number>, said: Said) {
    this.#wide = wide;
    this.#narrow = narrow;
    this.#names = names;
    this.#said = said;
  }

  add(line: PlacedLine): void {
    const arch = line.facts?.arch;
    if (arch === undefined || (arch !== this.#wide && arch !== this.#narrow) || !records(line)) return;
    if (arch === this.#wide) {
      const alike = this.#alikeOf(line);
      alike.wide = withLine(alike.wide, line);
      this.#lines.push(line);
      this.#alikeOfLines.push(alike);
    } else if (reportsAll(line)) this.#reportingAll++;
    else {
      const alike = this.#alikeOf(line);
      alike.narrow = withLine(alike.narrow, line);
      if (alike.wide !== undefined) this.#alike.add(alike);
    }
  }

  remove(line: PlacedLine): void {
    const arch = line.facts?.arch;
    if (arch === undefined || (arch !== this.#wide && arch !== this.#narrow) || !records(line)) return;
    if (arch === this.#narrow && reportsAll(line)) {
      this.#reportingAll--;
      return;
    }
    const alike = this.#alikeOf(line);
    if (arch === this.#wide) alike.wide = withoutLine(alike.wide, line);
    else {
      alike.narrow = withoutLine(alike.narrow, line);
      this.#alike.add(alike);
    }
    if (alike.wide === undefined && alike.narrow === undefined) this.#forget(alike, line.facts!.twinHash);
  }

  settle(): void {
    const reportsAll = this.#reportingAll > 0;
    if (reportsAll !== this.#didReportAll) {
      this.#didReportAll = reportsAll;
      for (const first of this.#byHash.values()) {
        for (let each: Alike | undefined = first; each !== undefined; each = each.next) this.#alike.add(each);
      }
    }
    for (const each of this.#alike) this.#judgeAll(each);
    for (const [at, alike] of this.#alikeOfLines.entries()) {
      if (!this.#alike.has(alike)) this.#judge(this.#lines[at]!, alike.narrow);
    }
    this.#alike = new Set();
    this.#lines = [];
    this.#alikeOfLines = [];
  }

  #judgeAll({ wide, narrow }: Alike): void {
    let calls: Set<string> | undefined;
    if (countOf(narrow) > 2) {
      calls = new Set();
      for (const each of linesOf(narrow)) for (const call of callsOf(each)) calls.add(call);
    }
    for (const line of linesOf(wide)) this.#judge(line, narrow, calls);
  }

  /** `calls`: those of the narrow ones, where there are many. */
  #judge(line: PlacedLine, narrow: FewLines, calls?: ReadonlySet<string>): void {
    line.unsay(this.#said.code);
    if (this.#reportingAll > 0) return;
    const own = callsOf(line);
    const isCovered = (call: string) => calls?.has(call) ?? isAmongCalls(call, linesOf(narrow));
    if (narrow !== undefined && (isCovered('all') || own.some(isCovered))) return;
    if (this.#exist(line, own)) line.say(this.#said);
  }

  /** Whether 32-bit programs have one of the calls. */
  #exist(line: PlacedLine, calls: readonly string[]): boolean {
    return line.facts!.ofShape(this, () => calls.some((call) => existsAmong(this.#names, call)));
  }

  #alikeOf({ rule, facts }: PlacedLine): Alike {
    const hash = facts!.twinHash;
    const first = this.#byHash.get(hash);
    for (let each = first; each !== undefined; each = each.next) {
      if (hasSameConditions(each.rule, rule, archAndKey)) return each;
    }
    const made: Alike = { rule, wide: undefined, narrow: undefined, next: first };
    this.#byHash.set(hash, made);
    return made;
  }

  #forget(alike: Alike, hash: number): void {
    this.#alike.delete(alike);
    const first = this.#byHash.get(hash);
    if (first === alike) {
      if (alike.next === undefined) this.#byHash.delete(hash);
      else this.#byHash.set(hash, alike.next);
      return;
    }
    for (let each = first; each !== undefined; each = each.next) if (each.next === alike) each.next = alike.next;
  }
}

/** Without other conditions a rule for all calls has a twin for each. */
function reportsAll({ rule }: PlacedLine): boolean {
  return rule.syscalls === 'all' && rule.fields.every(({ field }) => archAndKey.has(field.name));
}

/** As written: the numbers of the two widths differ. Without names a rule is about all, or about those of perm. */
const callsOf = ({ facts }: PlacedLine) => (facts!.calls.length === 0 ? all : facts!.calls);
const all: readonly string[] = ['all'];

function isAmongCalls(call: string, lines: Iterable<PlacedLine>): boolean {
  for (const line of lines) if (callsOf(line).includes(call)) return true;
  return false;
}

function saidOf({ machine, target }: Program): Said {
  const { code, severity } = b64WithoutB32;
  const message = `32-bit programs on ${machine.name} escape this rule. Add the same rule with \`arch=b32\`.`;
  return {
    code,
    severity,
    word: (line) => ({
      span: archSpanOf(line),
      message,
      fixes: () => fixesOf(line.read(), line.shift, { machine, target }),
    }),
  };
}

/** Where the arch stands that has no twin. */
function archSpanOf(line: PlacedLine) {
  const place = line.facts!.spanOf(archSpanOf, () => {
    const [arch] = conditionsOf(line.read(), 'arch');
    return arch && { start: arch.span.start - line.offset, end: arch.span.end - line.offset };
  });
  return place === undefined ? line.span : moved(place, line.start);
}

function fixesOf(loaded: TakenLine, shift: number, setting: Pick<Program, 'machine' | 'target'>) {
  const text = ruleFor(setting, loaded, 'b32');
  if (text === undefined) return [];
  return [{ title: 'Add the rule for b32', edits: [lineBelow(moved(loaded.line, shift), text)], safe: false }];
}
