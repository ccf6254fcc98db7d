import { existsSync } from 'node:fs';
import { inRepository } from '../kit/repository';
import type { Benchmark } from './benchmark';
import { LanguageServer } from './languageServer';
import { carefulRules, faultyRules } from './rulesFiles';

// What a person waits for in a large file, measured where the shipped server reads and writes its messages: from a key to
// its diagnostics, completion, and the memory that the server takes.

const server = inRepository('dist/server.js');

/** Somebody who types in the middle of a file. */
class Typing {
  readonly #server = new LanguageServer(server);
  readonly #uri: string;
  readonly #lines: readonly string[];
  readonly #pulls: boolean;
  #version = 1;
  #keys = 0;

  constructor(text: string, { pulls = true, uri = 'file:///bench/audit.rules' } = {}) {
    this.#lines = text.split('\n');
    this.#pulls = pulls;
    this.#uri = uri;
  }

  async begin(): Promise<void> {
    const capabilities = { textDocument: this.#pulls ? { diagnostic: {} } : {} };
    await this.#server.request('initialize', { processId: process.pid, rootUri: null, capabilities });
    this.#server.notify('initialized', {});
    const first = this.#pulls ? undefined : this.#server.pushed(1);
    const textDocument = { uri: this.#uri, languageId: 'audit-rules', version: 1, text: this.#lines.join('\n') };
    this.#server.notify('textDocument/didOpen', { textDocument });
    await first;
    for (let key = 0; key < 100; key++) await this.key();
  }

  /** How long the server works for a key and its diagnostics, in ms: the same however busy the machine is. */
  async work(): Promise<number> {
    const begin = this.#server.ran();
    await this.key();
    return this.#server.ran() - begin;
  }

  /** From a key to its diagnostics, in ms. Twenty keys at the end of a line, twenty that take them back, and so on elsewhere. */
  async key(): Promise<number> {
    const begin = performance.now();
    const found = this.#type();
    await (found ?? this.#server.request('textDocument/diagnostic', { textDocument: { uri: this.#uri } }));
    return performance.now() - begin;
  }

  /** From asking for what may stand at the cursor, behind a key, to the answer, in ms. */
  async completion(): Promise<number> {
    const found = this.#type();
    const { line, character } = this.#place();
    const begin = performance.now();
    await this.#server.request('textDocument/completion', {
      textDocument: { uri: this.#uri },
      position: { line, character },
    });
    const time = performance.now() - begin;
    await found;
    return time;
  }

  memory(): { readonly now: number; readonly most: number } {
    return this.#server.memory();
  }

  stop(): void {
    this.#server.stop();
  }

  /** Where the next key goes: a line far from the last one, every forty keys. */
  #place(): { line: number; character: number; typed: number; isBack: boolean } {
    const round = Math.floor(this.#keys / 40);
    const within = this.#keys % 40;
    const typed = within < 20 ? within : 40 - within;
    let line = (round * 1237 + 500) % (this.#lines.length - 1);
    while (!this.#lines[line]!.startsWith('-a')) line = (line + 1) % (this.#lines.length - 1);
    return { line, character: this.#lines[line]!.length + typed, typed, isBack: within >= 20 };
  }

  #type(): Promise<Buffer> | undefined {
    const { line, character, typed, isBack } = this.#place();
    this.#keys++;
    const end = { line, character };
    const change = isBack
      ? { range: { start: { line, character: character - 1 }, end }, text: '' }
      : { range: { start: end, end }, text: ' -F auid!=4294967295 '[typed]! };
    const version = ++this.#version;
    const found = this.#pulls ? undefined : this.#server.pushed(version);
    this.#server.notify('textDocument/didChange', {
      textDocument: { uri: this.#uri, version },
      contentChanges: [change],
    });
    return found;
  }
}

/** The 95th percentile of 200 times. */
async function slow(measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 200; run++) times.push(await measure());
  return times.sort((a, b) => a - b)[189]!;
}

async function middle(measure: () => Promise<number>, runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await measure());
  return times.sort((a, b) => a - b)[runs >> 1]!;
}

const unavailable = () => (existsSync(server) ? undefined : 'dist/server.js is not here (npm run build)');

function typing(
  name: string,
  unit: string,
  goal: number,
  make: () => Typing,
  measure: (typing: Typing) => Promise<number>,
): Benchmark {
  let one: Typing | undefined;
  return {
    name: `rules server, ${name}`,
    unit,
    peerName: 'goal',
    unavailable,
    prepare: async () => {
      one = make();
      await one.begin();
    },
    ours: () => measure(one!),
    peer: () => goal,
    cleanUp: () => one?.stop(),
  };
}

const key = (one: Typing) => slow(() => one.key());
const work = (one: Typing) => slow(() => one.work());
const completion = (one: Typing) => slow(() => one.completion());
const memory = async (one: Typing) => {
  await slow(() => one.key());
  return one.memory().now;
};

const careful = () => new Typing(carefulRules(5000));
const faulty = () => new Typing(faultyRules(5000));
const inFolder = () => new Typing(carefulRules(5000), { uri: 'file:///bench/rules.d/50-fleet.rules' });
const pushed = () => new Typing(carefulRules(5000), { pulls: false });

/** Is it a straight line? */
function straightLine(): Benchmark {
  let large: Typing | undefined;
  let small: Typing | undefined;
  return {
    name: 'rules server, a key in 200000 rules',
    unit: 'ms',
    peerName: 'goal: 10 x a key in 20000 rules',
    unavailable,
    prepare: async () => {
      large = new Typing(carefulRules(200_000), { uri: 'file:///bench/rules.d/50-fleet.rules' });
      small = new Typing(carefulRules(20_000), { uri: 'file:///bench/rules.d/50-fleet.rules' });
      await large.begin();
      await small.begin();
    },
    ours: () => middle(() => large!.key(), 11),
    peer: async () => 10 * (await middle(() => small!.key(), 11)),
    cleanUp: () => {
      large?.stop();
      small?.stop();
    },
  };
}

export const benchmarks: readonly Benchmark[] = [
  typing('5000 rules, a key to its diagnostics, 95th percentile', 'ms', 20, careful, key),
  typing('5000 rules, work for a key and its diagnostics, 95th percentile', 'ms', 20, careful, work),
  typing('5000 rules, the same in a rules.d folder', 'ms', 20, inFolder, key),
  typing('5000 rules, the same where the server pushes', 'ms', 20, pushed, key),
  typing('5000 rules with 5000 findings, a key to its diagnostics, 95th percentile', 'ms', 20, faulty, key),
  typing('5000 rules with 5000 findings, work for a key and its diagnostics', 'ms', 20, faulty, work),
  typing('5000 rules, completion, 95th percentile', 'ms', 10, careful, completion),
  typing('5000 rules with 5000 findings, completion, 95th percentile', 'ms', 10, faulty, completion),
  typing('5000 rules, memory after some hundred keys', 'MB', 120, careful, memory),
  typing('5000 rules with 5000 findings, memory after some hundred keys', 'MB', 120, faulty, memory),
  straightLine(),
];
