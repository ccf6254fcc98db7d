import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenData, tokenEdits } from '../../../server/src/session/tokenEdits';

const line = fc
  .array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 3 }), fc.nat(2)), { maxLength: 3 })
  .map((tokens) => {
    let column = 0;
    return tokens.flatMap(([gap, length, type]) => [(column += gap + 1), length, type, 0]);
  });
const lines = fc.array(line, { maxLength: 8 });

test('the edit makes the tokens of one version those of the next', () => {
  fc.assert(
    fc.property(lines, lines, lines, lines, (head, before, after, tail) => {
      const old = { first: 0, lines: [...head, ...before, ...tail] };
      const now = { first: 0, lines: [...head, ...after, ...tail] };
      const data = tokenData(old);
      for (const { start, deleteCount, data: added = [] } of tokenEdits(old, now)) {
        data.splice(start, deleteCount, ...added);
      }
      expect(data).toEqual(tokenData(now));
    }),
    { numRuns: 1000 },
  );
});

test('an edit is no larger than what is between', () => {
  const many = Array.from({ length: 1000 }, () => [0, 2, 1, 0]);
  const now = many.with(500, [0, 2, 1, 0, 3, 1, 1, 0]);
  const [edit] = tokenEdits({ first: 0, lines: many }, { first: 0, lines: now });
  expect(edit?.deleteCount).toBe(10);
  expect(edit?.data?.length).toBe(15);
});
