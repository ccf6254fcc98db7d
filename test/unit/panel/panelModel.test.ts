import { afterEach, describe, expect, it } from 'vitest';
import { pageHtml } from '../../../client/src/panel/page';
import { PanelModel } from '../../../client/src/panel/panelModel';
import { PanelRules } from '../../../client/src/panel/panelRules';
import { panelWorld } from '../../../client/src/panel/panelWorld';
import { rateOf } from '../../../client/src/panel/rate';
import { ArrivalView } from '../../../client/src/panel/arrivalView';
import { SavedLog } from '../../../client/src/tail/localLog';
import { Logs } from '../../../client/src/tail/logs';
import { systemClock } from '../../../client/src/tail/source';
import { Store } from '../../../client/src/tail/store';
import {
  receive,
  type EventDetails,
  type PanelRow,
  type PanelStatus,
  type RowBatch,
} from '../../../core/src/protocol/panel';
import { emptyMemory } from '../../kit/memento';
import { until } from '../../kit/until';
import { openFile, user } from '../tail/kit';

const l10n = {
  t: (text: string, ...args: (string | number | boolean)[]) =>
    text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
};

/** A page of no more than its memory: what a real one would know after each message. */
class Listener {
  readonly batches: RowBatch[] = [];
  readonly names: string[] = [];
  readonly copied: string[] = [];
  readonly begun: string[] = [];
  readonly rules = new PanelRules();
  readonly rulesOpened: string[] = [];
  readonly details: EventDetails[] = [];
  status: PanelStatus | undefined;
  rows = new Map<number, PanelRow>();
  acknowledges = true;
  readonly model: PanelModel;

  constructor() {
    this.model = new PanelModel(
      panelWorld({
        l10n,
        memory: emptyMemory(),
        clipboard: (text) => this.copied.push(text),
        begin: (how) => this.begun.push(how),
        menu: () => undefined,
        rules: this.rules,
        openRule: (file, line) => this.rulesOpened.push(`${file}:${line}`),
      }),
    );
    this.model.attach((name, body) => {
      this.names.push(name);
      if (name === 'status') this.status = body as PanelStatus;
      if (name === 'details') this.details.push(body as EventDetails);
      if (name === 'rows') this.#take(body as RowBatch);
    });
  }

  say(name: string, body: unknown): boolean {
    return receive('toExtension', this.model, { name, body });
  }

  #take(batch: RowBatch): void {
    this.batches.push(batch);
    for (const position of this.rows.keys()) {
      if (batch.changedFrom !== null && position >= batch.changedFrom) this.rows.delete(position);
    }
    batch.rows.forEach((row, index) => this.rows.set(batch.from + index, row));
    if (this.acknowledges && batch.batch > 0) setImmediate(() => this.say('acknowledge', { batch: batch.batch }));
  }

  get last(): RowBatch | undefined {
    return this.batches.at(-1);
  }
}

const lines = (count: number) => Array.from({ length: count }, (_, serial) => user(serial)).join('');

