import { options } from '../facts/rules/options';
import type { Finding, Fix } from '../findings';
import { nearest } from '../text/nearest';
import { causeOf } from './causes';
import { compareVersions, newestVersion } from '../target';
import type { Context } from './context';
import type { Fault, FaultCode } from './fault';
import { replacement, type Scene, type Words } from './scene';
import { wordField } from './wordField';
import { kernelReasons } from './wordKernel';
import type { RulesLine } from './tree';

const longestShown = 120;

/** Puts a fault in words: what, why, what to do. */
export function wordFault(fault: Fault, line: RulesLine, source: string, context: Context): Finding {
  // A word may be as long as a line; a message is not.
  const { subject } = fault;
  const shown = subject.length > longestShown ? `${subject.slice(0, longestShown)}…` : subject;
  const scene: Scene = { fault: { ...fault, subject: shown }, line, source, context };
  const cause = fault.refusedBy === 'auditctl' ? causeOf(fault, line, source) : undefined;
  const words: Words = cause ?? wordings[fault.code](scene);
  const beyond =
    cause === undefined &&
    words.code === undefined &&
    fault.refusedBy === 'auditctl' &&
    nameCodes.has(fault.code) &&
    isBeyondTables(context);
  if (beyond) return beyondTables(words, fault);
  return {
    code: words.code ?? cause?.code ?? fault.code,
    span: cause?.span ?? fault.span,
    severity: words.severity ?? (fault.refusedBy === null ? 'hint' : 'error'),
    message: words.message,
    refusedBy: fault.refusedBy,
    ...(words.fixes === undefined || words.fixes.length === 0 ? undefined : { fixes: words.fixes }),
  };
}

/** Faults of a name that a release newer than our tables may have brought. */
const nameCodes: ReadonlySet<FaultCode> = new Set([
  'unknown-syscall',
  'unknown-field',
  'unknown-value',
  'unknown-list',
  'unknown-option',
  'unknown-arch',
]);

function isBeyondTables({ version }: Context): boolean {
  return compareVersions(version, newestVersion) > 0;
}

/** Nobody knows here what that release has: it may be right. */
function beyondTables({ message, fixes }: Words, { code, span }: Fault): Finding {
  return {
    code,
    span,
    severity: 'hint',
    message: `${message} Releases after ${newestVersion} are not known here.`,
    refusedBy: null,
    ...(fixes !== undefined && fixes.length > 0 && { fixes: fixes.map((fix) => ({ ...fix, safe: false })) }),
  };
}

const say = (message: (fault: Fault) => string) => (scene: Scene) => ({ message: message(scene.fault) });

