import { callsHash, conditionsHash, hasSameConditions, isSameCalls, mix } from '../../../../../core/src/rules/identity';
import { conditionsOf, isOn, lineBelow } from '../conditions';
import type { LoadedRule } from '../rulesFile';
import { type Span, applyEdits } from '../../../../../core/src/text/span';
import type { SentRule } from '../../../../../core/src/rules/sent';
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
  *find(file) {
    let denials: Denials | undefined;
    for (const loaded of file.rules) {
      const denial = denialOf(loaded);
      if (denial === undefined) continue;
      denials ??= denialsIn(file.folderRules);
      const other = denial === EPERM ? EACCES : EPERM;
      if (isReported(other, loaded, denials)) continue;
      const exit = exitOf(loaded);
      if (exit === undefined) continue;
      const { start } = loaded.line;
      const name = other === EPERM ? '-EPERM' : '-EACCES';
      yield {
        span: { start: start + exit.span.start, end: start + exit.span.end },
        message: `An access can be denied with EACCES or with EPERM, and these rules report only one of them. Add the same rule with \`exit=${name}\`.`,
        fixes: () => [
          {
            title: `Add the rule for ${name}`,
            edits: [lineBelow(loaded.line, applyEdits(loaded.line.text, [{ span: exit.value, newText: name }]))],
            safe: false,
          },
        ],
      };
    }
  },
};

/** Where the error stands on the line, and the whole condition, counted from the beginning of the line. */
function exitOf(loaded: LoadedRule) {
  return loaded.facts.once(exitOf, () => {
    const [exit] = conditionsOf(loaded, 'exit');
    const { start } = loaded.line;
    const inLine = (span: Span): Span => ({ start: span.start - start, end: span.end - start });
    return exit && { span: inLine(exit.span), value: inLine(exit.value) };
  });
}

/** The rules that ask for one of the two errors, each kind once, by the hash of what else they say. */
type Denials = ReadonlyMap<number, readonly Denial[]>;

interface Denial {
  readonly error: number;
  readonly rule: SentRule;
}

const known = new WeakMap<readonly LoadedRule[], Denials>();

/** The files of a folder share its rules, and so what is found in them. */
function denialsIn(rules: readonly LoadedRule[]): Denials {
  const before = known.get(rules);
  if (before !== undefined) return before;
  const denials = new Map<number, Denial[]>();
  for (const loaded of rules) {
    const error = denialOf(loaded);
    if (error === undefined || isReported(error, loaded, denials)) continue;
    const hash = likeness(loaded.rule);
    const alike = denials.get(hash);
    if (alike === undefined) denials.set(hash, [{ error, rule: loaded.rule }]);
    else alike.push({ error, rule: loaded.rule });
  }
  known.set(rules, denials);
  return denials;
}

function isReported(error: number, { rule }: LoadedRule, denials: Denials): boolean {
  const alike = denials.get(likeness(rule));
  return alike?.some((each) => each.error === error && isAlike(each.rule, rule)) === true;
}

/** The error that a recording rule asks for, if it is one of the two. */
function denialOf(loaded: LoadedRule): number | undefined {
  const { rule, facts } = loaded;
  if (rule.action !== 'always' || !isOn(loaded, 'exit')) return undefined;
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

const apart = new Set(['exit', 'key']);
const likeness = (rule: SentRule) => mix(conditionsHash(rule, apart), callsHash(rule.syscalls));
const isAlike = (a: SentRule, b: SentRule) => isSameCalls(a.syscalls, b.syscalls) && hasSameConditions(a, b, apart);
