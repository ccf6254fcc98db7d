import { describe, expect, test } from 'vitest';
import type { Link } from '../../client/src/central/diagnosis/report';
import { faultsOf, links } from '../../client/src/central/diagnosis/report';
import { reportText } from '../../client/src/central/diagnosis/reportText';
import { glanceAt, glanceWords } from '../../client/src/central/pipeline/glance';
import { describeWhereLabsCanBe, describeWithLab } from '../kit/lab';
import { startLab } from '../lab/lab';
import { breakages } from './diagnosisFaults';
import { faultNamed, line, Pipeline, statesOf, summary } from './diagnosisKit';

const allGood = links.map((link) => `${link} good`).join(', ');

describeWithLab('a pipeline that works', { names: ['sender1', 'sender2'] }, (lab) => {
  test('is green from end to end, and its report can be read', async () => {
    const pipeline = new Pipeline(lab());
    const report = await pipeline.settled('all green', (one) => faultsOf(one).length === 1);
    expect(line(statesOf(report, 'sender1', 'sender')), summary(report)).toBe(allGood);
    expect(line(statesOf(report, 'sender2', 'sender')), summary(report)).toBe(allGood);
    expect(faultsOf(report).map(({ name }) => name)).toEqual(['signals-ignored']);
    expect(reportText(report)).toContain('✓ log      the newest record of node=sender1 is of');
    pipeline.end();
  });

  test('is not changed by being looked at', async () => {
    const pipeline = new Pipeline(lab());
    // Connected and logged in before: logins are recorded, and that is not what is asked here.
    await pipeline.diagnose();
    const all = async () => ({
      files: await Promise.all(
        pipeline.lab.hosts.map(async (host) => ({
          // Names, inodes, modes, sizes and times; the change time cannot be set back.
          places: (
            await host.run(
              "find /etc /run /tmp /var/tmp /var/spool/audit -xdev -printf '%p %i %m %s %T@ %C@\\n' | sort",
            )
          ).out,
          daemons: (await host.run("pgrep -x 'auditd|audisp-remote'")).out,
          kernel: await host.kernel.journal(),
        })),
      ),
      accepted: (await pipeline.central.run("grep -ac 'DAEMON_\\|CONFIG_CHANGE' /var/log/audit/audit.log")).out,
    });
    const before = await all();
    expect(before.files.map(({ places }) => places.includes('/etc/audit/auditd.conf '))).toEqual([true, true, true]);
    await pipeline.diagnose();
    expect(await all()).toEqual(before);
    pipeline.end();
  });

  test('at a glance: who is connected, and how fresh the log is', async () => {
    const pipeline = new Pipeline(lab());
    const glance = await glanceAt(await pipeline.root(pipeline.central));
    expect(glance).toMatchObject({ port: 60, listens: true });
    expect([...glance.connected].sort()).toEqual(['10.99.0.11', '10.99.0.12']);
    expect(glance.nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(['sender1', 'sender2']));
    expect(glanceWords(glance)).toMatch(/^listens on 60 · 2 senders · newest record \d+ (s|min) ago$/);
    await pipeline.central.auditd.stop();
    const gone = await glanceAt(await pipeline.root(pipeline.central));
    expect(glanceWords(gone)).toBe('auditd does not listen on 60');
    pipeline.end();
  });
});

describeWhereLabsCanBe('a pipeline that is broken', () => {
  describe.each([1, 2])('with %i senders', { timeout: 180_000, concurrent: true }, (senders) => {
    test.each(breakages.filter((one) => (one.senders ?? 1) === senders))(
      '$mode $name: $made',
      async ({ name, make, host, link, also = {}, unknown = [], warns }) => {
        const expected = {
          bad: warns === true ? [] : links.filter((each) => each === link || each in also),
          unknown: warns === true ? [] : links.filter((each) => unknown.includes(each)),
        };
        // An own lab takes a second; nothing of one breakage can disturb the next.
        const lab = await startLab({ names: ['sender1', 'sender2'].slice(0, senders) });
        const pipeline = new Pipeline(lab);
        try {
          await make(pipeline);
          const report = await pipeline.settled(`${name}, ${JSON.stringify(expected)}`, (one) => {
            const states = statesOf(one, 'sender1', 'sender');
            const are = (state: string) => links.filter((each) => states[each].state === state).join();
            const isNamed = faultsOf(one).some((fault) => fault.name === name);
            return isNamed && are('bad') === expected.bad.join() && are('unknown') === expected.unknown.join();
          });
          const fault = faultNamed(report, name);
          expect(fault).toMatchObject({
            host,
            effect: warns === true ? 'warns' : expect.stringMatching(/breaks|loses/),
          });
          expect(fault.evidence.length).toBeGreaterThan(0);
          const states = statesOf(report, 'sender1', 'sender');
          for (const [each, other] of Object.entries({ ...(warns === true ? {} : { [link]: name }), ...also })) {
            expect(states[each as Link].faults[0]?.name).toBe(other);
          }
          const causes: (string | undefined)[] = [name, ...Object.values(also)];
          for (const each of expected.unknown) expect(causes).toContain(states[each].because?.name);
        } finally {
          pipeline.end();
          await lab.stop();
        }
      },
    );
  });
});