const wordings: Record<FaultCode, (scene: Scene) => Words> = {
  'ambiguous-option': say(
    ({ subject }) =>
      `\`--${subject}\` is the beginning of several options; auditctl refuses it. Write the option in full.`,
  ),
  'bad-number': say(({ subject, detail }) =>
    detail === '-e' || detail === '-f'
      ? `\`${detail}\` takes exactly 0, 1 or 2, not \`${subject}\`.`
      : detail === 'saddr_fam'
        ? `\`${subject}\` is no address family: \`saddr_fam\` takes a number below 46, such as 2 (IPv4) or 10 (IPv6).`
        : `\`${detail}\` takes a number of at most 64 bits that begins with a digit, not \`${subject}\`.`,
  ),
  'bad-signal': say(({ subject, detail }) =>
    detail === 'exits'
      ? '`--signal` ends auditctl itself when no audit daemon runs, so the rest of the file is not loaded. A rules file is no place to send signals: remove the line.'
      : `\`--signal\` does not know \`${subject}\`. It takes TERM, HUP, USR1, USR2 and CONT, from 3.1.1 also stop, reload, rotate, resume and state.`,
  ),
  'bad-subtree-pair': say(({ detail }) =>
    detail === 'rule'
      ? '`-q` makes no rule and cannot stand with `-S` or `-w`. Give it a line of its own.'
      : '`-q` takes a mount point and a subtree, MOUNT,SUBTREE, with one comma and neither of them empty.',
  ),
  'command-with-more': say(({ detail }) =>
    detail === 'help'
      ? 'Asking for help counts as an error in a rules file. Remove the line.'
      : detail === '-D'
        ? '`-D` stands alone on its line, or with exactly one `-k KEY`. Put what else is there on lines of its own.'
        : `\`${detail}\` is a command, not a rule: it takes nothing more than its own argument here. Remove the line.`,
  ),
  'control-character': say(
    () =>
      'The text of `-m` holds a character that auditctl refuses: control characters and, on this machine, all that is not ASCII.',
  ),
  'field-before-list': (scene) => ({
    message: `\`${scene.fault.detail}\` needs the rule before it: write \`-a ACTION,LIST\` (or \`-w PATH\`) first.`,
    fixes: listFirst(scene),
  }),
  'key-misread': say(
    ({ subject, detail }) =>
      `auditctl looks for an operator in the whole condition and finds \`${detail}\` in the key \`${subject}\`, so the key is misread. Use a key without \`${detail}\`.`,
  ),
  'key-too-long': say(
    () => 'All keys of a rule together, with one byte between two, have room for 256 bytes. Shorten the key.',
  ),
  'key-without-subject': say(
    () =>
      'A key needs something to label before it: `-S`, or `-F` with `path`, `dir`, `perm`, `exe` or `fstype`. Put `-k` at the end of the line, or name what the rule is about.',
  ),
  'key-character': say(() => 'The key holds the control character 0x01, with which keys are joined. Remove it.'),
  'missing-argument': say(({ subject }) => `\`${subject}\` needs an argument, and the line ends here.`),
  'nested-file': say(
    () =>
      'A rules file cannot load another one: `-R` is refused inside a file. Put the rules here, or in a file of their own in rules.d.',
  ),
  'no-option': say(
    ({ subject }) =>
      `\`${subject}\` is no option, so this is no command for auditctl. A line begins with an option such as \`-a\` or \`-w\`; a comment begins with \`#\`.`,
  ),
  'obsolete-key': say(
    ({ subject }) =>
      `Releases before 3.0 read a key that begins with \`ids-\` as \`ids-KIND-SEVERITY\` and refuse \`${subject}\`. Choose another beginning.`,
  ),
  'path-too-long': say(({ detail }) =>
    detail === 'name' ? 'The last part of a path has at most 255 bytes.' : 'A path has at most 4095 bytes.',
  ),
  'permission-without-rule': say(({ detail }) =>
    detail === 'watch'
      ? '`-p` belongs to a watch and needs `-w PATH` before it.'
      : '`-p` on a rule needs a condition (`-F`) before it.',
  ),
  'permission-syscalls': say(
    ({ detail }) =>
      `\`perm\` stands for a list of system calls here, and \`${detail}\` among them does not exist on this machine: this release refuses that. Put \`-F perm=\` before \`-F arch=\`, or use a release from 4.0.4 on.`,
  ),
  'prepend-deletes': (scene) => ({
    message: `In ${scene.context.version} \`-A\` by mistake deletes the rule instead of adding it (releases 4.0.4 to 4.1.0), and the kernel refuses to delete what is not loaded. Use \`-a\`, or another release.`,
  }),
  'refused-by-kernel': kernelReasons,
  'path-trailing-slash': kernelReasons,
  'duplicate-rule': say(
    ({ detail }) =>
      `The same rule stands on line ${detail}. The kernel refuses it (Rule exists), and the load stops here. Remove one of the two.`,
  ),
  'relative-path': (scene) => ({
    message: `The path of a watch begins with \`/\`, \`${scene.fault.subject}\` does not.`,
  }),
  'rule-not-empty': say(({ detail }) =>
    detail === 'calls'
      ? '`-w` and `-W` make a whole rule and cannot follow `-S`. Write `-a always,exit -F path=…` instead.'
      : '`-w` and `-W` make a whole rule and cannot follow conditions. Write `-w` first.',
  ),
  'second-rule-option': say(({ detail }) =>
    detail === 'watch'
      ? '`-w` cannot stand on a line with `-a`, `-A`, `-d` or another `-w`. One rule a line: is a line end missing?'
      : 'Only one of `-a`, `-A` and `-d` may stand on a line. One rule a line: is a line end missing?',
  ),
  'stray-word': (scene) => strayWord(scene),
  'surplus-argument': say(({ subject }) => `\`${subject}\` takes no argument.`),
  'syscall-on-list': say(
    ({ detail }) =>
      `System calls cannot be chosen on the list \`${detail}\`: \`-S\` belongs to rules of the list \`exit\`. Remove \`-S\`, or write \`exit\`.`,
  ),
  'syscall-without-list': say(() => 'This line has `-S` but no rule to put it in. Begin it with `-a always,exit`.'),
  'too-many-fields': say(() => 'A rule has room for 63 conditions, arch and key counted. Split it.'),
  'too-many-words': ({ fault, context }) => ({
    severity: fault.refusedBy === null ? 'warning' : 'error',
    message:
      fault.detail === 'dropped'
        ? `auditctl ${context.version} has room for one word in three characters of a line, and drops the rest without a word, from \`${fault.subject}\` on. Glue arguments to short options, such as \`-kx\` for \`-k x\`.`
        : 'The line has more words than auditctl has room for, and the whole load stops. Glue arguments to short options, such as `-kx` for `-k x`.',
  }),
  'unknown-machine': say(
    () =>
      'This release of auditctl does not know the machine, so it cannot look up system calls. Write `-F arch=` before `-S`.',
  ),
  'unknown-option': (scene) => unknownOption(scene),
  'arch-after-syscall': (scene) => ({
    message:
      scene.fault.detail === 'watch'
        ? '`arch` cannot follow `-w`. Write the watch as a rule: `-a always,exit -F arch=b64 -F path=… -F perm=…`.'
        : '`arch` decides what the names after `-S` mean and must stand before it.',
    fixes: archFirst(scene),
  }),
  'bad-permission': wordField,
  'field-needs-other-list': wordField,
  'fields-not-comparable': wordField,
  'missing-field': wordField,
  'missing-operator': wordField,
  'missing-value': wordField,
  'not-a-number': wordField,
  'operator-not-taken': wordField,
  'success-word': wordField,
  'syscall-not-on-arch': wordField,
  'unknown-account': wordField,
  'unknown-action': wordField,
  'unknown-arch': wordField,
  'unknown-field': wordField,
  'unknown-list': wordField,
  'unknown-syscall': wordField,
  'unknown-value': wordField,
};

