import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { quote } from './shellText';

interface Question {
  readonly args: readonly string[];
  readonly resolve: (out: string | undefined) => void;
  readonly reject: (error: Error) => void;
}

let waiting: Question[] = [];

/**
 * The system's ssh, for `ssh -G` only. undefined: there is none, which is usual on Windows. What is asked at the same moment is
 * asked by one shell: for each program that is started this process is copied first, which costs more than the program
 * (30 ms against 9 for each of thirty hosts), in the thread that all extensions share.
 */
export function runSsh(args: readonly string[]): Promise<string | undefined> {
  if (process.platform === 'win32') return runOne(args);
  return new Promise((resolve, reject) => {
    waiting.push({ args, resolve, reject });
    if (waiting.length === 1) setImmediate(askAll);
  });
}

function askAll(): void {
  const questions = waiting;
  waiting = [];
  const [first, second] = questions;
  if (first !== undefined && second === undefined) runOne(first.args).then(first.resolve, first.reject);
  else askTogether(questions);
}

/** Milliseconds for one. */
const limit = 10_000;

function runOne(args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    execFile('ssh', args, { timeout: limit, windowsHide: true }, (error, out, said) => {
      if (error === null) resolve(out);
      else if (error.code === 'ENOENT') resolve(undefined);
      else reject(new Error(said.trim() || error.message));
    });
  });
}

/** One after the other, each answered when it comes. One that fails is asked again by itself: then it says why. */
function askTogether(questions: readonly Question[]): void {
  const marker = randomBytes(12).toString('hex');
  const script = questions
    .map(({ args }) => `ssh ${args.map(quote).join(' ')} 2>/dev/null; printf '%s\\n' "${marker} $?"`)
    .join('\n');
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const left = [...questions];
  let text = '';
  const clock = setTimeout(() => child.kill(), limit);
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    for (;;) {
      const [whole, code] = new RegExp(`${marker} (\\d+)\\n`).exec(text) ?? [];
      if (whole === undefined) return;
      const end = text.indexOf(whole);
      const question = left.shift();
      if (code === '0') question?.resolve(text.slice(0, end));
      else if (question !== undefined) runOne(question.args).then(question.resolve, question.reject);
      text = text.slice(end + whole.length);
      clock.refresh();
    }
  });
  const askTheRest = (): void => {
    clearTimeout(clock);
    for (const { args, resolve, reject } of left.splice(0)) runOne(args).then(resolve, reject);
  };
  child.on('error', askTheRest).on('close', askTheRest);
}
