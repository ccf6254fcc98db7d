import { parentPort, workerData } from 'node:worker_threads';
import type { HostCalls, ReaderCalls, ReaderStart } from './calls';
import { Reader } from './reader';
import { Wire, type Port } from './wire';

// The reading thread: a bundle of its own (scripts/build.ts). What is thrown where nobody waits ends it, and another is
// started in its place.

const port = parentPort as Port | null;
if (port === null) throw new Error('this runs as a thread only');
const there: Wire<HostCalls> = new Wire<HostCalls>(port, (error) =>
  there.tell('complain', error instanceof Error ? (error.stack ?? error.message) : String(error)),
);
there.serve<ReaderCalls>(new Reader(workerData as ReaderStart, there));
