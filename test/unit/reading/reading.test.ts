import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MemoryChange } from '../../../client/src/reading/calls';
import { Reading } from '../../../client/src/reading/reading';
import type { Happening } from '../../../client/src/tail/following';
import type { PastPage } from '../../../client/src/tail/past';
import type { Interruption, LogSource } from '../../../client/src/tail/source';
import type { EventRow, PanelStatus, RowBatch } from '../../../core/src/protocol/panel';
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

describe('logs that a thread of their own reads', () => {
  let folder: Scratch;
  let script: string;
  let reading: Reading;
  let posted: { readonly name: string; readonly body: unknown }[] = [];
  let complaints: string[] = [];
  let remembered: MemoryChange[] = [];
  let copied: string[] = [];
  let givenUp: string[] = [];

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
    [posted, complaints, remembered, copied, givenUp] = [[], [], [], [], []];
    reading = new Reading({
      script,
      start: () => ({ memory, translations: { Pause: 'Anhalten' } }),
      post: (message) => posted.push(message as (typeof posted)[number]),
      remember: (change) => remembered.push(change),
      copy: (text) => copied.push(text),
      begin: () => undefined,
      menu: () => undefined,
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
    let alive = true;
    // Said once by a host, for all threads that follow.
    const accounts = { nodes: ['web1'], passwd: 'alice:x:1000\n', group: '' };
    const lines = new Lines('central', { kind: 'accounts', accounts }, bytes(user(1)));
    begin().show([lines], 1000);
    await page();
    await shown(1);
    const fatal: Happening = {
      kind: 'rotated',
      get path() {
        const path = alive ? 'die' : '/var/log/audit/audit.log';
        alive = false;
        return path;
      },
    };
    lines.write(fatal, bytes(user(2)), bytes(user(3)));
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
