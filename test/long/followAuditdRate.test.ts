import { expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { cut, faults, follow, hasSerial, phase, rotateOften } from '../remote/followKit';
import { record } from '../remote/standInWriter';

/** Far from what the hosts' own auditd writes. */
const first = 5_000_000;
/** Less than audisp-remote's queue holds: what overflows there never comes to the log. */
const atOnce = 8_000;
const rounds = Number(process.env['RATE_ROUNDS'] ?? 25);
const cutEvery = 5;

describeWithLab('following a real auditd as fast as it takes records', {}, (lab) => {
  it('sees every event once, through its own rotations and cut connections', async () => {
    const { central, sender } = lab();
    const files = await rotateOften(central, 99);
    const followed = await follow(lab(), central, { at: 'recent', bytes: 256 * 1024 });
    try {
      await phase(followed.log, 'following');
      const before = await files();
      let next = first;
      let busy = 0;
      for (let round = 0; round < rounds; round++) {
        const lines = Array.from({ length: atOnce }, () => record(next++));
        const begun = performance.now();
        await sender.feed(lines);
        if (round % cutEvery === 2) {
          await phase(followed.log, 'following');
          await cut(followed);
        }
        await until('the last event of the round', () => hasSerial(followed.log, next - 1), { within: 120_000 });
        busy += performance.now() - begun;
      }
      const rate = Math.round((rounds * atOnce * 1000) / busy);
      console.log(`${rounds * atOnce} events, ${rate} a second, ${(await files()) - before} rotations`);
      expect({ ...faults(followed.log, first, next), malformed: followed.log.malformed }).toEqual({
        lost: 0,
        twice: 0,
        malformed: 0,
      });
      expect((await files()) - before).toBeGreaterThanOrEqual(2);
    } finally {
      await followed.stop();
    }
  });
});
