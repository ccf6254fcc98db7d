import { expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { cut, faults, follow, hasSerial, notices, phase, rotateOften } from './followKit';
import { record } from './standInWriter';

/** Far from what the hosts' own auditd writes. */
const first = 5_000_000;

describeWithLab('following the log of a real central auditd', {}, (lab) => {
  it('sees every event of a sender once, through its rotations and cut connections', async () => {
    const { central, sender } = lab();
    // auditd's own rotation at 1 MiB, and a tail that is there from the beginning.
    const files = await rotateOften(central, 40);
    const followed = await follow(lab(), central, { at: 'recent', bytes: 256 * 1024 });
    try {
      await phase(followed.log, 'following');
      const before = await files();
      let next = first;
      let cuts = 0;
      for (let round = 0; round < 60; round++) {
        const lines: string[] = [];
        for (let n = 0; n < 250; n++) lines.push(record(next++));
        await sender.feed(lines);
        // audisp-remote has a queue of its own that overflows: wait for what was sent to be in the log.
        await central.waitForText(`:${next - 1}):`, '/var/log/audit/audit.log', 3000).catch(() => undefined);
        if (round % 20 === 10) {
          await phase(followed.log, 'following');
          cuts++;
          await cut(followed);
        }
      }
      await until('the last event', () => hasSerial(followed.log, next - 1), { within: 40_000 });
      expect({ ...faults(followed.log, first, next), malformed: followed.log.malformed }).toEqual({
        lost: 0,
        twice: 0,
        malformed: 0,
      });
      expect((await files()) - before).toBeGreaterThanOrEqual(2);
      expect(notices(followed.log).filter(({ kind }) => kind === 'reconnected')).toHaveLength(cuts);
      const nodes = [...followed.log.store.nodes.keys()];
      expect(nodes).toContain('sender');
    } finally {
      await followed.stop();
    }
  }, 120_000);

  it('shows an event within a moment of its coming', async () => {
    const { sender } = lab();
    const followed = await follow(lab(), lab().central, { at: 'recent', bytes: 256 * 1024 });
    try {
      await phase(followed.log, 'following');
      await sender.feed([record(first - 1)]);
      const begun = Date.now();
      await until('the event', () => hasSerial(followed.log, first - 1), { every: 5 });
      console.log(`from the sender's pipe to the store: ${Date.now() - begun} ms`);
    } finally {
      await followed.stop();
    }
  });
});