describe('the panel model', () => {
  let listener: Listener;
  const begin = (text: string) => {
    listener = new Listener();
    listener.say('ready', {});
    const logs = new Logs(10_000, systemClock);
    const log = logs.add(new SavedLog('saved.log', new TextEncoder().encode(text)));
    listener.model.show(logs);
    const done = log.run();
    return { log, done };
  };
  afterEach(() => listener?.model.dispose());

  it('tells a page its words first, then how things stand', () => {
    listener = new Listener();
    listener.say('ready', {});
    expect(listener.names[0]).toBe('words');
    expect(listener.status?.sources).toEqual([]);
    listener.say('begin', { how: 'tail' });
    expect(listener.begun).toEqual(['tail']);
  });

  it('brings the newest rows, and others when they are asked for', async () => {
    const { done } = begin(lines(1000));
    await done;
    await until('all', () => listener.last !== undefined && listener.last.end - listener.last.first === 1000);
    const { generation, first } = listener.last as RowBatch;
    expect(listener.rows.size).toBeLessThan(900);
    listener.say('wantRows', { generation, from: first, to: first + 20 });
    expect(listener.last?.batch).toBe(0);
    expect(listener.last?.rows).toHaveLength(20);
    listener.say('wantRows', { generation, from: -10_000, to: 10_000 });
    expect(listener.last?.rows.length).toBeLessThanOrEqual(600);
    const count = listener.batches.length;
    listener.say('wantRows', { generation: generation - 1, from: first, to: first + 20 });
    expect(listener.batches).toHaveLength(count);
  });

  it('sends nothing more to a page that does not keep up, and less often to one that does', async () => {
    listener = new Listener();
    listener.acknowledges = false;
    listener.say('ready', {});
    const logs = new Logs(10_000, systemClock);
    const log = logs.add(new SavedLog('saved.log', new TextEncoder().encode(lines(9000))));
    listener.model.show(logs);
    await log.run();
    await until('the status', () => listener.status?.figures.some(({ text }) => text.startsWith('9,000')));
    expect(listener.batches.length).toBe(1);
    listener.acknowledges = true;
    listener.say('acknowledge', { batch: listener.last?.batch });
    await until('the rest', () => listener.last?.end === 9000);
    expect(listener.batches.length).toBeLessThan(4);
  });

  it('has nothing for a page that knows none of the rows which are kept by now', async () => {
    listener = new Listener();
    listener.say('ready', {});
    const logs = new Logs(100, systemClock);
    const first = logs.add(new SavedLog('saved.log', new TextEncoder().encode(lines(50))));
    listener.model.show(logs);
    await first.run();
    await until('the first rows', () => listener.last?.end === 50);
    const { generation } = listener.last as RowBatch;
    for (let serial = 50; serial < 350; serial++) {
      logs.store.add({
        ...{ kind: 'event', node: 'db1', sec: 1_700_000_000, ms: 0, serial, lines: [] },
        ...{ completion: 'single', late: false, source: 0 },
      });
      // Asked in between: what is not sent yet falls out, too.
      if (serial % 100 === 99) listener.say('wantRows', { generation, from: 0, to: 50 });
    }
    listener.say('wantRows', { generation, from: 0, to: 50 });
    expect(listener.last).toMatchObject({ batch: 0, first: 50, end: 50, rows: [] });
  });

  it('filters what is kept, and copies a whole event', async () => {
    const event = openFile(77, 'db1').join('');
    const { done } = begin(lines(500) + event);
    await done;
    listener.say('setFilter', { filter: 'path:/etc/hosts' });
    await until('one row', () => listener.last !== undefined && listener.last.end - listener.last.first === 1);
    const [row] = [...listener.rows.values()].slice(-1);
    expect(row).toMatchObject({ kind: 'event', node: 'db1', key: 'k' });
    for (const what of ['raw', 'decoded', 'json', 'sentence']) listener.say('copy', { id: row?.id, what });
    expect(listener.copied[0]).toBe(event);
    expect(listener.copied[1]).toContain('SYSCALL: arch=x86_64 syscall=openat');
    expect(JSON.parse(listener.copied[2] ?? '')).toMatchObject({ node: 'db1', serial: 77, complete: true });
    expect(listener.copied[3]).toContain('/etc/hosts');
  });

  it('believes no message that has not its shape', () => {
    listener = new Listener();
    expect(listener.say('toggleBookmark', {})).toBe(false);
    expect(listener.say('setColumns', { columns: [{ name: 'constructor', width: 1, hidden: false }] })).toBe(false);
    expect(listener.say('wantRows', { generation: 1, from: '0', to: 5 })).toBe(false);
    expect(listener.say('copy', { id: 1, what: 'file:///etc/shadow' })).toBe(false);
    expect(listener.say('begin', { how: 'anything' })).toBe(false);
    expect(listener.say('constructor', {})).toBe(false);
    expect(listener.say('setFilter', { filter: 'x'.repeat(20_000) })).toBe(false);
    expect(receive('toExtension', listener.model, null)).toBe(false);
    expect(receive('toExtension', listener.model, 'ready')).toBe(false);
  });
});

