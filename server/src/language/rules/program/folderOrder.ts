import { loadOrder } from '../../../../../core/src/rules/effective';
import type { Across } from './across';
import { compareSteps, countBefore } from './order';
import type { Load, Overridden } from './load';
import { type PlacedLine, type Said, type Step, placeOf, places, relatedTo, spanOfLine, stepsOf } from './placedLine';
import type { Program } from './program';

/**
 * What is wrong or unwise in the order in which the lines of a rules.d folder take effect. Where nothing stands in the way
 * (a lock or a -D between rules, which augenrules mostly moves away) it costs what changed.
 */
export function folderOrder(program: Program): Across | undefined {
  if (!program.isFolder) return undefined;
  const locked = new Set<PlacedLine>();
  const deleting = new Set<PlacedLine>();
  sayOfIgnored(program);
  return {
    settle: ({ hidden, overridden }) => {
      for (const each of overridden) sayOverridden(each);
      for (const { line } of hidden) sayHidden(line, program.loadOf(line.home));
      const load = program.files.map((file) => program.loadOf(file)).find((each) => each !== undefined);
      if (load === undefined) return;
      sayGlued(load);
      sayLocked(load, locked);
      sayDeleting(load, deleting);
    },
  };
}

const whyIgnored = {
  'not-rules':
    'augenrules reads only files whose names end in .rules, so nothing of this one is loaded. Rename it, or move it elsewhere.',
  hidden: 'augenrules does not see hidden files, so nothing of this one is loaded. Rename it.',
  'blank-in-name':
    'Until 4.1 augenrules takes a name with a blank for two names, so this file is not loaded. Rename it.',
};

function sayOfIgnored({ files, target }: Program): void {
  const byName = new Map(files.map((file) => [file.name, file]));
  const { ignored } = loadOrder([...byName.keys()], target);
  const reasons = new Map(ignored.map(({ name, reason }) => [name, reason]));
  for (const [name, file] of byName) {
    const reason = reasons.get(name);
    const said: Said | undefined = reason && {
      code: 'file-not-loaded',
      severity: reason === 'blank-in-name' ? 'warning' : 'info',
      word: () => ({ span: spanOfLine(file, 0), message: whyIgnored[reason] }),
    };
    file.saidOfLines = said === undefined ? [] : [{ at: 0, said }];
  }
}

function sayOverridden({ line, by }: Overridden): void {
  const code = 'setting-overridden';
  line.unsay(code);
  if (by === undefined) return;
  line.say({
    code,
    severity: 'warning',
    word: () => ({
      span: line.span,
      unnecessary: true,
      message: `augenrules keeps only the last line of this kind, ${placeOf(by)}; this one does nothing. Keep one of them.`,
      related: [relatedTo(by, line, 'This line counts.')],
    }),
  });
}

/** Of the last line of each file, which a glued line begins with. */
function sayGlued({ files, glued }: Load): void {
  for (const file of files) {
    const next = glued.find((each) => each.file === file)?.others.at(-1);
    if (next === undefined && file.saidOfLines.length === 0) continue;
    const at = file.lines.count - 1;
    const said: Said | undefined = next && {
      code: 'glued-line',
      severity: 'warning',
      word: () => ({
        span: spanOfLine(file, at),
        message: `This file ends without a line feed, and augenrules glues the first line of ${next.name} to it. End the file with a line feed.`,
        related: [
          { uri: next.setting.uri, span: spanOfLine(next, 0), message: 'This line becomes part of the other.' },
        ],
      }),
    };
    file.saidOfLines = said === undefined ? [] : [{ at, said }];
  }
}

const codesOfHidden = ['unreachable-rule', 'never-after-always'] as const;

