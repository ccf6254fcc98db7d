import { existsSync } from 'node:fs';
import { inRepository } from '../kit/repository';
import type { Benchmark } from './benchmark';
import { carefulRules, faultyRules } from './rulesFiles';
import { type Place, Typing } from './typing';

// What a person waits for in a large file, measured where the shipped server reads and writes its messages: from a key to
// its diagnostics, and to what else an editor asks for behind each key, and the memory that the server takes.

const server = inRepository('dist/server.js');

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
const completion = (one: Typing) =>
  slow(() => one.answer('textDocument/completion', ({ line, character }) => ({ position: { line, character } })));
const memory = async (one: Typing) => {
  await slow(() => one.key());
  return one.memory().now;
};

const careful = () => new Typing(server, carefulRules(5000));
const faulty = () => new Typing(server, faultyRules(5000));
const inFolder = () => new Typing(server, carefulRules(5000), { uri: 'file:///bench/rules.d/50-fleet.rules' });
const pushed = () => new Typing(server, carefulRules(5000), { pulls: false });

/** What editors ask for behind a key, besides: what is on the screen, or all of the file. */
const asked: readonly (readonly [what: string, method: string, of: (place: Place, resultId: string) => object])[] = [
  ['hover', 'textDocument/hover', ({ line }) => ({ position: { line, character: 45 } })],
  ['tokens of the screen', 'textDocument/semanticTokens/range', ({ line }) => ({ range: screen(line) })],
  ['tokens that changed', 'textDocument/semanticTokens/full/delta', (_, previousResultId) => ({ previousResultId })],
  ['inlay hints of the screen', 'textDocument/inlayHint', ({ line }) => ({ range: screen(line) })],
  ['code lenses', 'textDocument/codeLens', () => ({})],
  ['folding', 'textDocument/foldingRange', () => ({})],
  ['symbols', 'textDocument/documentSymbol', () => ({})],
];

function screen(line: number): object {
  return { start: { line: Math.max(0, line - 30), character: 0 }, end: { line: line + 30, character: 0 } };
}

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
      large = new Typing(server, carefulRules(200_000), { uri: 'file:///bench/rules.d/50-fleet.rules' });
      small = new Typing(server, carefulRules(20_000), { uri: 'file:///bench/rules.d/50-fleet.rules' });
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
  ...asked.map(([what, method, of]) =>
    typing(`5000 rules, ${what}, 95th percentile`, 'ms', 20, careful, (one) => slow(() => one.answer(method, of))),
  ),
  typing('5000 rules, memory after some hundred keys', 'MB', 120, careful, memory),
  typing('5000 rules with 5000 findings, memory after some hundred keys', 'MB', 120, faulty, memory),
  straightLine(),
];
