// `npm test`: everything, and at the end one line of what came of it.
// usage: npm test [-- --only unit,remote]     a step, or what its name begins with: editor is editor-newest and -oldest
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { startGroup } from '../test/kit/processGroup';
import { scratch } from '../test/kit/scratch';
import type { Release } from '../test/kit/vscode/installation';
import { installPackages, missingPackages } from './debianPackages';
import { projectRoot } from './projectRoot';
import { testEditor } from './testEditor';
import type { Counts } from './vitestCounts';

interface Step {
  readonly name: string;
  /** Needs Debian packages: a lab, a browser. */
  readonly needsPackages?: true;
  /** Uses one core and nobody's files: runs beside its neighbours that say so, too. */
  readonly alongside?: true;
  run(): Promise<Counts>;
  /**
   * Whole hosts and windows on a machine that may be busy: files of theirs that fail are run once more when all else is
   * done, and the summary says so.
   */
  again?(files: readonly string[]): Promise<Counts>;
}

/** Steps one after the other. */
type Lane = readonly Step[];

const STEP_LIMIT_MS = 1_200_000;
const SKIPS_NAMED = 10;
/** More files than these fail for a reason. */
const SECOND_TRIES = 3;
const nothing: Counts = { passed: 0, failed: 0, skipped: [] };

/** What the others need. */
const first: Lane = [{ name: 'build', run: () => judge('build') }];

/**
 * Beside each other, since hosts and windows wait much. They share nothing but processors: every lab has its own hosts,
 * ports and folders, and all windows, which do share a port, are in one lane.
 */
const lanes: readonly Lane[] = [
  [
    { name: 'types', alongside: true, run: () => judge('test:types') },
    { name: 'lint', alongside: true, run: () => judge('test:lint') },
    { name: 'layers', alongside: true, run: () => judge('test:layers') },
    { name: 'unused', alongside: true, run: () => judge('test:unused') },
    // What waits much goes beside the windows, what keeps all cores busy comes last.
    { name: 'remote', needsPackages: true, ...vitestTwice('remote') },
    { name: 'unit', run: () => runVitest('unit') },
  ],
  [
    { name: 'end-to-end', needsPackages: true, ...vitestTwice('end-to-end') },
    { name: 'editor-newest', needsPackages: true, run: () => runEditorSuite('newest') },
    { name: 'editor-oldest', needsPackages: true, run: () => runEditorSuite('oldest') },
  ],
];

/** A tool that says yes or no counts as one test. What it says is shown when it ends, since others may run beside it. */
async function judge(script: string): Promise<Counts> {
  const said: string[] = [];
  const ok = await runs('npm', ['run', '--silent', script], { hear: (text) => said.push(text) });
  process.stdout.write(said.join(''));
  return { ...nothing, [ok ? 'passed' : 'failed']: 1 };
}

function vitestTwice(project: string): Pick<Step, 'run' | 'again'> {
  return { run: () => runVitest(project), again: (files) => runVitest(project, files) };
}

async function runVitest(project: string, files: readonly string[] = []): Promise<Counts> {
  const { path: folder, remove } = scratch('aw-counts-');
  const file = join(folder, 'counts.json');
  const reporters = ['--reporter=default', `--reporter=${join(projectRoot, 'scripts/vitestCounts.ts')}`];
  const ok = await runs('npx', ['vitest', 'run', '--project', project, ...reporters, ...files], {
    env: { AUDITD_TEST_COUNTS: file },
    hear: (text) => process.stdout.write(text),
  });
  const counts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : nothing;
  remove();
  // No test at all, or a run that fails without a failed test, has not shown anything.
  const odd = counts.failed === 0 && (!ok || counts.passed + counts.skipped.length === 0);
  return odd ? { ...counts, failed: 1 } : counts;
}

async function runEditorSuite(release: Release): Promise<Counts> {
  const results = await testEditor(release);
  for (const { title, state, milliseconds, error } of results) {
    console.log(` ${state === 'passed' ? '✓' : '✗'} ${title} ${milliseconds} ms${error ? `\n${error}` : ''}`);
  }
  const of = (wanted: string) => results.filter(({ state }) => state === wanted);
  return { passed: of('passed').length, failed: of('failed').length, skipped: of('skipped').map(({ title }) => title) };
}

interface RunWish {
  readonly env?: NodeJS.ProcessEnv;
  /** Gets whole lines: another program may be heard beside this one. */
  hear(text: string): void;
}

/** Runs a program in the repository; false when it fails, or does not end in twenty minutes. */
async function runs(program: string, args: readonly string[], { env, hear }: RunWish): Promise<boolean> {
  const group = startGroup(program, args, { cwd: projectRoot, stdio: 'pipe', env: { ...process.env, ...env } });
  for (const stream of [group.head.stdout, group.head.stderr]) if (stream !== null) hearLines(stream, hear);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      console.error(`${program} ${args.join(' ')}: no end after ${STEP_LIMIT_MS / 60_000} minutes`);
      void group.end();
    }, STEP_LIMIT_MS);
    group.head.once('error', reject);
    group.head.once('exit', (code) => {
      clearTimeout(timer);
      void group.end().then(() => resolve(code === 0));
    });
  });
}

function hearLines(stream: Readable, hear: (text: string) => void): void {
  let begun = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) hear(begun + text.slice(0, end));
    begun = end > 0 ? text.slice(end) : begun + text;
  });
  stream.once('end', () => begun && hear(`${begun}\n`));
}

