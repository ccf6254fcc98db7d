import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRepository } from '../kit/repository';
import { type Benchmark, type BenchmarkResult, measure, rounded } from './benchmark';

// `npm run bench [-- NAME]`: those whose name begins with or contains NAME; a table, and bench-results.json.

async function main(wish: string | undefined): Promise<number> {
  const results: BenchmarkResult[] = [];
  let failed = false;
  for (const benchmark of await found(wish)) {
    const reason = benchmark.unavailable?.();
    if (reason !== undefined) {
      console.error(`SKIPPED ${benchmark.name}: ${reason}`);
      continue;
    }
    try {
      results.push(await measure(benchmark, (text) => console.error(text)));
    } catch (error) {
      failed = true;
      console.error(`FAILED ${benchmark.name}:`, error);
    }
  }
  console.log(table(results));
  writeFileSync(inRepository('bench-results.json'), `${JSON.stringify(results, null, 2)}\n`);
  return failed ? 1 : 0;
}

async function found(wish = ''): Promise<Benchmark[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.bench.ts'));
  const benchmarks: Benchmark[] = [];
  for (const file of files.sort()) {
    const module = (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as {
      benchmarks: readonly Benchmark[];
    };
    benchmarks.push(...module.benchmarks);
  }
  return benchmarks.filter(({ name }) => name.includes(wish));
}

function table(results: readonly BenchmarkResult[]): string {
  const rows = [
    ['what', 'ours', 'peer', 'unit', 'ratio', 'peer is', 'pairs'],
    ...results.map(({ name, ours, peer, unit, ratio, peerName, runs }) => {
      return [name, rounded(ours), rounded(peer), unit, ratio.toFixed(3), peerName, String(runs)];
    }),
  ];
  const widths = rows[0]?.map((_head, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

main(process.argv[2]).then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
