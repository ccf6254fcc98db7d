import { StandInWriter } from '../remote/standInWriter';

// A process of its own, as a host's auditd is one: `logWriter LOG FIRST LINES-A-SECOND ROTATE-AT KEEP`. Writes until its
// standard input ends, then says how much it has written.

async function main([log = '', first, linesPerSecond, rotateAt, keep]: readonly string[]): Promise<void> {
  const writer = new StandInWriter({ outside: () => log }, Number(first), Number(rotateAt), Number(keep));
  const stop = new AbortController();
  process.stdin.resume().on('end', () => stop.abort());
  await writer.writeAt(Number(linesPerSecond), stop.signal);
  process.stdout.write(JSON.stringify({ next: writer.next, rotations: writer.rotations }));
}

void main(process.argv.slice(2));
