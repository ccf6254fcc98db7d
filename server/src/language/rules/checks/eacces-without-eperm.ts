import { callsText } from '../../../../../core/src/rules/identity';
import { conditionsOf, isOn, lineBelow } from '../conditions';
import type { LoadedRule } from '../rulesFile';
import { applyEdits } from '../../../../../core/src/text/span';
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
    let all: Set<string> | undefined;
    for (const loaded of file.rules) {
      const denial = denialOf(loaded);
      if (denial === undefined) continue;
      all ??= likenesses(file.folderRules);
      const other = denial === EPERM ? EACCES : EPERM;
      if (all.has(`${other} ${likeness(loaded)}`)) continue;
      const [exit] = conditionsOf(loaded, 'exit');
      if (exit === undefined) continue;
      const name = other === EPERM ? '-EPERM' : '-EACCES';
      const { line } = loaded;
      const span = { start: exit.value.start - line.start, end: exit.value.end - line.start };
      yield {
        span: exit.span,
        message: `An access can be denied with EACCES or with EPERM, and these rules report only one of them. Add the same rule with \`exit=${name}\`.`,
        fixes: [
          {
            title: `Add the rule for ${name}`,
            edits: [lineBelow(line, applyEdits(line.text, [{ span, newText: name }]))],
            safe: false,
          },
        ],
      };
    }
  },
};

/** The rules that ask for one of the two, by which one and what else they say. */
function likenesses(rules: readonly LoadedRule[]): Set<string> {
  const all = new Set<string>();
  for (const each of rules) {
    const denial = denialOf(each);
    if (denial !== undefined) all.add(`${denial} ${likeness(each)}`);
  }
  return all;
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

function likeness({ rule }: LoadedRule): string {
  const fields = rule.fields
    .filter(({ field }) => field.name !== 'exit' && field.name !== 'key')
    .map(({ field, operator, text, value }) => `${field.name}${operator}${text ?? value}`);
  return `${callsText(rule.syscalls)} ${fields.sort().join('\n')}`;
}
