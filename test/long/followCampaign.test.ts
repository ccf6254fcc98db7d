import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describeWithLab } from '../kit/lab';
import { inRepository } from '../kit/repository';
import { until } from '../kit/until';
import { cut, follow, notices } from '../remote/followKit';
import { auditLog, StandInWriter } from '../remote/standInWriter';

// FOLLOW_SECONDS, FOLLOW_LINES (a second), FOLLOW_CUTS: how long, how much, how often the connection is lost.
const seconds = Number(process.env['FOLLOW_SECONDS'] ?? 300);
const linesPerSecond = Number(process.env['FOLLOW_LINES'] ?? 50_000);
const cuts = Number(process.env['FOLLOW_CUTS'] ?? 20);
const megabyte = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** MB that somebody still holds. */
function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / megabyte;
}

interface Written {
  /** The serial behind the last one. */
  readonly next: number;
  readonly rotations: number;
}

/** Writes in a process of its own, from serial 2 on; `end` answers how much. */
function startWriter(log: string): { end(): Promise<Written> } {
  const script = inRepository('test/long/logWriter.ts');
  const args = [inRepository('node_modules/tsx/dist/cli.mjs'), script, log, '2', linesPerSecond, 8 * megabyte, 99];
  const child = spawn(process.execPath, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = text(child.stdout);
  return {
    end: async () => {
      child.stdin.end();
      await once(child, 'close');
      return JSON.parse(await said) as Written;
    },
  };
}

/** How often each serial came. */
class Seen {
  #times = new Uint8Array(1 << 20);
  highest = 0;

  add(serial: number): void {
    if (serial > this.highest) this.highest = serial;
    while (serial >= this.#times.length) {
      const more = new Uint8Array(2 * this.#times.length);
      more.set(this.#times);
      this.#times = more;
    }
    this.#times[serial] = Math.min(255, (this.#times[serial] ?? 0) + 1);
  }

  has(serial: number): boolean {
    return (this.#times[serial] ?? 0) > 0;
  }

  faults(from: number, to: number): { lost: number; twice: number } {
    const times = this.#times.subarray(from, to);
    return { lost: times.filter((count) => count === 0).length, twice: times.filter((count) => count > 1).length };
  }
}

describeWithLab('following for a long time', { auditd: false }, (lab) => {
  it(
    `${linesPerSecond} lines a second for ${seconds} s with ${cuts} lost connections: nothing is lost, nothing told twice`,
    async () => {
      const { central } = lab();
      await central.run('rm -f /var/log/audit/audit.log*');
      const writer = new StandInWriter(central, 1, 8 * megabyte, 99);
      await writer.write(1);
      const followed = await follow(lab(), central, { at: 'oldest' }, { keep: 200_000 });
      const { store } = followed.log;
      const seen = new Seen();
      let looked = 0;
      followed.log.onChange(() => {
        for (; looked < store.end; looked++) {
          const entry = store.get(looked);
          if (entry?.kind === 'event') for (const _ of entry.lines) seen.add(entry.serial);
        }
      });

      const begun = performance.now();
      const writing = startWriter(central.outside(auditLog));
      const memory: number[] = [];
      const sampler = setInterval(() => memory.push(memoryInUse()), (seconds * 1000) / 8);
      const moments = Array.from({ length: cuts }, () => Math.random() * seconds * 1000).sort((a, b) => a - b);
      for (const moment of moments) {
        await pause(Math.max(0, moment - (performance.now() - begun)));
        await until('it to follow again', () => followed.log.state.phase === 'following', { within: 60_000 });
        await cut(followed);
      }
      await pause(Math.max(0, seconds * 1000 - (performance.now() - begun)));
      const { highest } = seen;
      const { next, rotations } = await writing.end();
      const took = (performance.now() - begun) / 1000;
      const behind = next - highest - 1;
      await until('the last line', () => seen.has(next - 1), { within: 180_000 }).catch((error: unknown) => {
        const { lost, twice } = seen.faults(1, seen.highest);
        const kinds = notices(followed.log).map(({ kind }) => kind);
        throw new Error(
          `${JSON.stringify(followed.log.state)}: ${seen.highest} of ${next - 1}, ${lost} lost, ${twice} twice, ${kinds.join(' ')}`,
          { cause: error },
        );
      });
      clearInterval(sampler);

      console.log(
        `${behind} lines behind when the writer stopped; ${next - 1} lines in ${took.toFixed(0)} s (${((next - 1) / took).toFixed(0)} a second), ${rotations} rotations, ` +
          `${followed.connections()} connections; MB in use: ` +
          memory.map((size) => size.toFixed(0)).join(', '),
      );
      expect(seen.faults(1, next)).toEqual({ lost: 0, twice: 0 });
      expect(followed.log.malformed).toBe(0);
      expect(followed.connections()).toBeGreaterThan(cuts);
      expect(notices(followed.log).map(({ kind }) => kind)).not.toContain('gap');
      // Flat: the store is full long before the half.
      expect(memory.at(-1)).toBeLessThan(1.2 * (memory[3] ?? 0));
      await followed.stop();
    },
    (seconds + 300) * 1000,
  );
});
