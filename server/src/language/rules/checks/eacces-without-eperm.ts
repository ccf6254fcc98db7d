import { callsHash, conditionsHash, hasSameConditions, isSameCalls, mix } from '../../../../../core/src/rules/identity';
import type { SentRule } from '../../../../../core/src/rules/sent';
import { type Span, applyEdits } from '../../../../../core/src/text/span';
import { conditionsOf, isOn, lineBelow } from '../conditions';
import type { Across } from '../program/across';
import { type FewLines, linesOf, withLine, withoutLine } from '../program/fewLines';
import { type PlacedLine, type Said, moved } from '../program/placedLine';
import type { LineFacts } from '../rulesFile';
import type { Check } from './check';

/** Calls that are denied with EPERM only: they need a privilege, and no file is asked. */
const privileged = new Set(
  'setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset ptrace kill tkill tgkill adjtimex clock_adjtime settimeofday clock_settime stime sethostname setdomainname reboot init_module finit_module delete_module kexec_load kexec_file_load ioperm iopl setns unshare setrlimit'.split(
    ' ',
  ),
);

const EPERM = -1 >>> 0;
const EACCES = -13 >>> 0;

export const eaccesWithoutEperm: Check = {
  code: 'eacces-without-eperm',
  severity: 'info',
  scope: 'file',
  begin: () => new Denials(),
};

/** Rules that ask for one of the two errors, and say the same else. */
interface Alike {
  readonly rule: SentRule;
  lines: FewLines;
  next: Alike | undefined;
}

class Denials implements Across {
  readonly #byHash = new Map<number, Alike>();
  #touched = new Set<Alike>();

  add(line: PlacedLine): void {
    if (denialOf(line) === undefined) return;
    const alike = this.#alikeOf(line);
    alike.lines = withLine(alike.lines, line);
    this.#touched.add(alike);
  }

  remove(line: PlacedLine): void {
    if (denialOf(line) === undefined) return;
    const alike = this.#alikeOf(line);
    alike.lines = withoutLine(alike.lines, line);
    this.#touched.add(alike);
    if (alike.lines === undefined && alike.next === undefined) this.#forget(alike, likeness(line));
  }

  settle(): void {
    for (const { lines } of this.#touched) {
      let isEperm = false;
      let isEacces = false;
      for (const line of linesOf(lines)) {
        if (denialOf(line) === EPERM) isEperm = true;
        else isEacces = true;
      }
      for (const line of linesOf(lines)) {
        line.unsay(eaccesWithoutEperm.code);
        if (!isEperm || !isEacces) line.say(denialOf(line) === EPERM ? withoutEacces : withoutEperm);
      }
    }
    this.#touched = new Set();
  }

  #forget(alike: Alike, hash: number): void {
    if (this.#byHash.get(hash) === alike) this.#byHash.delete(hash);
  }

  #alikeOf(line: PlacedLine): Alike {
    const { rule } = line;
    const hash = likeness(line);
    const first = this.#byHash.get(hash);
    for (let each = first; each !== undefined; each = each.next) {
      if (isSameCalls(each.rule.syscalls, rule.syscalls) && hasSameConditions(each.rule, rule, apart)) return each;
    }
    const made: Alike = { rule, lines: undefined, next: first };
    this.#byHash.set(hash, made);
    return made;
  }
}

const apart = new Set(['exit', 'key']);

/** The same for rules that are alike. Of all conditions but arch and key it is known; what counts otherwise is the same for a shape. */
function likeness({ facts, rule }: PlacedLine): number {
  const { twinHash } = facts!;
  const { calls, by } = facts!.ofShape(likeness, () => ({
    calls: callsHash(rule.syscalls),
    by: conditionsHash(rule, apart) - twinHash,
  }));
  return mix((twinHash + by) & 0x3fffffff, calls);
}

const withoutEacces = saidOf('-EACCES');
const withoutEperm = saidOf('-EPERM');

function saidOf(name: string): Said {
  return {
    code: 'eacces-without-eperm',
    severity: 'info',
    word: (line) => {
      const exit = exitOf(line);
      return {
        span: exit === undefined ? line.span : moved(exit, line.start),
        message: `An access can be denied with EACCES or with EPERM, and these rules report only one of them. Add the same rule with \`exit=${name}\`.`,
        fixes: () => [
          { title: `Add the rule for ${name}`, edits: [lineBelow(line.whole, otherRule(line, name))], safe: false },
        ],
      };
    },
  };
}

/** Where the condition stands, counted from the beginning of the line. */
function exitOf(line: PlacedLine): Span | undefined {
  return line.facts!.spanOf(exitOf, () => {
    const [exit] = conditionsOf(line.read(), 'exit');
    return exit && moved(exit.span, -line.offset);
  });
}

function otherRule(line: PlacedLine, error: string): string {
  const read = line.read();
  const [exit] = conditionsOf(read, 'exit');
  return applyEdits(read.line.text, [{ span: moved(exit!.value, -line.offset), newText: error }]);
}

/** The error that a recording rule asks for, if it is one of the two. */
function denialOf({ facts }: PlacedLine): number | undefined {
  return facts?.ofShape(denialOf, () => readDenial(facts));
}

function readDenial(facts: LineFacts): number | undefined {
  const { rule } = facts.effect;
  if (rule === undefined || rule.action !== 'always' || !isOn({ rule }, 'exit')) return undefined;
  let denial: number | undefined;
  for (const { field, operator, value } of rule.fields) {
    if (field.name !== 'exit') continue;
    if (denial !== undefined || operator !== '=' || (value !== EPERM && value !== EACCES)) return undefined;
    denial = value;
  }
  if (denial === undefined) return undefined;
  const isPrivileged = facts.calls.length > 0 && facts.calls.every((name) => privileged.has(name));
  return isPrivileged ? undefined : denial;
}
