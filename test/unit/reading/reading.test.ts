import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MemoryChange } from '../../../client/src/reading/calls';
import type { RulesText } from '../../../client/src/panel/panelRules';
import { Reading } from '../../../client/src/reading/reading';
import type { Happening } from '../../../client/src/tail/following';
import type { PastPage } from '../../../client/src/tail/past';
import type { Interruption, LogSource } from '../../../client/src/tail/source';
import type { EventDetails, EventRow, PanelStatus, RowBatch } from '../../../core/src/protocol/panel';
import { inRepository } from '../../kit/repository';
import { scratch, type Scratch } from '../../kit/scratch';
import { until } from '../../kit/until';
import { bytes, user } from '../tail/kit';

/** A log of lines: it stands where it was when the last piece was taken, as a host's does. */
class Lines implements LogSource {
  readonly title: string;
  readonly host = null;
  readonly past = {
    isCut: true,
    before: (beginning: string): Promise<PastPage> => {
      this.asked = beginning;
      const text = new TextEncoder().encode(user(1));
      return Promise.resolve({ found: true, bytes: text, insideLine: false, more: false });
    },
  };
  asked = '';
  taken = 0;
  attempts = 0;
  disposed = 0;
  readonly #pieces: (Happening | Error)[];
  #more: () => void = () => undefined;

  constructor(title: string, ...pieces: (Happening | Error)[]) {
    this.title = title;
    this.#pieces = pieces;
  }

  write(...pieces: (Happening | Error)[]): void {
    this.#pieces.push(...pieces);
    this.#more();
  }