/** Answers what is in the way, in words; undefined: nothing. */
function prepare(): string | undefined {
  const missing = missingPackages();
  if (missing === undefined) {
    console.log('This is no Debian: the programs that the tests need must be there already.');
    return undefined;
  }
  if (missing.length === 0) return undefined;
  if (process.getuid?.() !== 0) return `Debian packages are missing. As root: apt-get install ${missing.join(' ')}`;
  console.log(`Installing Debian packages, without starting their services: ${missing.join(' ')}`);
  try {
    installPackages(missing);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

// A complete run has everything but, perhaps, the measures beside the repository.
const isForgiven = (skip: string) => !process.env['CI'] || skip.includes('../shared');

function chosen(args: readonly string[]): (lane: Lane) => Lane {
  const only = args.flatMap((arg, index) => (arg === '--only' ? (args[index + 1] ?? '').split(',') : []));
  if (only.length === 0) return (lane) => lane;
  return (lane) => lane.filter(({ name }) => only.some((wanted) => wanted && name.startsWith(wanted)));
}

/** Steps one after the other, neighbours that run alongside each other as one. */
function inTurn(lane: Lane): Step[][] {
  const turns: Step[][] = [];
  for (const step of lane) {
    const last = turns.at(-1);
    if (step.alongside && last?.[0]?.alongside) last.push(step);
    else turns.push([step]);
  }
  return turns;
}

interface Outcome {
  readonly step: Step;
  readonly counts: Counts;
  readonly seconds: number;
  /** Files that failed and, run once more by themselves, passed: named in the summary, since they want mending. */
  readonly secondTry?: readonly string[];
}

async function runLane(lane: Lane, obstacle: string | undefined): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const together of inTurn(lane)) {
    outcomes.push(...(await Promise.all(together.map((step) => perform(step, obstacle)))));
  }
  return outcomes;
}

async function perform(step: Step, obstacle: string | undefined): Promise<Outcome> {
  console.log(`\n── ${step.name} ${'─'.repeat(100 - step.name.length)}`);
  const begun = Date.now();
  const counts =
    step.needsPackages && obstacle
      ? { ...nothing, failed: 1 }
      : await step.run().catch((error: unknown) => {
          console.error(error);
          return { ...nothing, failed: 1 };
        });
  return { step, counts, seconds: (Date.now() - begun) / 1000 };
}

async function secondTry(outcome: Outcome): Promise<Outcome> {
  const { step, counts } = outcome;
  const files = counts.failedFiles ?? [];
  if (step.again === undefined || files.length === 0 || files.length > SECOND_TRIES) return outcome;
  console.log(`\nOnce more, by themselves: ${files.join(' ')}`);
  const second = await step.again(files);
  if (second.failed > 0) return outcome;
  return { ...outcome, counts: { ...counts, passed: counts.passed + counts.failed, failed: 0 }, secondTry: files };
}

interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function totalsOf({ counts: { passed, failed, skipped } }: Outcome): Totals {
  const unforgiven = skipped.filter((skip) => !isForgiven(skip)).length;
  return { passed, failed: failed + unforgiven, skipped: skipped.length - unforgiven };
}

/** The outcome's part of the summary. */
function linesOf(outcome: Outcome): string[] {
  const totals = totalsOf(outcome);
  const { skipped } = outcome.counts;
  const seconds = outcome.seconds.toFixed(1).padStart(6);
  return [
    `${totals.failed > 0 ? '✗' : '✓'} ${outcome.step.name.padEnd(14)}${seconds} s  ${inWords(totals)}`,
    ...(outcome.secondTry ?? []).map(
      (file) => `    failed first, passed at the second try: ${relative(projectRoot, file)}`,
    ),
    ...skipped.slice(0, SKIPS_NAMED).map((skip) => `    skipped${isForgiven(skip) ? '' : ', a failure here'}: ${skip}`),
    ...(skipped.length > SKIPS_NAMED ? [`    … and ${skipped.length - SKIPS_NAMED} more`] : []),
  ];
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const choose = chosen(args);
  const [begin, beside] = [choose(first), lanes.map(choose)];
  const wanted = [begin, ...beside].flat();
  if (args.length === 0) rmSync(join(projectRoot, 'test-results'), { recursive: true, force: true });
  const obstacle = wanted.some(({ needsPackages }) => needsPackages) ? prepare() : undefined;
  const tried = [
    ...(await runLane(begin, obstacle)),
    ...(await Promise.all(beside.map((lane) => runLane(lane, obstacle)))).flat(),
  ];
  const outcomes: Outcome[] = [];
  for (const outcome of tried) outcomes.push(await secondTry(outcome));
  const sum = (of: keyof Totals) => outcomes.reduce((all, outcome) => all + totalsOf(outcome)[of], 0);
  const totals = {
    passed: sum('passed'),
    failed: sum('failed') + (wanted.length === 0 ? 1 : 0),
    skipped: sum('skipped'),
  };
  const summary = [...(obstacle ? [obstacle] : []), ...outcomes.flatMap(linesOf)];
  console.log(`\n${'─'.repeat(104)}\n${summary.join('\n')}\n`);
  console.log(inWords(totals));
  process.exit(totals.failed > 0 ? 1 : 0);
}

const inWords = ({ passed, failed, skipped }: Totals) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

void main();
