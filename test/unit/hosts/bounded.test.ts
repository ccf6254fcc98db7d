import { describe, expect, it } from 'vitest';
import { Bounded } from '../../../client/src/hosts/bounded';

describe('a text of which beginning and end are kept', () => {
  const of = (pieces: readonly string[], each: number): string => {
    const bounded = new Bounded(each);
    for (const piece of pieces) bounded.add(piece);
    return bounded.text;
  };

  it.each([
    [[], ''],
    [['abc'], 'abc'],
    [['abcd', 'efgh'], 'abcdefgh'],
    [['abcdefghi'], 'abcd\n…\nfghi'],
    [[...'abcdefghijklmnopqrstuvwxyz'], 'abcd\n…\nwxyz'],
    [['abcdefghijklmnopqrstuvwxyz'], 'abcd\n…\nwxyz'],
  ])('%j', (pieces, kept) => {
    expect(of(pieces, 4)).toBe(kept);
  });

  it('is the same in whatever pieces it comes, and no longer than that', () => {
    const whole = Array.from({ length: 5000 }, (_, number) => `line ${number}\n`).join('');
    const kept = of([whole], 1000);
    expect(kept).toHaveLength(2003);
    for (const size of [1, 7, 999, 1000, 1001, 4096]) {
      const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect(of(pieces, 1000)).toBe(kept);
    }
  });
});
