import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BrokenFrames, Following, type Happening } from '../../../client/src/tail/following';

const encode = (text: string) => new TextEncoder().encode(text);

const stream = [
  '\x01O 77 0 /var/log/audit/audit log\n',
  '\x01F 77 123-6\n',
  '\x01D 77 0 6\nab\ncd\n',
  '\x01H\n',
  '\x01F 77 456-128\n',
  '\x01D 77 6 3\n\x01\nz',
  '\x01R 78 /var/log/audit/audit.log\n',
  '\x01D 78 0 2\nxy',
  '\x01T 78 2 0\n',
  '\x01D 78 0 1\nn',
  '\x01G 78 1\n',
  '\x01O 79 0 /var/log/audit/audit.log.1\n',
  '\x01D 79 0 1\ne',
].join('');

function play(following: Following, chunks: readonly Uint8Array[]): Happening[] {
  const told: Happening[] = [];
  for (const chunk of chunks) for (const happening of following.feed(chunk)) told.push(happening);
  return told;
}

/** Bytes in a row are one piece, however they came. */
function summary(told: readonly Happening[]): string[] {
  const words: string[] = [];
  for (const happening of told) {
    if (happening.kind !== 'bytes') words.push(JSON.stringify(happening));
    else {
      const text = new TextDecoder().decode(happening.bytes);
      const last = words.at(-1);
      if (last?.startsWith('bytes ') === true) words[words.length - 1] = last + text;
      else words.push(`bytes ${text}`);
    }
  }
  return words;
}

describe('following', () => {
  it('tells what the frames say and keeps the checkpoint', () => {
    const following = new Following({ at: 'oldest' });
    expect(following.arguments()).toEqual(['0', 'oldest', '-']);
    expect(summary(play(following, [encode(stream)]))).toEqual([
      '{"kind":"opened","path":"/var/log/audit/audit log","offset":0,"again":false}',
      'bytes ab\ncd\n',
      '{"kind":"alive"}',
      'bytes \x01\nz',
      '{"kind":"rotated","path":"/var/log/audit/audit.log"}',
      'bytes xy',
      '{"kind":"truncated","had":2,"size":0}',
      'bytes n',
      '{"kind":"gap","offset":1}',
      '{"kind":"opened","path":"/var/log/audit/audit.log.1","offset":0,"again":false}',
      'bytes e',
    ]);
    expect(following.checkpoint).toEqual({ inode: '79', offset: 1, fingerprint: undefined });
  });

  it('does not care where the chunks are cut', () => {
    const bytes = encode(stream);
    const whole = summary(play(new Following({ at: 'oldest' }), [bytes]));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length })), (places) => {
        const cuts = [0, ...places.sort((a, b) => a - b), bytes.length];
        const chunks = cuts.slice(1).map((end, n) => bytes.subarray(cuts[n], end));
        expect(summary(play(new Following({ at: 'oldest' }), chunks))).toEqual(whole);
      }),
    );
  });

  it('moves the checkpoint only when a piece has been taken', () => {
    const following = new Following({ at: 'end' });
    const told = following.feed(encode('\x01O 5 10 /l\n\x01F 5 9-128\n\x01D 5 10 4\nabcd'));
    told.next();
    expect(told.next().value).toMatchObject({ kind: 'bytes' });
    expect(following.checkpoint?.offset).toBe(10);
    told.return();
    expect(following.arguments()).toEqual(['5', '10', '9-128']);
  });

  it('comes back in the middle of a frame', () => {
    const following = new Following({ at: 'recent', bytes: 1000 });
    expect(following.arguments()).toEqual(['0', 'recent', '1000']);
    play(following, [encode('\x01O 5 0 /l\n\x01F 5 9-128\n\x01D 5 0 400\nabcd')]);
    following.restart();
    expect(following.arguments()).toEqual(['5', '4', '9-128']);
    expect(summary(play(following, [encode('\x01O 5 4 /l.1\n\x01D 5 4 1\nX')]))).toEqual([
      '{"kind":"opened","path":"/l.1","offset":4,"again":true}',
      'bytes X',
    ]);
    expect(following.checkpoint).toEqual({ inode: '5', offset: 5, fingerprint: '9-128' });
  });

  it.each([
    ['no frame', 'motd\n'],
    ['bytes of another place', '\x01O 5 0 /l\n\x01D 5 7 1\nx'],
    ['bytes of another file', '\x01O 5 0 /l\n\x01D 6 0 1\nx'],
    ['bytes before any file', '\x01D 6 0 1\nx'],
    ['a length that is none', '\x01O 5 0 /l\n\x01D 5 0 -1\nx'],
    ['an unknown frame', '\x01Q 5\n'],
    ['a frame without an end', `\x01O 5 0 ${'x'.repeat(9000)}`],
  ])('refuses %s', (_what, text) => {
    expect(() => play(new Following({ at: 'oldest' }), [encode(text)])).toThrow(BrokenFrames);
  });
});
