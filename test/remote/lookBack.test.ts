import { expect, it } from 'vitest';
import { Logs } from '../../client/src/tail/logs';
import { systemClock } from '../../client/src/tail/source';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { labLog } from './followKit';
import { StandInWriter } from './standInWriter';

describeWithLab('looking back into the log of a host', { auditd: false }, (lab) => {
  it('brings back, through rotations, what was written before the following began', async () => {
    const { central } = lab();
    await central.run('rm -f /var/log/audit/audit.log*');
    const writer = new StandInWriter(central, 1, 200_000, 30);
    for (let n = 0; n < 20; n++) await writer.write(500);
    expect(writer.rotations).toBeGreaterThan(3);
    const before = await central.snapshot('/var/log/audit', { inodes: true, times: true });

    const { source, shell } = await labLog(lab(), central, { at: 'recent', bytes: 20_000 });
    const logs = new Logs(50_000, systemClock);
    const running = logs.add(source).run();
    const serials = () => {
      const all: number[] = [];
      for (let id = logs.store.first; id < logs.store.end; id++) {
        const entry = logs.store.get(id);
        if (entry?.kind === 'event') all.push(entry.serial);
      }
      return all;
    };
    await until('the end', () => serials().at(-1) === writer.next - 1);
    expect(serials()[0]).toBeGreaterThan(1000);
    for (let pages = 0; logs.lookBack.state.phase === 'available' && pages < 100; pages++) {
      await logs.lookBack.read((put) => {
        logs.store.takeChange();
        put();
      });
    }
    expect(logs.lookBack.state).toEqual({ phase: 'all' });
    expect(serials()).toEqual(Array.from({ length: writer.next - 1 }, (_, n) => n + 1));
    // It was read, and only read.
    expect(await central.snapshot('/var/log/audit', { inodes: true, times: true })).toEqual(before);
    logs.stop();
    await running;
    shell()?.end();
  });
});