  async *attempt(signal: AbortSignal): AsyncGenerator<Happening, void, void> {
    this.attempts++;
    yield { kind: 'opened', path: '/var/log/audit/audit.log', offset: 0, again: this.attempts > 1 };
    while (!signal.aborted) {
      const piece = this.#pieces[this.taken];
      if (piece === undefined) {
        await new Promise<void>((resolve) => {
          this.#more = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        continue;
      }
      if (piece instanceof Error) {
        this.taken++;
        throw piece;
      }
      yield piece;
      this.taken++;
    }
  }

  judge(error: unknown): Interruption {
    const reason = error instanceof Error ? error.message : String(error);
    return { mayRetry: reason.startsWith('cut'), reason };
  }

  dispose(): void {
    this.disposed++;
  }
}

/** The event of a file that was opened for reading. */
function opened(serial: number, path: string): string {
  const stamp = `msg=audit(1700000000.00${serial}:${serial}):`;
  return [
    `type=SYSCALL ${stamp} arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7 a2=0 a3=0 items=1 ppid=1 pid=2 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=1 comm="cat" exe="/usr/bin/cat" key="id"`,
    `type=PATH ${stamp} item=0 name="${path}" inode=7 dev=fe:01 mode=0100640 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL`,
    `type=PROCTITLE ${stamp} proctitle="cat"`,
    '',
  ].join('\n');
}

describe('logs that a thread of their own reads', () => {
  let folder: Scratch;
  let script: string;
  let reading: Reading;
  let posted: { readonly name: string; readonly body: unknown }[] = [];
  let complaints: string[] = [];
  let remarks: string[] = [];
  let remembered: MemoryChange[] = [];
  let copied: string[] = [];
  let givenUp: string[] = [];
  let rules: RulesText | undefined;
  let ruleOpened: string[] = [];

  beforeAll(async () => {
    folder = scratch('aw-reading-');
    const bundle = join(folder.path, 'bundle.js');
    const source = inRepository('client/src/reading/readerThread.ts');
    await build({ entryPoints: [source], outfile: bundle, bundle: true, platform: 'node', format: 'cjs' });
    // A thread that dies of a piece that says so, before it has dealt with it.
    script = join(folder.path, 'mortal.js');
    writeFileSync(
      script,
      `require('./bundle.js');
       const { parentPort } = require('node:worker_threads');
       parentPort.on('message', ({ value }) => {
         if (value?.happening?.path === 'die') throw new Error('a bug');
       });`,
    );
  });
  afterAll(() => folder.remove());
  afterEach(() => reading.dispose());

  const begin = (memory: readonly MemoryChange[] = []): Reading => {
    [posted, complaints, remarks, remembered, copied, givenUp] = [[], [], [], [], [], []];
    [rules, ruleOpened] = [undefined, []];
    reading = new Reading({
      script,
      start: () => ({ memory, translations: { Pause: 'Anhalten' }, rules }),
      post: (message) => posted.push(message as (typeof posted)[number]),
      remember: (change) => remembered.push(change),
      copy: (text) => copied.push(text),
      begin: () => undefined,
      menu: () => undefined,
      openRule: (file, line) => ruleOpened.push(`${file}:${line}`),
      remark: (text) => remarks.push(text),
      complain: (text) => complaints.push(text),
      givenUp: (reason) => givenUp.push(reason),
    });
    return reading;
  };
  const rows = () => posted.filter(({ name }) => name === 'rows').map(({ body }) => body as RowBatch);
  const shown = async (count: number) =>
    until(`${count} events`, async () => (await reading.reader.call('extent')).events === count);
  /** The page takes what it is told, as ours does. */
  const page = async (): Promise<void> => {
    await reading.heard({ name: 'ready', body: {} });
    const last = rows().at(-1);
    if (last !== undefined) await reading.heard({ name: 'acknowledge', body: { batch: last.batch } });
  };
  const die: Happening = { kind: 'rotated', path: 'die' };
  const dieOnce = (): Happening => {
    let alive = true;
    return {
      kind: 'rotated',
      get path() {
        const path = alive ? 'die' : '/var/log/audit/audit.log';
        alive = false;
        return path;
      },
    };
  };

  it('are shown in the page, in the editor’s language, and say how it stands with them', async () => {
    const [log] = begin().show([new Lines('central', bytes(user(1) + user(2)))], 1000);
    await page();
    await shown(2);
    await until('a row', () => rows().some((batch) => batch.rows.length === 2));
    const sentences = rows().flatMap((batch) => batch.rows.map((row) => (row as EventRow).sentence));
    expect(sentences).toEqual(['message by a program', 'message by a program']);
    expect(posted[0]).toMatchObject({ name: 'words', body: { pause: 'Anhalten', clear: 'Clear' } });
    expect(log?.state).toEqual({ phase: 'following', path: '/var/log/audit/audit.log' });
  });

  it('are held back while paused, and stop', async () => {
    const lines = new Lines('central', bytes(user(1)));
    const [log] = begin().show([lines], 1000);
    await shown(1);
    await reading.heard({ name: 'setPaused', body: { on: true } });
    lines.write(bytes(user(2)), bytes(user(3)));
    await until('it to be paused', () => log?.state.phase === 'paused');
    expect((await reading.reader.call('extent')).events).toBe(1);
    expect(lines.taken).toBe(1);
    await reading.heard({ name: 'setPaused', body: { on: false } });
    await shown(3);
    log?.stop();
    await until('it to be stopped', () => log?.state.phase === 'stopped');
    await until('the source to be let go', () => lines.disposed > 0);
  });

  it('come back after a cut by what their source says, or say why not', async () => {
    const lines = new Lines('central', bytes(user(1)), new Error('cut'), bytes(user(2)), new Error('nobody knows'));
    const [log] = begin().show([lines], 1000);
    await shown(2);
    await until('it to have failed', () => log?.state.phase === 'failed');
    expect(log?.state).toEqual({ phase: 'failed', reason: 'nobody knows' });
    expect(lines.attempts).toBe(2);
  });

  it('are read further back', async () => {
    const lines = new Lines('central', bytes(user(5)));
    begin().show([lines], 1000);
    await shown(1);
    await reading.heard({ name: 'wantOlder', body: {} });
    await shown(2);
    expect(lines.asked).toBe('node=web1 type=USER msg=audit(1700000000.005:5):');
  });

  it('are exported, filtered, copied and remembered', async () => {
    begin().show([new Lines('central', bytes(user(1) + user(2) + user(3, 'web2')))], 1000);
    await shown(3);
    reading.reader.tell('replaceFilter', 'node:web2');
    await shown(1);
    expect(remembered).toContainEqual({ reach: 'workspace', key: 'auditLog.filter', value: 'node:web2' });
    let text = '';
    for await (const piece of reading.exported('raw')) text += piece.text;
    expect(text).toBe(user(3, 'web2'));
    await reading.heard({ name: 'copy', body: { id: 0, what: 'raw' } });
    await until('it to be copied', () => copied.length > 0);
    expect(copied).toEqual([user(1)]);
    const mark = { node: 'web2', sec: 1_700_000_000, ms: 3, serial: 3 };
    expect(await reading.reader.call('positionOf', { ...mark, sentence: '' })).toBeDefined();
    expect(await reading.heard({ name: 'nonsense', body: {} })).toBe(false);
  });

  it('are held against rules: counted, filtered, and led from to the line', async () => {
    const file = { id: 'file:///r/rules.d/a.rules', name: 'a.rules', text: '\n-w /etc/shadow -p r -k id\n-w /etc/passwd -p r -k id\n' }; // prettier-ignore
    const program = { kind: 'folder' as const, host: undefined, folder: 'r/rules.d', files: [file] };
    begin().show([new Lines('central', bytes(opened(1, '/etc/shadow') + opened(2, '/etc/passwd') + opened(3, '/etc/shadow')))], 1000); // prettier-ignore
    await shown(3);
    expect(await reading.reader.call('ruleCounts')).toEqual([]);
    rules = { programs: [program], target: { auditVersion: '3.0.9', arch: 'x86_64' } };
    reading.rulesChanged(rules);
    const counted = [
      { file: file.id, line: 1, sure: 2, perhaps: 0 },
      { file: file.id, line: 2, sure: 1, perhaps: 0 },
    ];
    await until('them to be counted', async () => {
      expect(await reading.reader.call('ruleCounts')).toEqual(counted);
      return true;
    });
    const filter = await reading.reader.call('filterOfRule', file.id, 2);
    expect(filter).toBe('rule:a.rules:3');
    reading.reader.tell('replaceFilter', filter ?? '');
    await shown(1);
    await reading.heard({ name: 'openRule', body: { id: 0, rule: 0 } });
    await until('the line to be asked for', () => ruleOpened.length > 0);
    expect(ruleOpened).toEqual([`${file.id}:1`]);
    await reading.heard({ name: 'openRule', body: { id: 0, rule: 1 } });
    expect(ruleOpened).toHaveLength(1);
    // The rule has moved: the line of the filter is that of another.
    rules = { ...rules, programs: [{ ...program, files: [{ ...file, text: `\n${file.text}` }] }] };
    reading.rulesChanged(rules);
    await shown(2);
  });

  it('are held against the rules of their host where the workspace has none, also in another thread', async () => {
    const file = { path: '/etc/audit/rules.d/a.rules', text: '\n-w /etc/shadow -p r -k id\n' };
    const read = { rules: { host: 'central', arch: 'x86_64', files: [file] }, remark: 'not all' };
    const event = opened(1, '/etc/shadow').replaceAll(/^type/gm, 'node=web1 type');
    const lines = new Lines('central', bytes(event), { kind: 'rules', read });
    begin().show([lines], 1000);
    const details = (): EventDetails[] =>
      posted.filter(({ name }) => name === 'details').map(({ body }) => body as EventDetails);
    const told = async (id: number): Promise<void> => {
      await until('the rule to be told', async () => {
        await reading.heard({ name: 'wantDetails', body: { id } });
        return details().some(({ rules: said }) => said?.said === 'Rule on central');
      });
      const { body } = posted.findLast(({ name }) => name === 'details') ?? {};
      expect((body as EventDetails).rules?.rules).toEqual([
        { name: `${file.path}:2`, why: '', text: '-w /etc/shadow -p r -k id', opens: false },
      ]);
    };
    await page();
    await shown(1);
    await reading.heard({ name: 'wantDetails', body: { id: 0 } });
    await until('the rules to be known', () => remarks.length > 0);
    expect(details().every(({ rules: said }) => said === undefined)).toBe(true);
    // What is open is told anew once it is known that the node is the host itself.
    lines.write({ kind: 'accounts', accounts: { nodes: ['web1'], passwd: '', group: '' } });
    await until('the rule to be told', () => details().some(({ rules: said }) => said?.said === 'Rule on central'));
    await told(0);
    expect(remarks).toEqual(['not all']);
    await reading.heard({ name: 'openRule', body: { id: 0, rule: 0 } });
    expect(ruleOpened).toEqual([]);
    await reading.heard({ name: 'setFilter', body: { filter: 'rule:a.rules:2' } });
    await shown(1);
    await reading.heard({ name: 'setFilter', body: { filter: '-rule:a.rules:2' } });
    await shown(0);
    await reading.heard({ name: 'eventsOfRule', body: { id: 0, rule: 0 } });
    expect(remembered).toContainEqual({ reach: 'workspace', key: 'auditLog.filter', value: 'key:id' });
    await shown(1);
    await reading.heard({ name: 'setFilter', body: { filter: '' } });
    lines.write(dieOnce(), bytes(opened(2, '/etc/shadow')));
    await until('it to be read again', () => lines.attempts === 2);
    await page();
    await shown(1);
    posted = [];
    // Behind the row which says that it was started again.
    await told(1);
  });

  it('go on where they were when the thread dies, and that is said', async () => {
    const lines = new Lines('central', bytes(user(1)), bytes(user(2)));
    const [log] = begin().show([lines], 1000);
    await page();
    await shown(2);
    const generations = new Set(rows().map(({ generation }) => generation));
    lines.write(die, bytes(user(3)));
    await until('it to be read again', () => lines.attempts === 2);
    expect(complaints.join('\n')).toContain('a bug');
    // The piece of which it died had not been taken: it comes again, and another death with it, until it is taken away.
    expect(lines.taken).toBe(2);
    expect(log?.state.phase).not.toBe('failed');
    await until('it to be given up', () => givenUp.length > 0);
    expect(log?.state).toEqual({ phase: 'failed', reason: 'a bug' });

    const [again] = reading.show([new Lines('central', bytes(user(3)))], 1000);
    await shown(1);
    expect(again?.state.phase).toBe('following');
    await until('rows of another generation', () => rows().some(({ generation }) => !generations.has(generation)));
  });

  it('lose nothing by one death', async () => {
    // Said once by a host, for all threads that follow.
    const accounts = { nodes: ['web1'], passwd: 'alice:x:1000\n', group: '' };
    const lines = new Lines('central', { kind: 'accounts', accounts }, bytes(user(1)));
    begin().show([lines], 1000);
    await page();
    await shown(1);
    lines.write(dieOnce(), bytes(user(2)), bytes(user(3)));
    await shown(2);
    const sentences = rows().flatMap((batch) => batch.rows.map((row) => row.sentence));
    expect(sentences.filter((sentence) => sentence.includes('was started again'))).not.toEqual([]);
    await page();
    const users = rows().flatMap((batch) => batch.rows.map((row) => (row.kind === 'event' ? row.user : '')));
    expect(users.at(-1)).toContain('alice');
    await until('the page to hear that it is followed', () => {
      const status = posted.findLast(({ name }) => name === 'status')?.body as PanelStatus | undefined;
      return status?.sources[0]?.phase === 'following';
    });
    await reading.heard({ name: 'wantOlder', body: {} });
    await shown(3);
    expect(lines.attempts).toBe(2);
    expect(givenUp).toEqual([]);
  });
});
