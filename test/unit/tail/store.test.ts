import { describe, expect, it } from 'vitest';
import { Ingest } from '../../../client/src/tail/ingest';
import { logFileOf } from '../../../client/src/tail/logOnHost';
import { asEvent, Store, type Entry, type KeptEvent } from '../../../client/src/tail/store';
import { noticeText } from '../../../client/src/panel/words';
import { translator } from '../../../client/src/reading/translator';
import { bytes, openFile, user } from './kit';

const event = (serial: number, node = 'a'): KeptEvent => ({
  kind: 'event',
  node,
  sec: 1,
  ms: 0,
  serial,
  lines: [user(serial, node).trimEnd()],
  completion: 'single',
  late: false,
  source: 0,
});

describe('the store', () => {
  it('keeps the newest and counts what falls out', () => {
    const store = new Store(10);
    for (let serial = 0; serial < 35; serial++) store.add(event(serial));
    expect([store.first, store.end, store.events, store.dropped]).toEqual([25, 35, 10, 25]);
    expect(store.get(24)).toBeUndefined();
    expect(store.get(25)).toMatchObject({ serial: 25 });
    expect(store.get(35)).toBeUndefined();
  });

  it('tells what changed, once', () => {
    const store = new Store(4);
    store.add(event(0));
    store.add(event(1));
    expect(store.takeChange()).toEqual({ first: 0, added: 0, end: 2, amended: [] });
    expect(store.takeChange()).toBeUndefined();
    store.amend(1, event(1));
    store.add(event(2));
    store.amend(2, event(2));
    expect(store.takeChange()).toEqual({ first: 0, added: 2, end: 3, amended: [1] });
    expect(store.revision(1)).toBe(1);
    for (let serial = 3; serial < 20; serial++) store.add(event(serial));
    store.amend(0, event(0));
    expect(store.takeChange()).toEqual({ first: 16, added: 16, end: 20, amended: [] });
  });

  it('goes on with its ids after it was cleared', () => {
    const store = new Store(4);
    store.add(event(0));
    store.clear();
    expect(store.events).toBe(0);
    expect(store.add(event(1))).toBe(1);
    expect(store.get(0)).toBeUndefined();
    expect(store.get(1)).toMatchObject({ serial: 1 });
  });
});

describe('what is put in front', () => {
  const serials = (store: Store) => {
    const all: (number | undefined)[] = [];
    for (let id = store.first; id < store.end; id++) {
      const entry = store.get(id);
      all.push(entry?.kind === 'event' ? entry.serial : undefined);
    }
    return all;
  };

  it('stands before the rest, and what falls out joins it', () => {
    const store = new Store(4);
    for (let serial = 10; serial < 16; serial++) store.add(event(serial));
    expect(store.dropped).toBe(2);
    store.takeChange();
    store.addOlder([event(9), event(10), event(11)]);
    expect(serials(store)).toEqual([9, 10, 11, 12, 13, 14, 15]);
    expect([store.first, store.events, store.dropped]).toEqual([-1, 7, 0]);
    expect(store.takeChange()).toEqual({ first: -1, added: 6, end: 6, amended: [] });
    store.add(event(16));
    expect(serials(store)).toEqual([9, 10, 11, 12, 13, 14, 15, 16]);
    store.add(event(17));
    expect(serials(store)).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    expect([store.events, store.dropped]).toEqual([8, 1]);
  });

  it('is as much as there is room for, and goes when all is cleared', () => {
    const store = new Store(4);
    store.add(event(10));
    store.addOlder([1, 2, 3, 4, 5, 6].map((serial) => event(serial)));
    expect(serials(store)).toEqual([3, 4, 5, 6, 10]);
    expect(store.roomForOlder).toBe(0);
    const revision = store.revision(-1);
    store.amend(-1, event(60));
    expect(store.revision(-1)).not.toBe(revision);
    expect(serials(store)).toEqual([3, 4, 5, 60, 10]);
    store.clear();
    expect([serials(store), store.events]).toEqual([[], 0]);
  });
});

