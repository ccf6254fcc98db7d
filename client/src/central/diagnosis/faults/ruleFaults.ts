import { canonicalRules, compareRules, listedRules } from '../../../../../core/src/rules/canonical';
import { effectiveRules } from '../../../../../core/src/rules/effective';
import type { EffectiveLine } from '../../../../../core/src/rules/effective';
import { judgeRules } from '../../../../../core/src/rules/judge';
import { parseRules } from '../../../../../core/src/rules/tree';
import type { HostView } from '../hostView';
import { saidEvidence } from '../hostView';
import type { Found } from './found';
import { commandRemedy, found } from './found';
import { statusOf } from './kernelFaults';

/** What is wrong between rules files and what the kernel holds; nothing where the kernel cannot be asked. */
export function ruleFaults(view: HostView): Found[] {
  const loaded = loadedOf(view);
  if (loaded === undefined) return [];
  return [...differences(view, loaded), ...hiddenByNever(view, loaded), ...excluded(view, loaded)];
}

/** As `auditctl -l` lists them; undefined: it could not. */
export function loadedOf({ seen }: HostView): readonly string[] | undefined {
  const asked = seen.asked.get('loaded');
  if (asked === undefined) return undefined;
  if (asked.said.startsWith('No rules')) return [];
  return asked.said.startsWith('-') ? asked.said.split('\n').filter((line) => line.startsWith('-')) : undefined;
}

interface Wanted {
  readonly text: string;
  readonly lines: readonly EffectiveLine[];
}

/** What augenrules would compile; without a rules.d folder what audit.rules says. */
function wantedOf({ seen, target }: HostView): Wanted {
  const files = seen.files.filter(({ path }) => /^\/etc\/audit\/rules\.d\/[^/]+$/.test(path));
  if (files.some(({ path }) => path.endsWith('.rules'))) {
    const named = files.map(({ path, text }) => ({ name: path.slice(path.lastIndexOf('/') + 1), text }));
    return effectiveRules(named, target);
  }
  const text = compiledText({ seen }) ?? '';
  const lines = text.split('\n').map((line, number) => ({
    text: line,
    source: { file: '../audit.rules', line: number },
    moved: false,
  }));
  return { text, lines };
}

function compiledText({ seen }: Pick<HostView, 'seen'>): string | undefined {
  return seen.files.find(({ path }) => path === '/etc/audit/audit.rules')?.text;
}

function differences(view: HostView, loaded: readonly string[]): Found[] {
  const wanted = wantedOf(view);
  const accounts = accountsOf(view);
  const rules = canonicalRules(wanted.text, view.target, accounts);
  const difference = compareRules(rules, listedRules(loaded.join('\n'), view.target, accounts));
  const missing = [...new Set(difference.onlyWanted.map(({ line }) => line))].sort((a, b) => a - b);
  const locked = statusOf(view)['enabled'] === 2;
  const refused = refusal(view, wanted);
  const evidence = [
    ...saidEvidence(view, 'loaded').map((one) => ({ ...one, said: firstLines(one.said, 5) })),
    ...missing.slice(0, 5).map((line) => lineEvidence(view, wanted, line, 'not loaded')),
  ];
  const lock = locked
    ? [
        found('rules-locked', [view, 'rules', missing.length > 0 ? 'loses' : 'warns'], {
          cause:
            missing.length > 0
              ? `The rules are locked (enabled 2) until the next boot, and ${missing.length} of ${rules.length} rules of the files are not loaded: the kernel takes no change.`
              : 'The rules are locked (enabled 2): the kernel takes no change until the next boot.',
          next: 'Reboot when the files are as they should be; nothing else unlocks the rules.',
          evidence: [...saidEvidence(view, 'status', /^enabled/), ...evidence.slice(1)],
        }),
      ]
    : [];
  if (missing.length === 0) return [...lock, ...notCompiled(view, wanted)];
  if (locked) return lock;
  if (refused !== undefined) return [refused];
  const none = loaded.length === 0;
  return [
    found(none ? 'rules-not-loaded' : 'rules-differ', [view, 'rules', 'loses'], {
      cause: none
        ? `No rules are loaded, but the files have ${rules.length}: somebody deleted them, or they were never loaded. The kernel records nothing that they ask for.`
        : `${missing.length} of the ${rules.length} rules in the files are not loaded, so what they ask for is not recorded.`,
      next: 'Load the files: augenrules --load. "Auditd: Prove Loaded Rules" shows them line by line.',
      evidence,
      ...commandRemedy(view, 'augenrules --load'),
    }),
  ];
}

