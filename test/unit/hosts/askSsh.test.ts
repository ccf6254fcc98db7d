import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSsh } from '../../../client/src/hosts/askSsh';
import { scratch } from '../../kit/scratch';

const folder = scratch('ask-ssh-');
const path = process.env['PATH'];
beforeAll(() => {
  // Says who started it, answers, and fails for one name.
  const program = `#!/bin/sh\necho $PPID >> ${folder.path}/parents\n[ "$3" != bad ] || { echo "bad: no such option" >&2; exit 255; }\nprintf 'hostname %s\\n' "$3"\n`;
  writeFileSync(`${folder.path}/ssh`, program, { mode: 0o755 });
  process.env['PATH'] = `${folder.path}:${path}`;
});
afterAll(() => {
  process.env['PATH'] = path;
  folder.remove();
});

it('what is asked at once is asked by one shell; each gets its own answer, and one that fails says why', async () => {
  const names = ['web1', "it's; $(touch x)", 'bad', 'web2'];
  const answers = await Promise.allSettled(names.map((name) => runSsh(['-G', '--', name])));
  expect(answers).toEqual([
    { status: 'fulfilled', value: 'hostname web1\n' },
    { status: 'fulfilled', value: "hostname it's; $(touch x)\n" },
    { status: 'rejected', reason: new Error('bad: no such option') },
    { status: 'fulfilled', value: 'hostname web2\n' },
  ]);
  const parents = readFileSync(`${folder.path}/parents`, 'utf8').trim().split('\n');
  expect(parents.filter((pid) => pid === String(process.pid))).toHaveLength(1);
  expect(new Set(parents).size).toBe(2);
  expect(await runSsh(['-G', '--', 'alone'])).toBe('hostname alone\n');
});

it('without an ssh there is no answer, to one and to many', async () => {
  process.env['PATH'] = '/nowhere';
  const asked = () => runSsh(['-G', '--', 'web1']);
  expect(await Promise.all([asked(), asked()])).toEqual([undefined, undefined]);
  expect(await asked()).toBeUndefined();
  process.env['PATH'] = `${folder.path}:${path}`;
});
