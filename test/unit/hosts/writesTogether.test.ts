import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { writesTogether } from '../../../client/src/hosts/writesTogether';
import { until } from '../../kit/until';

/** What a stream is given to send, call by call. */
class Wire extends Duplex {
  readonly sent: string[] = [];

  override _read(): void {
    // Nothing comes back.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.sent.push(chunk.toString());
    done();
  }
}

class GatheringWire extends Wire {
  override _writev(pieces: { chunk: Buffer }[], done: () => void): void {
    this.sent.push(pieces.map(({ chunk }) => chunk.toString()).join('|'));
    done();
  }
}

describe('writesTogether', () => {
  it('sends what is written in one turn at once, and the next turn by itself', async () => {
    const wire = writesTogether(new Wire());
    for (const piece of ['length ', 'content ', 'tag']) wire.write(piece);
    expect(wire.sent).toEqual([]);
    await until('something is sent', () => wire.sent.length > 0);
    wire.write('next');
    await until('something is sent', () => wire.sent.length > 1);
    expect(wire.sent).toEqual(['length content tag', 'next']);
  });

  it('leaves it to a stream that can send pieces itself', async () => {
    const wire = writesTogether(new GatheringWire());
    for (const piece of ['a', 'b', 'c']) wire.write(piece);
    await until('something is sent', () => wire.sent.length > 0);
    expect(wire.sent).toEqual(['a|b|c']);
  });

  it('loses nothing to an end in the same turn', async () => {
    const wire = writesTogether(new Wire());
    wire.write('good');
    wire.end('bye');
    await until('it has ended', () => wire.writableFinished);
    expect(wire.sent.join('')).toBe('goodbye');
  });

  it('says when there is too much, and when there is room again', async () => {
    const wire = writesTogether(new Wire({ writableHighWaterMark: 4 }));
    let drained = false;
    wire.once('drain', () => (drained = true));
    expect(wire.write('ab')).toBe(true);
    expect(wire.write('cde')).toBe(false);
    await until('there is room', () => drained);
    expect(wire.sent).toEqual(['abcde']);
  });

  it('is no obstacle to a stream that was destroyed meanwhile', async () => {
    const wire = writesTogether(new Wire());
    wire.write('never');
    wire.destroy();
    await until('it is closed', () => wire.closed);
    expect(wire.sent).toEqual([]);
  });
});