function strayWord({ fault, line }: Scene): Words {
  const { subject } = fault;
  const { start } = fault.span;
  const last = line.words.at(-1);
  const isLast = last !== undefined && last.start === start;
  const dash = subject.startsWith('-') && subject.length > 1;
  const message = dash
    ? `auditctl does not look at \`${subject}\`: the option before it ends the command. Put it on a line of its own.`
    : `\`${subject}\` belongs to no option, and auditctl refuses the line. Is a \`-k\`, \`-S\` or \`-F\` missing, or a space to be written as \`\\ \` (backslash, space)?`;
  const key = isLast && !dash && /^[\w.-]+$/.test(subject) && !line.options.some(({ name }) => name === '-k');
  if (!key) return { message };
  return {
    message,
    fixes: [{ title: `Write -k ${subject}`, edits: [{ span: { start, end: start }, newText: '-k ' }], safe: false }],
  };
}

function unknownOption({ fault, context }: Scene): Words {
  const { subject, detail } = fault;
  const known = options.find(({ name }) => name === subject || name === `--${detail}`);
  if (known?.since !== undefined) {
    return { message: `\`${known.name}\` exists from ${known.since} on; auditctl ${context.version} refuses it.` };
  }
  if (known !== undefined)
    return { message: `auditctl ${context.version} does not know \`${known.name}\`, by a fault of that release.` };
  const names = options.map(({ name }) => name);
  const close = subject.startsWith('--')
    ? nearest(
        subject,
        names.filter((name) => name.startsWith('--')),
      )
    : undefined;
  const message = `auditctl has no option \`${subject}\`${close === undefined ? '' : `; is \`${close}\` meant?`}.`;
  return close === undefined ? { message } : { message, fixes: [replacement(fault, close, false)] };
}

/** Moves -F arch=… before the first -S. */
function archFirst({ fault, line, source }: Scene): readonly Fix[] {
  const use = line.options.find(({ argument }) => argument !== undefined && contains(argument, fault.span));
  const call = line.options.find(({ name }) => name === '-S');
  if (use?.argument === undefined || call === undefined || fault.detail === 'watch') return [];
  return move(source, { start: use.nameSpan.start, end: use.argument.end }, call.nameSpan.start, 'Move arch before -S');
}

/** Moves the option that makes the rule to the front. */
function listFirst({ line, source }: Scene): readonly Fix[] {
  const use = line.options.find(({ name }) => /^-[aAdwW]$/.test(name));
  const first = line.options[0];
  if (use?.argument === undefined || first === undefined) return [];
  const span = { start: use.nameSpan.start, end: use.argument.end };
  return move(source, span, first.nameSpan.start, `Move ${source.slice(span.start, span.end)} to the front`);
}

function move(source: string, span: { start: number; end: number }, to: number, title: string): readonly Fix[] {
  let from = span.start;
  while (from > to && source[from - 1] === ' ') from--;
  return [
    {
      title,
      edits: [
        { span: { start: to, end: to }, newText: `${source.slice(span.start, span.end)} ` },
        { span: { start: from, end: span.end }, newText: '' },
      ],
      safe: true,
    },
  ];
}

function contains(outer: { start: number; end: number }, inner: { start: number; end: number }): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
