import { afterAll, expect, it } from 'vitest';
import { Generations } from '../../../client/src/deploy/generations';
import { scratch } from '../../kit/scratch';

const folder = scratch('generations-');
afterAll(() => folder.remove());

it('the last ten deploys to each host are kept, whatever the host is called', async () => {
  const generations = new Generations(`${folder.path}/not/yet/there`);
  const host = '../[::1]:22';
  expect(await generations.of(host)).toEqual([]);
  for (let number = 0; number < 12; number++) await generations.add({ host, at: `at ${number}`, files: [] });
  await generations.add({ host: 'web1', at: 'other', files: [] });
  expect((await generations.of(host)).map(({ at }) => at)).toEqual(
    Array.from({ length: 10 }, (_, index) => `at ${index + 2}`),
  );
  const last = (await generations.of(host)).at(-1);
  if (last !== undefined) await generations.drop(last);
  expect((await generations.of(host)).at(-1)?.at).toBe('at 10');
});
