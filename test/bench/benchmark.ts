/** What is measured against what. A file `NAME.bench.ts` exports `benchmarks`, a list of these; main.ts finds it by its name. */
export interface Benchmark {
  readonly name: string;
  /** ms and others are times or sizes, smaller is better; with `/s` they are rates. */
  readonly unit: string;
  /** The real program that does the same work, or 'goal' for a figure without one. */
  readonly peerName: string;
  /** Why it cannot run here; undefined when it can. */
  unavailable?(): string | undefined;
  /** Makes what both need, once, before the first pair. */
  prepare?(): void | Promise<void>;
  /** One measurement, in `unit`. */
  ours(): number | Promise<number>;
  peer(): number | Promise<number>;
  /** Pairs run in turn; at least five, which is the default. */
  readonly pairs?: number;
  cleanUp?(): void | Promise<void>;
}

/** A row of bench-results.json (INTERFACES: benchmarks). Smaller ratios are better. */
export interface BenchmarkResult {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly unit: string;
  readonly ratio: number;
  readonly runs: number;
}

/** Runs the pairs in turn, ours and the peer's, so that what else the machine does falls on both; medians of each. */
export async function measure(benchmark: Benchmark, note: (text: string) => void): Promise<BenchmarkResult> {
  const { name, unit, peerName } = benchmark;
  const runs = Math.max(5, benchmark.pairs ?? 5);
  await benchmark.prepare?.();
  try {
    const ours: number[] = [];
    const peers: number[] = [];
    for (let run = 0; run < runs; run++) {
      ours.push(await benchmark.ours());
      peers.push(await benchmark.peer());
      note(
        `${name}: pair ${run + 1} of ${runs}: ${rounded(ours.at(-1) ?? 0)} and ${rounded(peers.at(-1) ?? 0)} ${unit}`,
      );
    }
    const [our, peer] = [median(ours), median(peers)];
    const ratio = unit.endsWith('/s') ? peer / our : our / peer;
    return { name, ours: our, peer, peerName, unit, ratio, runs };
  } finally {
    await benchmark.cleanUp?.();
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
