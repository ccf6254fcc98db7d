import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exported, type ExportFormat } from '../../../client/src/panel/exported';
import { panelFilter } from '../../../client/src/panel/panelFilter';
import { Shown } from '../../../client/src/panel/shown';
import { SavedLog } from '../../../client/src/tail/localLog';
import { Logs } from '../../../client/src/tail/logs';
import { systemClock } from '../../../client/src/tail/source';
import { inRepository } from '../../kit/repository';
import { scratch } from '../../kit/scratch';

const folder = scratch();
const command = join(folder.path, 'auditd-events.js');

beforeAll(async () => {
  await build({
    entryPoints: [inRepository('server/src/events.ts')],
    outfile: command,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
});
afterAll(() => folder.remove());

async function shownOf(log: Buffer, filter: string): Promise<Shown> {
  const logs = new Logs(10_000, systemClock);
  await logs.add(new SavedLog('saved.log', log)).run();
  const shown = new Shown(logs, panelFilter(filter, logs.store.end, { now: 0, offsetMinutes: 0 }));
  shown.lookBack(() => false);
  return shown;
}

async function exportOf(log: Buffer, format: ExportFormat, filter = ''): Promise<string> {
  let text = '';
  for await (const piece of exported(await shownOf(log, filter), format)) text += piece.text;
  return text;
}

const sorted = (text: string) => text.split('\n').sort();

// The panel shows events as they begin, the command writes them as they end: the lines are the same, their order may not be.
describe('an export of the panel', () => {
  const files = ['kinds.log', 'local-enriched.log', 'local-raw.log', 'hostile.log'];
  it.each(files.flatMap((file) => [[file, 'json'] as const, [file, 'csv'] as const]))(
    'of %s as %s is what auditd-events writes',
    async (file, format) => {
      const path = inRepository('test/data/logs', file);
      const { stdout } = spawnSync(process.execPath, [command, '--format', format, path], { encoding: 'utf8' });
      expect(sorted(await exportOf(readFileSync(path), format))).toEqual(sorted(stdout));
    },
  );

  it('of the log has its lines, event by event', async () => {
    const log = readFileSync(inRepository('test/data/logs/kinds.log'));
    const lines = sorted(log.toString()).filter((line) => line.includes('msg=audit('));
    expect(sorted(await exportOf(log, 'raw')).filter((line) => line !== '')).toEqual(lines);
  });

  it('has only what is filtered, and says how much is written', async () => {
    const log = readFileSync(inRepository('test/data/logs/kinds.log'));
    const text = await exportOf(log, 'json', 'key:identity');
    expect(text.trim().split('\n')).toHaveLength(1);
    let last = { written: 0, of: 0 };
    for await (const { written, of } of exported(await shownOf(log, ''), 'csv')) last = { written, of };
    expect(last.written).toBe(last.of);
    expect(last.of).toBeGreaterThan(5);
  });
});
