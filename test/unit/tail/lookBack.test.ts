import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compact } from '../../../client/src/hosts/shellText';
import { LocalLog, SavedLog } from '../../../client/src/tail/localLog';
import { Logs } from '../../../client/src/tail/logs';
import { pageBefore, pageBytes } from '../../../client/src/tail/past';
import { systemClock, type LogSource } from '../../../client/src/tail/source';
import { inRepository } from '../../kit/repository';
import { openFile, user } from './kit';

const text = (from: number, end: number, node = 'web1') => {
  let all = '';
  for (let serial = from; serial < end; serial++) all += openFile(serial, node, 1_700_000_000 + serial).join('');
  return all;
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'look-back-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('looking back', () => {
  const put = (logs: Logs) => (change: () => void) => {
    logs.store.takeChange();
    change();
  };

  /** Reads all, then back as far as there is room. */
  async function readBack(...sources: LogSource[]): Promise<Logs> {
    const logs = new Logs(3000, systemClock);
    await Promise.all(sources.map((source) => logs.add(source).run()));
    for (let pages = 0; logs.lookBack.state.phase === 'available' && pages < 50; pages++)
      await logs.lookBack.read(put(logs));
    return logs;
  }

  const events = ({ store }: Logs) => {
    const all: { serial: number; lines: number; source: number }[] = [];
    for (let id = store.first; id < store.end; id++) {
      const entry = store.get(id);
      if (entry?.kind === 'event') all.push({ serial: entry.serial, lines: entry.lines.length, source: entry.source });
    }
    return all;
  };

  const whole = (from: number, end: number) =>
    Array.from({ length: end - from }, (_, n) => ({ serial: from + n, lines: 3, source: 0 }));

  it.each(['plain', 'compressed'])(
    'brings back what fell out of a %s file, each event once and whole',
    async (kind) => {
      const path = join(folder, 'saved.log');
      const bytes = Buffer.from(text(0, 5000));
      expect(bytes.length).toBeGreaterThan(2 * pageBytes);
      writeFileSync(path, kind === 'plain' ? bytes : gzipSync(bytes));
      const logs = await readBack(new LocalLog(path, { follow: false }, systemClock));
      expect(events(logs)).toEqual(whole(0, 5000));
      expect(logs.store.dropped).toBe(0);
      expect(logs.lookBack.state.phase).toBe('all');
    },
  );

  it('ends where there is no more room, and says so', async () => {
    const logs = await readBack(new SavedLog('saved.log', Buffer.from(text(0, 9000))));
    expect(events(logs)).toEqual(whole(3000, 9000));
    expect(logs.lookBack.state.phase).toBe('full');
  });

  it('of several logs reads the one first that goes back the least far', async () => {
    const long = new SavedLog('long.log', Buffer.from(text(0, 2500)));
    const short = new SavedLog('short.log', Buffer.from(text(2400, 4600, 'db1')));
    const logs = await readBack(long, short);
    const all = events(logs);
    expect(all).toHaveLength(2500 + 2200);
    expect(new Set(all.map(({ serial, source }) => `${serial} ${source}`)).size).toBe(all.length);
  });

  it('says what is wrong, and does not try again by itself', async () => {
    const path = join(folder, 'saved.log');
    writeFileSync(path, text(0, 5000));
    const logs = new Logs(1000, systemClock);
    await logs.add(new LocalLog(path, { follow: false }, systemClock)).run();
    writeFileSync(path, user(1));
    await logs.lookBack.read(put(logs));
    expect(logs.lookBack.state).toMatchObject({ phase: 'failed', title: 'saved.log' });
    expect(events(logs)).toEqual(whole(4000, 5000));
  });
});

describe('the page before a line', () => {
  async function* pieces(bytes: Buffer, size: number) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }

  it.each([1000, 4096, 65_536, 10_000_000])('is found in pieces of %i bytes', async (size) => {
    const all = Buffer.from(text(0, 4000));
    const beginning = 'node=web1 type=SYSCALL msg=audit(1700003000.000:3000):';
    const page = await pageBefore(pieces(all, size), beginning);
    const at = all.indexOf(beginning);
    if (!page.found) throw new Error('not found');
    expect(Buffer.compare(page.bytes, all.subarray(at - pageBytes, at))).toBe(0);
    expect([page.insideLine, page.more]).toEqual([true, true]);
    expect(await pageBefore(pieces(all, size), 'node=web2')).toEqual({ found: false });
    // What only looks like a beginning, inside a line, is none.
    expect(await pageBefore(pieces(all, size), 'type=SYSCALL')).toEqual({ found: false });
  });
});

describe('before.sh', () => {
  const script = compact(readFileSync(inRepository('client/src/tail/before.sh'), 'utf8'));
  const before = (beginning: string, bytes: number) => {
    const out = execFileSync('sh', ['-c', script, 'before', join(folder, 'audit.log'), beginning, String(bytes)]);
    const end = out.indexOf(10);
    return { said: out.subarray(0, end).toString(), bytes: out.subarray(end + 1).toString() };
  };
  const first = (serial: number) => `node=web1 type=SYSCALL msg=audit(${1_700_000_000 + serial}.000:${serial}):`;

  it('goes back through the rotated files, byte by byte', () => {
    const files = [text(0, 30), text(30, 60), text(60, 90)];
    for (const [index, name] of ['audit.log.2', 'audit.log.1', 'audit.log'].entries()) {
      writeFileSync(join(folder, name), files[index] ?? '');
    }
    const all = files.join('');
    let seen = '';
    let beginning = first(80);
    for (let pages = 0; pages < 100; pages++) {
      const page = before(beginning, 5000);
      seen = page.bytes + seen;
      if (page.said === 'first') break;
      expect(page.said).toBe('more');
      const inFront = all.slice(0, all.indexOf(first(80)) - seen.length);
      const line = all.slice(inFront.length);
      // The next page ends before the first whole line of this one, as the reader asks for it.
      const begin = inFront === '' || inFront.endsWith('\n') ? 0 : line.indexOf('\n') + 1;
      beginning = line.slice(begin, line.indexOf('):', begin) + 2);
      seen = seen.slice(begin);
    }
    expect(seen).toBe(all.slice(0, all.indexOf(first(80))));
  });

  it('says when there is nothing before it, or when it is gone', () => {
    writeFileSync(join(folder, 'audit.log'), text(0, 3));
    expect(before(first(0), 100)).toEqual({ said: 'first', bytes: '' });
    expect(before(first(7), 100)).toEqual({ said: 'gone', bytes: '' });
    renameSync(join(folder, 'audit.log'), join(folder, 'audit.log.1'));
    writeFileSync(join(folder, 'audit.log'), '');
    expect(before(first(0), 100)).toEqual({ said: 'first', bytes: '' });
    expect(before('$(touch x) `y` "', 100).said).toBe('gone');
  });
});
