import { blocksOf, type OpenFile } from './input';
import { ReaderGone, type Output } from './output';
import type { Pipeline } from './pipeline';

export function say(message: string): void {
  process.stderr.write(`auditd-events: ${message}\n`);
}

/** One file after the other, to their ends. One that cannot be read is told; the others are read all the same. */
export async function read(
  files: readonly (string | OpenFile)[],
  pipeline: Pipeline,
  output: Output,
  say: (message: string) => void,
): Promise<number> {
  let status = 0;
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
        const name = file === '-' ? 'standard input' : typeof file === 'string' ? file : file.path;
        say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
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
