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
const manyNames = join(folder.path, 'names.log');
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

  const summaries = (path: string) => {
    const two = spawnSync(process.execPath, [command, '--format', 'summary', path], { env });
    const one = spawnSync(process.execPath, [command, '--format', 'summary'], { env, input: readFileSync(path) });
    return [two, one].map(({ status, stdout, stderr }) => [status, stdout.toString(), stderr.toString()]);
  };

  it('gives the summary that one gives', () => {
    const [two, one] = summaries(log);
    expect(two).toEqual(one);
    expect(one?.[1]).toMatch(/^Events +[1-9]/);
  }, 120_000);

  it('gives the summary that one gives where there are more names than are counted apart', () => {
    // Either half alone has names among its first 10,000 that the whole has not.
    const lines: string[] = [];
    const say = (name: number) => {
      const serial = lines.length;
      const stamp = `${1_700_000_000 + Math.floor(serial / 1000)}.${String(serial % 1000).padStart(3, '0')}:${serial}`;
      lines.push(
        `type=USER_CMD msg=audit(${stamp}): pid=1 uid=0 auid=0 ses=1 msg='exe="/opt/program-${name}" res=success'\n`,
      );
    };
    for (let name = 0; name < 11_000; name++) say(name);
    for (let serial = 0; lines.length < 200_000; serial++) say((serial * 7919) % 12_000);
    writeFileSync(manyNames, lines.join(''));
    const [two, one] = summaries(manyNames);
    expect(two).toEqual(one);
    expect(one?.[1]).toContain('others)');
  }, 120_000);

  it('ends when its reader goes', () => {
    const words = `'${process.execPath}' '${command}' --format json '${log}' | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const out = execFileSync('bash', ['-c', words], { env, encoding: 'utf8' });
    expect(out.split('\n')[1]).toBe('0');
  });
});
