import { readFileSync } from 'node:fs';
import { filterOf } from '../../core/src/events/filter';
import { namingOf, type Naming } from '../../core/src/events/naming';
import { FollowedFile } from './eventsCommand/follow';
import { blocksOf } from './eventsCommand/input';
import type { EventsOptions } from './eventsCommand/options';
import { readArguments, usage } from './eventsCommand/options';
import { Output, ReaderGone } from './eventsCommand/output';
import { Pipeline } from './eventsCommand/pipeline';
import type { EventWriter } from './eventsCommand/writers';
import { csvWriter, jsonWriter, summaryWriter, textWriter } from './eventsCommand/writers';
import { packageVersion } from './session/installation';

// auditd-events: audit logs as events, for pipelines and terminals (INTERFACES: auditd-events).

const pollMs = 200;

function writerOf({ format, raw, decode }: EventsOptions, naming: Naming, output: Output): EventWriter {
  switch (format) {
    case 'text':
      return textWriter(naming, output);
    case 'json':
      return jsonWriter({ raw, decode, naming }, output);
    case 'csv':
      return csvWriter(naming, output);
    case 'summary':
      return summaryWriter(naming, output);
  }
}

/** Runs the command; answers its exit status: 0, or 2 for usage, input or output that failed. */
async function run(words: readonly string[]): Promise<number> {
  const clock = { now: Date.now(), offsetMinutes: -new Date().getTimezoneOffset() };
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
    say(`in the filter, ${options.filter.slice(span.start, span.end)}: ${message}`);
  }
  const output = new Output(1);
  const pipeline = new Pipeline(filter, writerOf(options, naming, output), output, options.timeout);
  const status = options.follow ? await follow(options, pipeline, output) : await read(options, pipeline, output);
  process.stderr.write(pipeline.report());
  return status;
}

function textOf(path: string | undefined): string {
  return path === undefined ? '' : readFileSync(path, 'utf8');
}

function say(message: string): void {
  process.stderr.write(`auditd-events: ${message}\n`);
}

/** One file after the other, to their ends. One that cannot be read is told; the others are read all the same. */
async function read(options: EventsOptions, pipeline: Pipeline, output: Output): Promise<number> {
  let status = 0;
  const files = options.files.length > 0 ? options.files : ['-'];
  try {
    for (const file of files) {
      const source = pipeline.source();
      try {
        for await (const block of blocksOf(file)) {
          source.push(block);
          // What comes through a pipe comes slowly: who waits for it should see it.
          if (file === '-') output.flush();
        }
      } catch (error) {
        if (error instanceof ReaderGone) throw error;
        say(`${file === '-' ? 'standard input' : file}: ${error instanceof Error ? error.message : String(error)}`);
        status = 2;
      }
      source.end();
    }
    pipeline.end();
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
  return status;
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

run(process.argv.slice(2)).then(
  // Not process.exitCode: following leaves timers and standard input behind.
  (status) => process.exit(status),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(2);
  },
);