describe('the rate', () => {
  it('has bars of a length that people count in, whatever a stray stamp says', () => {
    const store = new Store(10_000);
    const add = (sec: number, node: string) =>
      store.add({
        kind: 'event',
        node,
        sec,
        ms: 0,
        serial: 1,
        lines: [],
        completion: 'single',
        late: false,
        source: 0,
      });
    for (let second = 0; second < 600; second++) add(1_700_000_000 + second, second % 2 === 0 ? 'a' : 'b');
    for (const stray of [1, 5_000_000_000]) add(stray, 'a');
    store.takeChange();
    const view = new ArrivalView(store, () => true);
    view.lookBack(() => false);
    const rate = rateOf(view, store);
    expect(rate.step).toBe(5);
    expect(rate.bars.length).toBeGreaterThan(100);
    expect(rate.bars.length).toBeLessThanOrEqual(121);
    expect(rate.bars[50]).toEqual([3, 2]);
  });

  it('of nothing is nothing', () => {
    const store = new Store(10);
    expect(rateOf(new ArrivalView(store, () => true), store).bars).toEqual([]);
  });
});

describe('the page', () => {
  it('lets only its own script run and loads nothing else', () => {
    const html = pageHtml({
      nonce: 'abc',
      cspSource: 'https://own',
      script: 's.js',
      style: 's.css',
      language: 'en"><x',
    });
    expect(html).toContain("default-src 'none'; script-src 'nonce-abc'; style-src https://own;");
    expect(html).not.toContain('unsafe');
    expect(html).not.toContain('<x');
    expect(html.match(/<script/g)).toHaveLength(1);
  });
});

describe('an opened event', () => {
  it('says which rule made an event, and leads to its line', async () => {
    const stamp = 'msg=audit(1700000000.001:1):';
    const call = `type=SYSCALL ${stamp} arch=c000003e syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=0 ppid=1 pid=2 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=1 comm="<b>" exe="/usr/bin/id" key="exec"\n`;
    const file = (text: string) => ({ id: 'file:///r/rules.d/30-x.rules', name: '30-x.rules', text });
    const rulesOf = (text: string) => ({
      programs: [{ kind: 'folder' as const, host: undefined, folder: 'r', files: [file(text)] }],
      target: { auditVersion: '3.0.9', arch: 'x86_64' },
    });
    const listener = new Listener();
    const logs = new Logs(1000, systemClock);
    listener.model.show(logs);
    await logs.add(new SavedLog('saved', new TextEncoder().encode(call))).run();
    listener.say('ready', {});
    listener.say('wantDetails', { id: 0 });
    expect(listener.details.at(-1)?.rules).toBeUndefined();

    const rule = '-a always,exit -F arch=b64 -S execve -F auid>=1000 -k exec';
    listener.rules.set(rulesOf(`# programs\n${rule}\n`));
    listener.model.rulesChanged();
    const told = { name: '30-x.rules:2', why: '', text: rule, opens: true };
    expect(listener.details.at(-1)?.rules).toEqual({ said: 'Rule', rules: [told], more: 0 });
    expect(listener.say('openRule', { id: 0, rule: 0 })).toBe(true);
    expect(listener.say('openRule', { id: 0, rule: 1 })).toBe(true);
    expect(listener.say('openRule', { id: 0, rule: '../../etc/passwd' })).toBe(false);
    expect(listener.rulesOpened).toEqual(['file:///r/rules.d/30-x.rules:1']);

    listener.rules.set(rulesOf('-a always,exit -F arch=b64 -S execve -F gid=7 -k exec\n'));
    listener.model.rulesChanged();
    expect(listener.details.at(-1)?.rules).toMatchObject({
      said: 'Candidates',
      rules: [{ name: '30-x.rules:1', why: 'the records do not tell: gid' }],
    });
    listener.rules.set(rulesOf('-w /etc/passwd -p wa -k other\n'));
    listener.model.rulesChanged();
    expect(listener.details.at(-1)?.rules?.said).toBe('No known rule has the key of this event.');
  });
});
