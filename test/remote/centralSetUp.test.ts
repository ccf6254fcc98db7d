import { afterEach, beforeEach, expect, it } from 'vitest';
import { undoHost } from '../../client/src/central/setUp/changeHost';
import { isDone } from '../../client/src/central/setUp/plan';
import { describeWithLab } from '../kit/lab';
import { Administrator } from './centralKit';

describeWithLab(
  'central logging, from installed packages to proof',
  { senders: 5, configuration: 'as-installed' },
  (lab) => {
    let admin: Administrator;
    beforeEach(() => {
      admin = new Administrator(lab());
    });
    afterEach(() => admin.end());

    const everything = () =>
      Promise.all(
        lab().hosts.map(async (host) =>
          (await host.snapshot('/etc/audit')).filter((entry) => !JSON.stringify(entry).includes('audit.rules')),
        ),
      );

    it('is set up for one server and five senders, proven, done a second time without a step, and undone', async () => {
      const before = await everything();
      const senders = lab().senders.map(({ name }) => name);
      const four = admin.wish({ senders: senders.slice(0, 4) });
      const first = await admin.run(await admin.plan(four));
      expect(admin.items.filter(({ state }) => state !== 'done')).toEqual([]);
      expect(first).toEqual({ proven: ['central', ...senders.slice(0, 4)], failed: [], undone: [], notUndone: [] });
      expect(admin.items.filter(({ words }) => words.includes('test event')).map(({ detail }) => detail)).toEqual(
        senders
          .slice(0, 4)
          .map((name) => expect.stringMatching(new RegExp(`^seen after \\d+\\.\\d s as node=${name}$`))),
      );
      expect(isDone(await admin.plan(four))).toBe(true);

      // One sender more: only it is touched.
      const five = await admin.plan(admin.wish());
      expect(five.hosts.map(({ deploy }) => (deploy?.steps.length ?? 0) > 0)).toEqual([
        false,
        false,
        false,
        false,
        false,
        true,
      ]);
      expect((await admin.run(five)).failed).toEqual([]);
      expect(isDone(await admin.plan())).toBe(true);

      // An event of each arrives with its node.
      for (const sender of lab().senders) await sender.run(`auditctl -m 'hello from ${sender.name}'`);
      for (const { name } of lab().senders) await lab().central.waitForText(`hello from ${name}`);
      const log = await lab().central.readText('/var/log/audit/audit.log');
      for (const { name } of lab().senders) {
        expect(log.split('\n').find((line) => line.includes(`hello from ${name}`))).toMatch(
          new RegExp(`^node=${name} type=USER`),
        );
      }

      const records = await admin.undoLog.all();
      expect(records.map(({ hosts }) => hosts.length)).toEqual([1, 5]);
      for (const record of records) {
        for (const job of record.hosts.toReversed()) await undoHost(job, admin.world(), 60);
      }
      expect(await everything()).toEqual(before);
      expect((await lab().central.run('ss -Hltn sport = :60')).out).toBe('');
      for (const host of lab().hosts) expect(await host.auditd.isRunning()).toBe(true);
    });
  },
);
