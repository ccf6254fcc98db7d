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
      all ??= new Set(file.folderRules.map((each) => `${denialOf(each)} ${likeness(each)}`));
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

/** The error that a recording rule asks for, if it is one of the two. */
function denialOf(loaded: LoadedRule): number | undefined {
  const exit = loaded.rule.fields.filter(({ field }) => field.name === 'exit');
  const [first] = exit;
  if (
    first === undefined ||
    exit.length > 1 ||
    first.operator !== '=' ||
    !isOn(loaded, 'exit') ||
    loaded.rule.action !== 'always'
  )
    return undefined;
  const { syscalls } = loaded.parts;
  if (syscalls.length > 0 && syscalls.every(({ text }) => privileged.has(text.toLowerCase()))) return undefined;
  return first.value === EPERM || first.value === EACCES ? first.value : undefined;
}

function likeness({ rule }: LoadedRule): string {
  const fields = rule.fields
    .filter(({ field }) => field.name !== 'exit' && field.name !== 'key')
    .map(({ field, operator, text, value }) => `${field.name}${operator}${text ?? value}`);
  return `${callsText(rule.syscalls)} ${fields.sort().join('\n')}`;
}
