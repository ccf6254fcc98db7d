import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { afterAll, expect, it } from 'vitest';
import { coreRuleBook } from '../../../client/src/deploy/coreRuleBook';
import { Generations } from '../../../client/src/deploy/generations';
import { entryOfUnbegun, History, historyEntry } from '../../../client/src/deploy/history';
import type { HistoryEntry } from '../../../client/src/deploy/history';
import { sha256 } from '../../../client/src/deploy/observe';
import { plan } from '../../../client/src/deploy/plan';
import { keepReplaced, record, recordUnbegun, withReasons } from '../../../client/src/deploy/record';
import { HostError } from '../../../client/src/hosts/hostFailure';
import { scratch } from '../../kit/scratch';
import { base, file, inFolder, state, wish } from './states';

const folder = scratch('history-');
afterAll(() => folder.remove());

const run = { begun: 'a', ended: 'b', by: 'alice', purpose: 'deploy' } as const;
const there = state({ files: [file(inFolder('10-base.rules'), base), file(inFolder('20-old.rules'), '-D\n')] });
const planned = plan(there, wish({ '10-base.rules': '-D\n', '30-new.rules': '# x\n' }, ['20-old.rules']), coreRuleBook);
const linesOf = (path: string): HistoryEntry[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryEntry);

it('a line says who, when, where, what and how it ended, and nothing of what hosts or rules say', () => {
  const entry = historyEntry(planned, run, { kind: 'done', lock: 'not-wished', later: [] });
  expect(entry).toEqual({
    ...run,
    host: 'web1',
    files: [
      { path: inFolder('10-base.rules'), before: sha256(Buffer.from(base)), after: sha256(Buffer.from('-D\n')) },
      { path: inFolder('30-new.rules'), before: null, after: sha256(Buffer.from('# x\n')) },
      { path: inFolder('20-old.rules'), before: sha256(Buffer.from('-D\n')), after: null },
    ],
    result: 'done',
  });
  const refused = { kind: 'load-refused', line: undefined, said: 'secret' } as const;
  const back = historyEntry(planned, run, { kind: 'rolled-back', reason: refused, differs: [] });
  expect(back).toMatchObject({ result: 'rolled-back', reason: 'load-refused' });
  const lost = historyEntry(planned, run, new HostError('web1', { kind: 'connection-lost', text: 'secret' }));
  expect(lost).toMatchObject({ result: 'failed', reason: 'connection-lost' });
  expect(historyEntry(planned, run, new Error('secret'))).toMatchObject({ result: 'failed', reason: 'unexpected' });
  const unbegun = entryOfUnbegun({ host: 'web2', reason: 'unreachable' }, run);
  expect(unbegun).toEqual({ ...run, host: 'web2', files: [], result: 'not-begun', reason: 'unreachable' });
  expect(JSON.stringify([entry, back, lost])).not.toMatch(/secret|passwd/);
});

it('deploys at the same time give whole lines, and only the owner can read them', async () => {
  const history = new History(`${folder.path}/not/yet/history.jsonl`);
  const entry = historyEntry(planned, run, { kind: 'done', lock: 'not-wished', later: [] });
  await Promise.all(Array.from({ length: 20 }, (_, number) => history.add({ ...entry, host: `web${number}` })));
  expect(linesOf(history.file).map(({ host }) => host)).toEqual(Array.from({ length: 20 }, (_, n) => `web${n}`));
  expect(statSync(history.file).mode & 0o777).toBe(0o600);
});

it('the file never outgrows its limit, and the newest lines stay', async () => {
  const history = new History(`${folder.path}/short.jsonl`, 5000);
  const entry = historyEntry(planned, run, { kind: 'done', lock: 'not-wished', later: [] });
  for (let number = 0; number < 50; number++) {
    await history.add({ ...entry, host: `web${number}` });
    expect(statSync(history.file).size).toBeLessThanOrEqual(5000);
  }
  const hosts = linesOf(history.file).map(({ host }) => host);
  expect(hosts.at(-1)).toBe('web49');
  expect(hosts).toEqual(Array.from({ length: hosts.length }, (_, index) => `web${50 - hosts.length + index}`));
  expect(hosts.length).toBeGreaterThan(2);
});

it('who says no to the rest has not cancelled the hosts that could not be reached', async () => {
  const history = new History(`${folder.path}/unbegun.jsonl`);
  const log = { info: () => undefined, warn: (text: string) => expect.fail(text) };
  const hosts = withReasons([{ host: 'web1' }, { host: 'web2' }], [{ host: 'web2', reason: 'unreachable' }]);
  await recordUnbegun({ history, log }, hosts, { begun: 'a', purpose: 'deploy' });
  expect(linesOf(history.file).map(({ host, result, reason }) => [host, result, reason])).toEqual([
    ['web1', 'not-begun', 'cancelled'],
    ['web2', 'not-begun', 'unreachable'],
  ]);
});

it('who ran the editor is written down, and what cannot be kept for Roll Back is said', async () => {
  const history = new History(`${folder.path}/kept.jsonl`);
  const warned: string[] = [];
  const log = { info: () => undefined, warn: (text: string) => void warned.push(text) };
  await record(
    { history, log },
    planned,
    { begun: 'a', purpose: 'deploy' },
    { kind: 'done', lock: 'not-wished', later: [] },
  );
  expect(linesOf(history.file)).toMatchObject([{ host: 'web1', by: userInfo().username, begun: 'a', result: 'done' }]);

  const generations = new Generations(`${folder.path}/generations`);
  expect(await keepReplaced({ generations, log }, planned, 'a')).toBe('');
  expect(await generations.of('web1')).toMatchObject([{ at: 'a' }]);
  expect(warned).toEqual([]);
  // A file where the folder should be.
  writeFileSync(`${folder.path}/taken`, '');
  const nowhere = { generations: new Generations(`${folder.path}/taken`), log };
  expect(await keepReplaced(nowhere, planned, 'a')).toMatch(/Roll Back does not know this deploy/);
  expect(warned.join()).toMatch(/on web1 is not kept/);
});
