import { readFileSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { filterOf } from '../../core/src/events/filter';
import type { Clock } from '../../core/src/events/moment';
import { namingOf, type Naming } from '../../core/src/events/naming';
import { FollowedFile } from './eventsCommand/follow';
import { openAll, type OpenFile } from './eventsCommand/input';
import type { EventsOptions } from './eventsCommand/options';
import { readArguments, usage } from './eventsCommand/options';
import { Output, ReaderGone } from './eventsCommand/output';
import { Pipeline } from './eventsCommand/pipeline';
import { read, say } from './eventsCommand/read';
import { sumHalf, sumUp, type Summing } from './eventsCommand/sumUp';
import { Tally } from './eventsCommand/tally';
import { Turns } from './eventsCommand/turns';
import type { EventWriter } from './eventsCommand/writers';
import { csvWriter, jsonWriter, summaryWriter, textWriter } from './eventsCommand/writers';
import { packageVersion } from './session/installation';

// auditd-events: audit logs as events, for pipelines and terminals (INTERFACES: auditd-events).

const pollMs = 200;
/** Starting a thread takes as long as reading some megabytes. */
const worthTwo = 16 << 20;

function writerOf({ format, raw, decode }: EventsOptions, naming: Naming, output: Output): EventWriter {
  switch (format) {
    case 'text':
      return textWriter(naming, output);
    case 'json':
      return jsonWriter({ raw, decode, naming }, output);
    case 'csv':
      return csvWriter(naming, output);
    case 'summary':
      return summaryWriter(new Tally(naming), output);
  }
}

/** What the second of two threads needs to do the same as the first. */
interface SecondThread {
  readonly words: readonly string[];
  readonly clock: Clock;
  readonly files: readonly OpenFile[];
  /** For who writes in turns. */
  readonly shared?: SharedArrayBuffer;
}

/** Runs the command; answers its exit status: 0, or 2 for usage, input or output that failed. */
async function run(words: readonly string[], clock: Clock, second?: SecondThread): Promise<number> {
  const request = readArguments(words, clock);
  if (request.kind === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (request.kind === 'version') {
    process.stdout.write(`${packageVersion(__dirname)}\n`);
    return 0;
  }
  if (request.kind === 'refused') {
    process.stderr.write(`auditd-events: ${request.message}\nTry auditd-events --help.\n`);
    return 2;
  }
  const { options } = request;
  let naming: Naming;
  try {
    naming = namingOf(textOf(options.passwd), textOf(options.group));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const filter = filterOf(options.filter, clock, naming);
  for (const { message, span } of filter.problems) {
    if (second === undefined) say(`in the filter, ${options.filter.slice(span.start, span.end)}: ${message}`);
  }
  const output = new Output(1);
  const open = second?.files ?? (mayBeShared(options) ? openAll(options.files, worthTwo) : undefined);
  if (options.format === 'summary' && open !== undefined) {
    const job: Summing = { options, filter, naming, output, files: open };
    if (second !== undefined) return sumHalf(job);
    const data: SecondThread = { words, clock, files: open };
    return sumUp(job, new Worker(__filename, { workerData: data }));
  }
  const writer = writerOf(options, naming, output);
  const turns = open ? new Turns(second?.shared) : undefined;
  const pipeline = new Pipeline(filter, writer, output, options.timeout, turns);
  if (second !== undefined) {
    // What stands before the first event is written by the first thread.
    output.used = 0;
    return read(second.files, pipeline, output, () => undefined);
  }
  if (open !== undefined && turns !== undefined) {
    const data: SecondThread = { words, clock, files: open, shared: turns.shared };
    new Worker(__filename, { workerData: data }).unref();
  }
  const status = options.follow
    ? await follow(options, pipeline, output)
    : await read(open ?? (options.files.length > 0 ? options.files : ['-']), pipeline, output, say);
  process.stderr.write(pipeline.report());
  return status;
}

/** Two threads, where most of the work is not the reading. */
function mayBeShared({ follow, files }: EventsOptions): boolean {
  return !follow && files.length > 0 && !files.includes('-') && availableParallelism() > 1;
}

function textOf(path: string | undefined): string {
  return path === undefined ? '' : readFileSync(path, 'utf8');
}

/** Goes on until it is told to stop, or standard input ends. */
async function follow(options: EventsOptions, pipeline: Pipeline, output: Output): Promise<number> {
  const files: FollowedFile[] = [];
  for (const path of options.files) {
    if (path === '-') continue;
    try {
      files.push(new FollowedFile(path, pipeline.source(), say));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      return 2;
    }
  }
  const withInput = options.files.length === 0 || options.files.includes('-');
  try {
    await new Promise<void>((resolve, reject) => {
      const guarded = (work: () => void) => {
        try {
          work();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const round = () => {
        for (const file of files) file.poll();
        pipeline.tick(performance.now());
        output.flush();
      };
      guarded(round);
      setInterval(() => guarded(round), pollMs);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      if (withInput) {
        const source = pipeline.source();
        process.stdin.on('data', (bytes: Buffer) => guarded(() => source.push(bytes)));
        process.stdin.once('error', reject);
        process.stdin.once('end', () => {
          guarded(() => source.end());
          if (files.length === 0) resolve();
        });
      }
    });
    for (const file of files) file.poll();
    pipeline.end();
    return 0;
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    say(error instanceof Error ? error.message : String(error));
    return 2;
  } finally {
    for (const file of files) file.close();
  }
}

if (isMainThread) {
  const clock = { now: Date.now(), offsetMinutes: -new Date().getTimezoneOffset() };
  run(process.argv.slice(2), clock).then(
    // Not process.exitCode: following leaves timers and standard input behind.
    (status) => process.exit(status),
    (error: unknown) => {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      process.exit(2);
    },
  );
} else {
  const second = workerData as SecondThread;
  const turns = second.shared && new Turns(second.shared);
  run(second.words, second.clock, second).then(
    () => turns?.leave(),
    (error: unknown) => {
      writeSync(2, `auditd-events: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      turns?.leave('failed');
    },
  );
}
