import { parentPort, type Worker } from 'node:worker_threads';
import type { Filter } from '../../../core/src/events/filter';
import type { Naming } from '../../../core/src/events/naming';
import type { OpenFile } from './input';
import type { EventsOptions } from './options';
import { ReaderGone, type Output } from './output';
import { Pipeline } from './pipeline';
import { read, say } from './read';
import type { Share } from './share';
import { Tally, type PartOfTally } from './tally';
import { summaryWriter } from './writers';

export interface Summing {
  readonly options: EventsOptions;
  readonly filter: Filter;
  readonly naming: Naming;
  readonly output: Output;
  readonly files: readonly OpenFile[];
}

/** The summary of what this thread and `worker` count; where their halves do not fit together, in one pass by this one. */
export async function sumUp(job: Summing, worker: Worker): Promise<number> {
  const { options, filter, naming, output, files } = job;
  const theirs = new Promise<HalfOfTally | undefined>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
  const half = new Half(0);
  const tally = new Tally(naming);
  let pipeline = new Pipeline(filter, summaryWriter(tally, undefined), output, options.timeout, half);
  const status = await read(files, pipeline, output, say);
  const other = await theirs;
  if (other?.events === half.events && tally.join(other.part)) output.write(tally.report());
  else {
    pipeline = new Pipeline(filter, summaryWriter(new Tally(naming), output), output, options.timeout);
    await read(files, pipeline, output, () => undefined);
  }
  try {
    output.flush();
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
  process.stderr.write(pipeline.report());
  return status;
}

/** What that worker does. */
export async function sumHalf({ options, filter, naming, output, files }: Summing): Promise<number> {
  const half = new Half(1);
  const tally = new Tally(naming);
  const pipeline = new Pipeline(filter, summaryWriter(tally, undefined), output, options.timeout, half);
  const status = await read(files, pipeline, output, () => undefined);
  const handedOver: HalfOfTally = { events: half.events, part: tally.part };
  parentPort?.postMessage(handedOver);
  return status;
}

/** 2 ** 9 events: what is read next to each other is mostly counted next to each other. */
const batchBits = 9;

/**
 * Every other batch of events for one of two threads that count the same log. What each event is comes from collating all
 * of it, so both do that; neither waits for the other before the end.
 */
class Half implements Share {
  readonly #me: 0 | 1;
  /** Of both threads. */
  events = 0;

  constructor(me: 0 | 1) {
    this.#me = me;
  }

  takes(): boolean {
    return ((this.events++ >>> batchBits) & 1) === this.#me;
  }

  beat(): void {
    // Nobody waits for it.
  }

  end(output: Output): void {
    output.flush();
  }
}

/** What the second thread hands over. Where it saw another number of events the log has changed under them. */
interface HalfOfTally {
  readonly events: number;
  readonly part: PartOfTally;
}
