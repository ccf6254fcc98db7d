import type { Duplex, Readable } from 'node:stream';
import { Complaints } from './channel';
import type { Channel } from './channel';
import type { HostError } from './hostFailure';
import type { End } from './notBegun';

/** What ssh2 hands over for a command that runs. */
export interface Ssh2Stream extends Duplex {
  readonly stderr: Readable;
  signal(name: string): unknown;
  close(): void;
}

/** A command over ssh2 as all commands are seen; `lost` is made when the connection ends before the command. */
export function channelOf(stream: Ssh2Stream, lost: () => HostError): Channel {
  let code: number | null = null;
  let signal: string | undefined;
  let killed = false;
  stream.on('exit', (exitCode: number | null, exitSignal?: string) => {
    code = exitCode;
    signal = exitSignal;
  });
  // 'exit' may come before the last data; 'close' comes when everything has been read. A lost connection also ends
  // here, with neither code nor signal.
  const ended = new Promise<End>((resolve, reject) => {
    stream.on('close', () =>
      code !== null || signal !== undefined || killed ? resolve({ code, signal }) : reject(lost()),
    );
  });
  ended.catch(() => undefined);
  stream.on('error', () => undefined);
  stream.stderr.on('error', () => undefined);
  const complaints = new Complaints();
  stream.stderr.setEncoding('utf8');
  stream.stderr.on('data', (text: string) => complaints.add(text));
  return {
    out: bytesOf(stream),
    onError: (listener) => complaints.listen(listener),
    write: (bytes) => void stream.write(bytes),
    endInput: () => stream.end(),
    ended,
    kill: () => {
      killed = true;
      stream.signal('TERM');
      stream.close();
    },
  };
}

async function* bytesOf(stream: Ssh2Stream): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of stream) yield bytes as Uint8Array;
  } catch (error) {
    // An end without the last word; `ended` tells what it was.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
