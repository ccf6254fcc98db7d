import { writeSync } from 'node:fs';
import { lintCommand } from './lint/lintCommand';
import { packageVersion } from './session/installation';

/** Writes all of it before the program ends, also to a pipe; whoever reads may go away before. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

process.exitCode = lintCommand(process.argv.slice(2), {
  version: packageVersion(__dirname),
  out: (text) => writeAll(1, text),
  complain: (text) => writeAll(2, text),
});
