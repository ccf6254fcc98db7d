import { describe, expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { startRelay } from '../kit/relay';
import { scratch } from '../kit/scratch';
import { Target } from './deployKit';
import { routeTo } from './hostKit';
import { buildClient, kill, randomFrom, Versions } from './killing';

/** Deploys that are killed at random moments, `rounds` times in each of three ways. */
export function describeKills(rounds: number): void {
  const seed = Number(process.env['CAMPAIGN_SEED'] ?? Date.now() % 1_000_000);

  describe(`deploys that are killed, seed ${seed}`, () => {
    describeWithLab('on a host of the lab', { auditd: false }, (lab) => {
      it.each(['connection', 'client', 'script'] as const)(
        `the %s, ${rounds} times: old or new, never between`,
        async (way) => {
          const { central } = lab();
          const { 'auditd.conf': configuration = '', ...rules } = Versions.files(0);
          await new Target(lab(), central).begin(rules);
          await central.writeFile('/etc/audit/auditd.conf', configuration);
          const relay = await startRelay(central.port);
          const { path: folder, remove } = scratch('campaign-');
          try {
            await buildClient(folder);
            const route = await routeTo(lab(), central, 'root', { port: relay.port });
            const random = randomFrom(seed);
            const tally = await kill(way, rounds, { host: central, route, relay, folder, random });
            console.log(`${way}: ${rounds} rounds, seed ${seed}: ${JSON.stringify(tally)}`);
            expect(tally.old + tally.new).toBe(rounds);
            // A campaign in which nothing is deployed any more proves nothing, nor one in which nothing is hit.
            expect(tally.old).toBeGreaterThan(0);
            expect(tally.new).toBeGreaterThan(0);
          } finally {
            await relay.stop();
            remove();
          }
        },
        60_000 + rounds * 30_000,
      );
    });
  });
}
