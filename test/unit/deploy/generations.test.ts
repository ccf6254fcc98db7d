import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { Generations, mergedGeneration, wishToUndo, withheldIn } from '../../../client/src/deploy/generations';
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
  await generations.drop((await generations.of(host)).slice(-1));
  expect((await generations.of(host)).at(-1)?.at).toBe('at 10');
});

it('several deploys are taken back as one: before the first of them', () => {
  const change = (name: string, before: string | null, after: string | null) => ({
    name,
    before: before === null ? null : Buffer.from(before).toString('base64'),
    mode: '640',
    owner: '0:0',
    after,
  });
  const rules = '/etc/audit/rules.d/a.rules';
  const merged = mergedGeneration([
    { host: 'web1', at: '1', files: [change(rules, 'old', 'x'), change('/etc/audit/auditd.conf', 'conf', 'y')] },
    { host: 'web1', at: '2', files: [change(rules, 'middle', 'z'), change('/etc/audit/rules.d/b.rules', null, 'b')] },
  ]);
  const { files, remove } = wishToUndo(merged, 60);
  expect(files.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([
    [rules, 'old'],
    ['/etc/audit/auditd.conf', 'conf'],
  ]);
  expect(remove).toEqual(['/etc/audit/rules.d/b.rules']);
  expect(merged.files.find(({ name }) => name === rules)?.after).toBe('z');
});

it('a password of the host does not get into the editor’s storage, and no older one is used from there', async () => {
  const zos = '/etc/audit/zos-remote.conf';
  const before = Buffer.from('server = h\npassword = secret\n').toString('base64');
  const file = { name: zos, before, mode: '640', owner: '0:0', after: 'x' };
  const fresh = { ...file, name: '/etc/audit/plugins.d/zos-remote.conf', before: null };
  mkdirSync(`${folder.path}/old`);
  writeFileSync(`${folder.path}/old/web1.json`, JSON.stringify([{ host: 'web1', at: '1', files: [file, fresh] }]));
  const generations = new Generations(`${folder.path}/old`);
  const [found] = await generations.of('web1');
  if (found === undefined) throw new Error('it is there');
  expect(withheldIn(found)).toEqual([zos]);
  expect(wishToUndo(found, 60)).toMatchObject({ files: [], remove: [fresh.name] });
  await generations.add({ host: 'web1', at: '2', files: [] });
  expect(readFileSync(`${folder.path}/old/web1.json`, 'utf8')).not.toContain(before);
});
