import type { Duplex } from 'node:stream';

/**
 * What is written in one turn goes at once. ssh2 writes each packet in three pieces, its length, its content and its tag,
 * and since none may wait for an acknowledgement (Nagle), each was a segment of its own: three calls of the kernel here,
 * and three times that sshd awoke.
 */
export function writesTogether<Stream extends Duplex>(stream: Stream): Stream {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  let held = false;
  const inOneTurn = (...args: unknown[]): boolean => {
    if (!held) {
      held = true;
      stream.cork();
      process.nextTick(letGo);
    }
    return write(...args);
  };
  const letGo = (): void => {
    held = false;
    stream.uncork();
  };
  // A channel through a jump host makes a packet of each piece, too.
  stream._writev ??= (pieces, done) => {
    stream._write(Buffer.concat(pieces.map(({ chunk }) => chunk as Buffer)), 'buffer' as BufferEncoding, done);
  };
  return Object.assign(stream, { write: inOneTurn });
}
