// `npm test`: everything, and at the end one line of what came of it.
// usage: npm test [-- --only unit,remote]     a step, or what its name begins with: editor is editor-newest and -oldest
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
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
  run(): Promise<StepCounts>;
}

interface StepCounts extends Counts {
  /** Files that failed and, run once more by themselves, passed: named in the summary, since they want mending. */
  readonly secondTry?: readonly string[];
}

const STEP_LIMIT_MS = 1_200_000;
const SKIPS_NAMED = 10;
/** More files than these fail for a reason. */
const SECOND_TRIES = 3;
const nothing: Counts = { passed: 0, failed: 0, skipped: [] };

const steps: readonly Step[] = [
  { name: 'types', alongside: true, run: () => judge('test:types') },
  { name: 'lint', alongside: true, run: () => judge('test:lint') },
  { name: 'layers', alongside: true, run: () => judge('test:layers') },
  { name: 'unused', alongside: true, run: () => judge('test:unused') },
  { name: 'build', run: () => judge('build') },
  { name: 'unit', run: () => runVitest('unit') },
  { name: 'remote', needsPackages: true, run: () => runTwice('remote') },
  { name: 'editor-newest', needsPackages: true, run: () => runEditorSuite('newest') },
  { name: 'editor-oldest', needsPackages: true, run: () => runEditorSuite('oldest') },
  { name: 'end-to-end', needsPackages: true, run: () => runTwice('end-to-end') },
];

/** A tool that says yes or no counts as one test. What it says is shown when it ends, since others may run beside it. */
async function judge(script: string): Promise<Counts> {
  const said: string[] = [];
  const ok = await runs('npm', ['run', '--silent', script], {}, (text) => said.push(text));
  process.stdout.write(said.join(''));
  return { ...nothing, [ok ? 'passed' : 'failed']: 1 };
}

/**
 * Whole hosts and windows on a machine that may be busy: a file of theirs that fails is run once more, and the summary
 * says so.
 */
async function runTwice(project: string): Promise<StepCounts> {
  const first = await runVitest(project);
  const files = first.failedFiles ?? [];
  if (files.length === 0 || files.length > SECOND_TRIES) return first;
  console.log(`\nOnce more, by themselves: ${files.join(' ')}`);
  const second = await runVitest(project, files);
  if (second.failed > 0) return first;
  return { passed: first.passed + first.failed, failed: 0, skipped: first.skipped, secondTry: files };
}

async function runVitest(project: string, files: readonly string[] = []): Promise<Counts> {
  const { path: folder, remove } = scratch('aw-counts-');
  const file = join(folder, 'counts.json');
  const reporters = ['--reporter=default', `--reporter=${join(projectRoot, 'scripts/vitestCounts.ts')}`];
  const ok = await runs('npx', ['vitest', 'run', '--project', project, ...reporters, ...files], {
    AUDITD_TEST_COUNTS: file,
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

/** Runs a program in the repository; false when it fails, or does not end in twenty minutes. `hear`: instead of showing it. */
async function runs(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  hear?: (text: string) => void,
): Promise<boolean> {
  const stdio = hear === undefined ? 'inherit' : 'pipe';
  const group = startGroup(program, args, { cwd: projectRoot, stdio, env: { ...process.env, ...env } });
  for (const stream of [group.head.stdout, group.head.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => hear?.(text));
  }
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

function chosen(args: readonly string[]): readonly Step[] {
  const only = args.flatMap((arg, index) => (arg === '--only' ? (args[index + 1] ?? '').split(',') : []));
  return only.length === 0
    ? steps
    : steps.filter(({ name }) => only.some((wanted) => wanted && name.startsWith(wanted)));
}

/** Steps one after the other, neighbours that run alongside each other as one. */
function inTurn(wanted: readonly Step[]): Step[][] {
  const turns: Step[][] = [];
  for (const step of wanted) {
    const last = turns.at(-1);
    if (step.alongside && last?.[0]?.alongside) last.push(step);
    else turns.push([step]);
  }
  return turns;
}

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of the summary. */
  readonly lines: readonly string[];
}

async function perform(step: Step, obstacle: string | undefined): Promise<Result> {
  console.log(`\n── ${step.name} ${'─'.repeat(100 - step.name.length)}`);
  const begun = Date.now();
  const counts: StepCounts =
    step.needsPackages && obstacle
      ? { ...nothing, failed: 1 }
      : await step.run().catch((error: unknown) => {
          console.error(error);
          return { ...nothing, failed: 1 };
        });
  const unforgiven = counts.skipped.filter((skip) => !isForgiven(skip));
  const result = {
    passed: counts.passed,
    failed: counts.failed + unforgiven.length,
    skipped: counts.skipped.length - unforgiven.length,
  };
  const seconds = ((Date.now() - begun) / 1000).toFixed(1).padStart(6);
  const lines = [`${result.failed > 0 ? '✗' : '✓'} ${step.name.padEnd(14)}${seconds} s  ${inWords(result)}`];
  for (const file of counts.secondTry ?? [])
    lines.push(`    failed first, passed at the second try: ${relative(projectRoot, file)}`);
  for (const skip of counts.skipped.slice(0, SKIPS_NAMED))
    lines.push(`    skipped${isForgiven(skip) ? '' : ', a failure here'}: ${skip}`);
  if (counts.skipped.length > SKIPS_NAMED) lines.push(`    … and ${counts.skipped.length - SKIPS_NAMED} more`);
  return { ...result, lines };
}

async function main(): Promise<void> {
  const wanted = chosen(process.argv.slice(2));
  if (wanted === steps) rmSync(join(projectRoot, 'test-results'), { recursive: true, force: true });
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const summary: string[] = [];
  const obstacle = wanted.some(({ needsPackages }) => needsPackages) ? prepare() : undefined;
  if (obstacle) summary.push(obstacle);
  for (const together of inTurn(wanted)) {
    const results = await Promise.all(together.map((step) => perform(step, obstacle)));
    for (const { passed, failed, skipped, lines } of results) {
      totals.passed += passed;
      totals.failed += failed;
      totals.skipped += skipped;
      summary.push(...lines);
    }
  }
  if (wanted.length === 0) totals.failed++;
  console.log(`\n${'─'.repeat(104)}\n${summary.join('\n')}\n`);
  console.log(inWords(totals));
  process.exit(totals.failed > 0 ? 1 : 0);
}

const inWords = ({ passed, failed, skipped }: { passed: number; failed: number; skipped: number }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

void main();