describe('ingest', () => {
  const now = () => 1_700_000_000_000;
  const fresh = (limit = 1000) => {
    const store = new Store(limit);
    const ingest = new Ingest(store, now, { source: 0, host: null });
    const put = (text: string) => {
      ingest.take(bytes(text));
      ingest.settle();
    };
    const entries = () => {
      const all: Entry[] = [];
      for (let id = store.first; id < store.end; id++) {
        const entry = store.get(id);
        if (entry !== undefined) all.push(entry);
      }
      return all;
    };
    return { store, ingest, put, entries };
  };
  const opened = (offset: number) => ({ kind: 'opened', path: '/l', offset, again: false }) as const;

  it('shows an event while it is open, and amends it', () => {
    const { put, entries } = fresh();
    const [syscall, path, proctitle] = openFile(5);
    put(syscall);
    expect(entries()).toMatchObject([{ serial: 5, completion: null }]);
    put(path + proctitle);
    const [kept] = entries();
    expect(entries()).toHaveLength(1);
    expect(kept).toMatchObject({ completion: 'proctitle' });
    expect(asEvent(kept as KeptEvent).records.map(({ type }) => type)).toEqual(['SYSCALL', 'PATH', 'PROCTITLE']);
  });

  it('leaves out the half line that a log entered in its middle begins with', () => {
    const { ingest, put, entries } = fresh();
    ingest.take(opened(777));
    put(`x res=success'\n${user(1)}`);
    expect(entries()).toMatchObject([{ serial: 1 }]);
    expect(ingest.malformed).toBe(0);
  });

  it('keeps a line together over pieces and over a cut connection', () => {
    const { ingest, put, entries } = fresh();
    const line = user(1);
    ingest.take(opened(0));
    put(line.slice(0, 30));
    ingest.take({ ...opened(30), again: true });
    put(line.slice(30));
    expect(entries()).toMatchObject([{ serial: 1 }]);
    expect(ingest.malformed).toBe(0);
  });

  it('gathers lines that are no records into one row, with a count', () => {
    const { ingest, put, entries } = fresh();
    put(`${user(1)}rubbish\nmore\nand more\nstill\n${user(2)}`);
    expect(ingest.malformed).toBe(4);
    expect(entries().map((entry) => (entry.kind === 'notice' ? entry.notice : entry.serial))).toEqual([
      1,
      { kind: 'malformed', count: 4, samples: ['rubbish', 'more', 'and more'] },
      2,
    ]);
  });

  it('repeats nothing that it has when a log is read again after a gap', () => {
    const { ingest, put, entries } = fresh();
    put(user(1) + user(2));
    ingest.take({ kind: 'gap', offset: 3 });
    ingest.take(opened(0));
    put(user(1) + user(2) + user(3));
    expect(entries().map((entry) => (entry.kind === 'notice' ? entry.notice.kind : entry.serial))).toEqual([
      1,
      2,
      'gap',
      3,
    ]);
  });

  it('says between which records a gap is, as soon as it is known', () => {
    const { ingest, put, entries } = fresh();
    const notice = () => entries().find((entry) => entry.kind === 'notice');
    put(user(1) + user(2));
    ingest.take({ kind: 'gap', offset: 3 });
    expect(notice()).toMatchObject({ notice: { kind: 'gap', offset: 3 } });
    ingest.take(opened(0));
    put(user(2) + user(900, 'web1', 1_700_000_060));
    const web1 = { node: 'web1', sec: 1_700_000_000, ms: 2, serial: 2 };
    expect(notice()).toMatchObject({
      notice: { edges: { before: web1, after: { ...web1, sec: 1_700_000_060, ms: 900, serial: 900 } } },
    });
    const [text] = entries().flatMap((entry) =>
      entry.kind === 'notice' ? [noticeText(translator(undefined), entry.notice)] : [],
    );
    expect(text).toContain('897 serials of this node lie between them');
  });

  it('says that a rest was read out of a compressed file, and whether something is missing behind it', () => {
    const { ingest, put, entries } = fresh();
    put(user(1));
    ingest.take({ kind: 'gap', offset: 3, packed: '/var/log/audit/audit.log.1.gz' });
    ingest.take(opened(0));
    put(user(1) + user(2));
    const texts = entries().map((entry) =>
      entry.kind === 'notice' ? noticeText(translator(undefined), entry.notice) : String(entry.serial),
    );
    expect(texts).toEqual(['1', expect.stringContaining('read out of /var/log/audit/audit.log.1.gz'), '2']);
    expect(texts[1]).toContain('No serial of this node is missing between them.');
  });

  it('tells of missing serials, and counts them down when they come after all', () => {
    const { ingest, put, entries } = fresh();
    put(openFile(1).join('') + openFile(5).join('') + openFile(6, 'web1', 1_700_000_010).join(''));
    expect(ingest.missing).toBe(3);
    expect(entries().filter((entry) => entry.kind === 'notice')).toMatchObject([
      { notice: { kind: 'missing-serials', gap: { from: 2, to: 4, missing: 3 } } },
    ]);
    put(openFile(3).join(''));
    expect(ingest.missing).toBe(2);
  });

  it('does not drown the rest in gaps', () => {
    const { store, ingest, put, entries } = fresh(10_000);
    for (let serial = 1; serial < 2000; serial += 2) put(openFile(serial, 'web1', 1_700_000_000 + serial * 3).join(''));
    expect(ingest.missing).toBeGreaterThan(900);
    expect(entries().filter((entry) => entry.kind === 'notice').length).toBeLessThan(store.events / 10);
  });

  it('stays within its bounds under a flood', () => {
    const { store, put } = fresh(100);
    let text = '';
    for (let serial = 0; serial < 5000; serial++) text += user(serial);
    put(text);
    expect(store.end - store.first).toBe(100);
    expect(store.dropped).toBe(4900);
  });
});

describe('log_file of an auditd.conf', () => {
  it.each([
    ['log_file = /var/log/audit/audit.log\n', '/var/log/audit/audit.log'],
    ['#log_file = /a/b\n  LOG_FILE   =   /srv/audit/x.log  \n', '/srv/audit/x.log'],
    ['log_file = /one/a.log\nlog_file = /two/b.log\n', '/two/b.log'],
    ['log_file = relative\n', undefined],
    ['log_file=/no/blanks\n', undefined],
    ['log_file = /with blank\n', undefined],
    ['', undefined],
  ])('%j', (text, path) => expect(logFileOf(text)).toBe(path));
});
