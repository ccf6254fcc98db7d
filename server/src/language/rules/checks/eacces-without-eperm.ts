import { callsHash, conditionsHash, hasSameConditions, isSameCalls, mix } from '../../../../../core/src/rules/identity';
import type { SentRule } from '../../../../../core/src/rules/sent';
import { type Span, applyEdits } from '../../../../../core/src/text/span';
import { conditionsOf, isOn, lineBelow } from '../conditions';
import type { Across } from '../program/across';
import { type PlacedLine, type Said, moved } from '../program/placedLine';
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
  readonly lines: Set<PlacedLine>;
  next: Alike | undefined;
}

class Denials implements Across {
  readonly #byHash = new Map<number, Alike>();
  #touched = new Set<Alike>();

  add(line: PlacedLine): void {
    if (denialOf(line) === undefined) return;
    const alike = this.#alikeOf(line.rule);
    alike.lines.add(line);
    this.#touched.add(alike);
  }

  remove(line: PlacedLine): void {
    if (denialOf(line) === undefined) return;
    const alike = this.#alikeOf(line.rule);
    alike.lines.delete(line);
    this.#touched.add(alike);
    if (alike.lines.size === 0 && alike.next === undefined) this.#forget(alike);
  }

  settle(): void {
    for (const { lines } of this.#touched) {
      const errors = new Set<number | undefined>();
      for (const line of lines) errors.add(denialOf(line));
      for (const line of lines) {
        line.unsay(eaccesWithoutEperm.code);
        if (errors.size < 2) line.say(denialOf(line) === EPERM ? withoutEacces : withoutEperm);
      }
    }
    this.#touched = new Set();
  }

  #forget(alike: Alike): void {
    const hash = likeness(alike.rule);
    if (this.#byHash.get(hash) === alike) this.#byHash.delete(hash);
  }

  #alikeOf(rule: SentRule): Alike {
    const hash = likeness(rule);
    const first = this.#byHash.get(hash);
    for (let each = first; each !== undefined; each = each.next) {
      if (isSameCalls(each.rule.syscalls, rule.syscalls) && hasSameConditions(each.rule, rule, apart)) return each;
    }
    const made = { rule, lines: new Set<PlacedLine>(), next: first };
    this.#byHash.set(hash, made);
    return made;
  }
}

const apart = new Set(['exit', 'key']);
const likeness = (rule: SentRule) => mix(conditionsHash(rule, apart), callsHash(rule.syscalls));

const withoutEacces = saidOf('-EACCES');
const withoutEperm = saidOf('-EPERM');

function saidOf(name: string): Said {
  return {
    code: 'eacces-without-eperm',
    severity: 'info',
    word: (line) => {
      const exit = exitOf(line);
      return {
        span: exit === undefined ? line.span : moved(exit.span, line.start),
        message: `An access can be denied with EACCES or with EPERM, and these rules report only one of them. Add the same rule with \`exit=${name}\`.`,
        fixes: () => {
          if (exit === undefined) return [];
          const text = applyEdits(line.read().line.text, [{ span: exit.value, newText: name }]);
          return [{ title: `Add the rule for ${name}`, edits: [lineBelow(line.whole, text)], safe: false }];
        },
      };
    },
  };
}

/** Where the error stands on the line, and the whole condition, counted from the beginning of the line. */
function exitOf(line: PlacedLine) {
  return line.facts!.once(exitOf, () => {
    const [exit] = conditionsOf(line.read(), 'exit');
    const inLine = (span: Span): Span => moved(span, -line.offset);
    return exit && { span: inLine(exit.span), value: inLine(exit.value) };
  });
}

/** The error that a recording rule asks for, if it is one of the two. */
function denialOf({ facts }: PlacedLine): number | undefined {
  const rule = facts?.effect.rule;
  if (rule === undefined || rule.action !== 'always' || !isOn({ rule }, 'exit')) return undefined;
  let denial: number | undefined;
  for (const { field, operator, value } of rule.fields) {
    if (field.name !== 'exit') continue;
    if (denial !== undefined || operator !== '=' || (value !== EPERM && value !== EACCES)) return undefined;
    denial = value;
  }
  if (denial === undefined) return undefined;
  const isPrivileged = facts!.calls.length > 0 && facts!.calls.every((name) => privileged.has(name));
  return isPrivileged ? undefined : denial;
}