function sayHidden(line: PlacedLine, load: Load | undefined): void {
  for (const code of codesOfHidden) line.unsay(code);
  if (load === undefined || !line.isIn) return;
  for (const step of stepsOf(line)) {
    const by = load.hiding.by(step);
    if (by === undefined) continue;
    const never = by.every(({ rule }) => rule.action === 'never');
    const isExclusion = step.rule.action === 'never';
    // An exclusion behind a broader one may be kept for the reader.
    if (never && isExclusion) continue;
    // An exclusion that comes too late has a page of its own.
    line.say(hidden(isExclusion ? 'never-after-always' : 'unreachable-rule', by, never, isExclusion));
  }
}

function hidden(code: (typeof codesOfHidden)[number], by: readonly Step[], never: boolean, isExclusion: boolean): Said {
  const what = never
    ? 'so this rule never records anything'
    : isExclusion
      ? 'so this rule keeps nothing from being recorded'
      : 'so this rule never matches and its key is never recorded';
  return {
    code,
    severity: 'warning',
    word: (line) => ({
      span: line.span,
      unnecessary: code === 'unreachable-rule',
      message: `${by.map((each) => placeOf(each.line)).join(' and ')} ${by.length === 1 ? 'matches' : 'together match'} every event that this rule would, and the first match decides, ${what}. Put the narrower rule first, or remove it.`,
      related: by.map((each) => relatedTo(each.line, line, 'This matches first.')),
    }),
  };
}

/** Settings that a locked kernel refuses. */
const lockedSettings = new Set(['-b', '-r', '-e', '-f', '--backlog_wait_time']);

function sayLocked(load: Load, said: Set<PlacedLine>): void {
  const code = 'line-after-lock';
  for (const line of said) line.unsay(code);
  said.clear();
  const locks = [...load.others].filter(({ facts }) =>
    facts!.effect.settings.some(({ name, value }) => name === '-e' && value === 2),
  );
  const [lock] = locks.sort(compareSteps);
  // Behind the -e that augenrules moves to the end nothing comes.
  if (lock === undefined || lock.place === places['-e']) return;
  load.visit((step) => {
    const { effect } = step.facts!;
    const changes = effect.rule !== undefined || effect.deleteAll !== undefined || effect.settings.some(({ name }) => lockedSettings.has(name)); // prettier-ignore
    if (!changes || compareSteps(step, lock) <= 0 || said.has(step.line)) return;
    said.add(step.line);
    step.line.say({
      code,
      severity: 'error',
      word: (line) => ({
        span: line.span,
        refusedBy: 'kernel',
        message: `\`-e 2\` (${placeOf(lock.line)}) takes effect before this line and locks rules and settings until the next boot, so the kernel refuses it (Operation not permitted). Let \`-e 2\` come last.`,
        related: [relatedTo(lock.line, line, 'Locked from here on.')],
      }),
    });
  });
}

/** -D that augenrules has not moved before all rules. */
function sayDeleting(load: Load, said: Set<PlacedLine>): void {
  const code = 'rules-before-delete-all';
  for (const line of said) line.unsay(code);
  said.clear();
  const deletions = load.loading.deletions.filter(({ facts }) => facts!.effect.deleteAll!.key === undefined);
  if (deletions.every(({ place }) => place === 0)) return;
  const counts = deletions.map(() => ({ rules: 0, first: undefined as Step | undefined }));
  load.visit((step) => {
    if (!step.facts!.isLoadable || step.earlier !== undefined || step.rule.operation === 'delete') return;
    const next = counts[countBefore(step, deletions)];
    if (next === undefined) return;
    next.rules++;
    if (next.first === undefined || compareSteps(step, next.first) < 0) next.first = step;
  });
  for (const [at, { rules, first }] of counts.entries()) {
    if (first === undefined) continue;
    const { line } = deletions[at]!;
    said.add(line);
    line.say({
      code,
      severity: 'warning',
      word: () => ({
        span: line.span,
        message: `This \`-D\` takes effect after ${rules} ${rules === 1 ? 'rule' : 'rules'} and deletes what was loaded so far. augenrules moves \`-D\` to the top only where it stands alone, without blanks around it.`,
        related: [relatedTo(first.line, line, 'Deleted from here on.')],
      }),
    });
  }
}
