import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, copyFileSync, linkSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openByAuditd } from '../../../client/src/liveLog/openByAuditd';
import { scratch } from '../../kit/scratch';
import { until } from '../../kit/until';

// A process is named after its file: a program of another kind under auditd's name has the log open as auditd has it.
describe.skipIf(process.platform !== 'linux')('a log that auditd has open', () => {
  const folder = scratch('aw-live-');
  let writer: ChildProcess | undefined;
  afterEach(() => writer?.kill());

  const start = (name: string, log: string): void => {
    const program = join(folder.path, name);
    copyFileSync('/bin/sleep', program);
    const out = openSync(log, 'a');
    writer = spawn(program, ['60'], { stdio: ['ignore', out, 'ignore'] });
    closeSync(out);
  };

  it('is known by what auditd has open, under whatever path', async () => {
    const [log, other, alias] = ['audit.log', 'other.log', 'alias.log'].map((name) => join(folder.path, name));
    if (log === undefined || other === undefined || alias === undefined) throw new Error('three names');
    for (const path of [log, other]) writeFileSync(path, '');
    linkSync(log, alias);
    expect(await openByAuditd(log)).not.toBe('yes');
    start('auditd', log);
    await until('yes', async () => (await openByAuditd(log)) === 'yes');
    expect(await openByAuditd(alias)).toBe('yes');
    expect(await openByAuditd(other)).not.toBe('yes');
    writer?.kill();
    await until('no more', async () => (await openByAuditd(log)) !== 'yes');
  });

  it('is not one that another program writes', async () => {
    const log = join(folder.path, 'audit.log');
    writeFileSync(log, '');
    start('logger', log);
    await until('it runs', () => writer?.pid !== undefined);
    expect(await openByAuditd(log)).not.toBe('yes');
    folder.remove();
  });

  it('no processes: nobody has it open', async () => {
    expect(await openByAuditd('/dev/null', join(folder.path, 'none'))).toBe('no');
  });
});
