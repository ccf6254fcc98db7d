import { describe, expect, test } from 'vitest';
import { links } from '../../client/src/central/diagnosis/report';
import { describeWhereLabsCanBe } from '../kit/lab';
import { startLab } from '../lab/lab';
import { breakages } from './diagnosisFaults';
import { faultNamed, line, Pipeline, statesOf, summary } from './diagnosisKit';

/** Where an own lab for each breakage takes a second, nothing of one can disturb the next. */
async function inLab(work: (pipeline: Pipeline) => Promise<void>): Promise<void> {
  const lab = await startLab({ senders: 2 });
  const pipeline = new Pipeline(lab);
  try {
    await work(pipeline);
  } finally {
    pipeline.end();
    await lab.stop();
  }
}

describeWhereLabsCanBe('diagnosis', () => {
  test('a pipeline that works is green from end to end', () =>
    inLab(async (pipeline) => {
      const report = await pipeline.diagnose();
      const all = links.map((link) => `${link} good`).join(', ');
      expect(line(statesOf(report, 'sender1', 'sender')), summary(report)).toBe(all);
      expect(line(statesOf(report, 'sender2', 'sender')), summary(report)).toBe(all);
    }));

  describe('a pipeline that is broken', () => {
    test.each(breakages)('$mode $name: $made', ({ name, make, host, link, unknown = [], warns }) =>
      inLab(async (pipeline) => {
        await make(pipeline);
        const report = await pipeline.diagnosed(name);
        const fault = faultNamed(report, name);
        expect(fault.host).toBe(host);
        expect(fault.cause).not.toBe('');
        expect(fault.evidence.length + Number(warns ?? false)).toBeGreaterThan(0);
        const states = statesOf(report, 'sender1', 'sender');
        const bad = links.filter((each) => states[each].state === 'bad');
        expect(bad, summary(report)).toEqual(warns === true ? [] : [link]);
        const hidden = links.filter((each) => states[each].state === 'unknown');
        expect(hidden, summary(report)).toEqual(warns === true ? [] : links.filter((each) => unknown.includes(each)));
        for (const each of hidden) expect(states[each].because?.name).toBe(name);
      }),
    );
  });
});
