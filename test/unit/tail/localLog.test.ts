import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalLog, SavedLog } from '../../../client/src/tail/localLog';
import { Log } from '../../../client/src/tail/log';
import { systemClock, type LogSource } from '../../../client/src/tail/source';
import { Store } from '../../../client/src/tail/store';
import { until } from '../../kit/until';
import { user } from './kit';

describe('a log of this machine', () => {
  let folder: string;
  let log: Log | undefined;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'local-log-'))));
  afterEach(() => {
    log?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const read = (source: LogSource) => {
    log = new Log(source, new Store(1000), systemClock);
    return { log, done: log.run() };
  };
  const serials = () => {
    const found: number[] = [];
    for (let id = log?.store.first ?? 0; id < (log?.store.end ?? 0); id++) {
      const entry = log?.store.get(id);
      if (entry?.kind === 'event') found.push(entry.serial);
    }
    return found;
  };

  it('is read to its end, the last line too that nobody ended', async () => {
    const path = join(folder, 'saved.log');
    writeFileSync(path, user(1) + user(2).trimEnd());
    const { done, log } = read(new LocalLog(path, { follow: false }, systemClock));
    await done;
    expect(serials()).toEqual([1, 2]);
    expect(log.state.phase).toBe('ended');
  });

  it('is unpacked, whatever its name says, from a file or from bytes', async () => {
    const packed = Buffer.concat([gzipSync(user(1)), gzipSync(user(2))]);
    const path = join(folder, 'audit.log.1');
    writeFileSync(path, packed);
    await read(new LocalLog(path, { follow: false }, systemClock)).done;
    expect(serials()).toEqual([1, 2]);
    await read(new SavedLog('audit.log.1.gz', packed)).done;
    expect(serials()).toEqual([1, 2]);
  });

  it('shows what could be unpacked of a damaged file, and says so', async () => {
    const path = join(folder, 'cut.gz');
    const many = Array.from({ length: 500 }, (_, serial) => user(serial)).join('');
    writeFileSync(path, gzipSync(many).subarray(0, 1500));
    const { done, log } = read(new LocalLog(path, { follow: false }, systemClock));
    await done;
    expect(log.state).toMatchObject({ phase: 'failed', reason: expect.stringContaining('damaged or cut off') });
  });

  it('says what is wrong with a file that is not there', async () => {
    const { done, log } = read(new LocalLog(join(folder, 'none'), { follow: false }, systemClock));
    await done;
    expect(log.state).toMatchObject({ phase: 'failed', reason: expect.stringContaining('not there') });
  });

  it('is followed over a rotation and a truncation', async () => {
    const path = join(folder, 'audit.log');
    writeFileSync(path, user(1));
    read(new LocalLog(path, { follow: true }, systemClock));
    await until('the first', () => serials().length === 1);
    appendFileSync(path, user(2));
    await until('the second', () => serials().length === 2);
    appendFileSync(path, user(3));
    renameSync(path, `${path}.1`);
    writeFileSync(path, user(4));
    await until('the fourth', () => serials().length === 4);
    truncateSync(path, 0);
    await until('the notice', () => log?.store.end === 5);
    appendFileSync(path, user(5));
    await until('the fifth', () => serials().length === 5);
    expect(serials()).toEqual([1, 2, 3, 4, 5]);
  });
});