/** auditctl stops at the first line that it or the kernel refuses: what follows is not loaded. */
function refusal(view: HostView, wanted: Wanted): Found | undefined {
  const tree = parseRules(wanted.text);
  const finding = judgeRules(tree, view.target).find(
    ({ refusedBy, severity }) => refusedBy !== null && severity === 'error',
  );
  if (finding === undefined) return undefined;
  const line = tree.lines.findLast(({ start }) => start <= finding.span.start)?.number ?? 0;
  const twice = finding.code === 'duplicate-rule';
  return found(twice ? 'rule-exists' : 'rules-file-refused', [view, 'rules', 'loses'], {
    cause: `${placeOf(wanted, line)}: ${finding.message} Loading stops there, and the rules below it are not loaded.`,
    next: twice
      ? 'Remove the line, and begin the first file with -D; then load: augenrules --load.'
      : 'Mend the line, then load: augenrules --load.',
    evidence: [lineEvidence(view, wanted, line, finding.code)],
  });
}

/** Without -D in front a second load is refused at the first rule; and files that were never compiled. */
function notCompiled(view: HostView, wanted: Wanted): Found[] {
  const compiled = compiledText(view);
  const fromFolder = wanted.lines.some(({ source }) => source !== undefined && source.file !== '../audit.rules');
  if (!fromFolder || compiled === undefined || compiled === wanted.text) return [];
  return [
    found('rules-not-compiled', [view, 'rules', 'warns'], {
      cause:
        'The files of rules.d were changed since audit.rules was made of them; the rules that are loaded are those of the files, but a boot or a restart loads what is in audit.rules.',
      next: 'Compile and load them: augenrules --load.',
      evidence: [
        {
          host: view.host,
          command: 'cat /etc/audit/rules.d/*.rules, /etc/audit/audit.rules',
          said: 'augenrules would make another audit.rules than the one that is there',
        },
      ],
      ...commandRemedy(view, 'augenrules --load'),
    }),
  ];
}

/** `-a never,task`, or a never rule without a condition: what follows on the list is for nothing. */
function hiddenByNever(view: HostView, loaded: readonly string[]): Found[] {
  const task = loaded.find((line) => /^-a (never,task|task,never) *$/.test(line));
  const exit = loaded.findIndex((line) => /^-a never,exit( -F arch=b(32|64))? -S all *$/.test(line));
  const behind = exit < 0 ? [] : loaded.slice(exit + 1).filter((line) => /^-(w|a always,exit)/.test(line));
  if (task === undefined && behind.length === 0) return [];
  const rule = task ?? loaded[exit] ?? '';
  return [
    found('rules-hidden-by-never', [view, 'rules', 'loses'], {
      cause:
        task !== undefined
          ? 'The rule "-a never,task" switches off system call auditing for every process that starts from now on: no rule for system calls and no watch records anything.'
          : `The rule "${rule}" matches everything and stands before ${behind.length} rules, which therefore never record anything: the first rule that matches decides.`,
      next: 'Remove that rule from its file (distributions ship it as 10-no-audit.rules), load the rules, and log in again or restart the services: processes keep what they started with.',
      evidence: [{ host: view.host, command: 'auditctl -l', said: rule }],
    }),
  ];
}

/** Types that are thrown away before they are sent; SYSCALL among them means that the rules are for nothing. */
function excluded(view: HostView, loaded: readonly string[]): Found[] {
  const rules = loaded.filter((line) => /^-a (always,exclude|exclude,always|never,exclude|exclude,never)/.test(line));
  const all = rules.find(
    (line) => /^-a \S+( -F msgtype(>=?)(0|1000|1100))? *$/.test(line) || / -F msgtype=(SYSCALL|1300) *$/.test(line),
  );
  if (rules.length === 0) return [];
  return [
    found('records-excluded', [view, 'rules', all === undefined ? 'warns' : 'loses'], {
      cause:
        all === undefined
          ? `${rules.length} rules exclude types of records: those are nowhere, neither here nor in the central log.`
          : `The rule "${all}" throws away the records of system calls, which are what rules give.`,
      next: 'Remove the exclude rules that are not wanted from their file and load the rules.',
      evidence: [
        { host: view.host, command: 'auditctl -l', said: (all === undefined ? rules : [all]).slice(0, 10).join('\n') },
      ],
    }),
  ];
}

function lineEvidence(view: HostView, wanted: Wanted, line: number, why: string) {
  return { host: view.host, command: placeOf(wanted, line), said: `${wanted.lines[line]?.text ?? ''}   (${why})` };
}

function placeOf({ lines }: Wanted, line: number): string {
  const source = lines[line]?.source;
  if (source === undefined) return '/etc/audit/audit.rules';
  return `/etc/audit/rules.d/${source.file}:${source.line + 1}`.replace('rules.d/../', '');
}

function accountsOf({ seen }: HostView) {
  const numbers = (name: string): Map<string, number> =>
    new Map(
      [...(seen.asked.get(name)?.said ?? '').matchAll(/^([^:\n]+):(\d+)$/gm)].map(([, account = '', number]) => [
        account,
        Number(number),
      ]),
    );
  return { users: numbers('users'), groups: numbers('groups') };
}

function firstLines(text: string, count: number): string {
  const lines = text.split('\n');
  return lines.length <= count ? text : `${lines.slice(0, count).join('\n')}\n… ${lines.length - count} more`;
}
