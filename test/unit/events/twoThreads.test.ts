import { build } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../kit/repository';
import { scratch } from '../../kit/scratch';

// Large files are read by two threads, standard input by one: both must write the same.

const folder = scratch();
const command = join(folder.path, 'auditd-events.js');
const log = join(folder.path, 'audit.log');
const env = { ...process.env, TZ: 'UTC' };

beforeAll(async () => {
  const built = build({
    entryPoints: [inRepository('server/src/events.ts')],
    outfile: command,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  const read = (name: string) => readFileSync(inRepository('test/data/logs', `${name}.log`));
  const often = read('central');
  // The same events again are late records of the first ones.
  const times = Math.ceil((17 << 20) / often.length);
  writeFileSync(log, Buffer.concat([read('hostile'), ...Array<Buffer>(times).fill(often), read('local-enriched')]));
  await built;
});
afterAll(() => folder.remove());

describe('a log that two threads read', () => {
  it.each([[['--format', 'json']], [['--format', 'text', '--filter', 'result:success']], [['--format', 'csv']]])(
    'gives what one gives: %j',
    (options) => {
      const maxBuffer = 1 << 30;
      const two = spawnSync(process.execPath, [command, ...options, log], { env, maxBuffer });
      const one = spawnSync(process.execPath, [command, ...options], { env, maxBuffer, input: readFileSync(log) });
      expect([two.status, two.stderr.toString()]).toEqual([one.status, one.stderr.toString()]);
      expect(one.stdout.length).toBeGreaterThan(10_000);
      expect(two.stdout.equals(one.stdout)).toBe(true);
    },
    120_000,
  );

  it('ends when its reader goes', () => {
    const words = `'${process.execPath}' '${command}' --format json '${log}' | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const out = execFileSync('bash', ['-c', words], { env, encoding: 'utf8' });
    expect(out.split('\n')[1]).toBe('0');
  });
});
