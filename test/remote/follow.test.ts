import { afterEach, expect, it } from 'vitest';
import type { Beginning } from '../../client/src/tail/following';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { userPassword } from '../lab/users';
import { cut, faults, follow, hasSerial, notices, phase, type FollowedLog } from './followKit';
import { Person } from './hostKit';
import { auditLog, record, StandInWriter } from './standInWriter';

describeWithLab('following a log that a stand-in writes', { auditd: false }, (lab) => {
  let followed: FollowedLog | undefined;
  const begin = async (beginning: Beginning, options: Parameters<typeof follow>[3] = {}): Promise<FollowedLog> => {
    followed = await follow(lab(), lab().central, beginning, options);
    return followed;
  };
  const freshLog = async (rotateAt = 1e9, keep = 30): Promise<StandInWriter> => {
    await lab().central.run('rm -f /var/log/audit/audit.log*; chmod 700 /var/log/audit; chgrp root /var/log/audit');
    const writer = new StandInWriter(lab().central, 1, rotateAt, keep);
    await writer.write(100);
    return writer;
  };
  afterEach(() => followed?.stop());

  it('loses nothing and tells nothing twice over rotations and cut connections', async () => {
    const writer = await freshLog(600_000);
    const { log } = await begin({ at: 'oldest' });
    await until('the beginning', () => hasSerial(log, 100));
    let cuts = 0;
    for (let round = 0; round < 120; round++) {
      await writer.write(500);
      if (round % 30 === 29 && followed !== undefined) {
        cuts++;
        await cut(followed);
        // An outage with rotations in it.
        const { rotations } = writer;
        while (writer.rotations < rotations + 2) await writer.write(500);
        await phase(log, 'following');
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until('the last event', () => hasSerial(log, writer.next - 1));
    expect({ ...faults(log, 1, writer.next), cuts, malformed: log.malformed }).toEqual({
      lost: 0,
      twice: 0,
      cuts: 4,
      malformed: 0,
    });
    expect(writer.rotations).toBeGreaterThan(15);
    expect(followed?.connections()).toBe(cuts + 1);
    const kinds = notices(log).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'connection-lost')).toHaveLength(cuts);
    expect(kinds.filter((kind) => kind === 'reconnected')).toHaveLength(cuts);
    expect(kinds).not.toContain('gap');
  });

  it('begins with the recent past, at a whole line', async () => {
    const writer = await freshLog();
    await writer.write(5000);
    const { log } = await begin({ at: 'recent', bytes: 100_000 });
    await until('the last event', () => hasSerial(log, writer.next - 1));
    expect(log.malformed).toBe(0);
    expect(log.store.events).toBeGreaterThan(300);
    expect(log.store.events).toBeLessThan(700);
    expect(faults(log, writer.next - log.store.events, writer.next)).toEqual({ lost: 0, twice: 0 });
  });

  it('says that bytes are gone when the files did not outlive the outage, and repeats nothing', async () => {
    const writer = await freshLog(100_000, 1);
    const { log } = await begin({ at: 'oldest' });
    await until('the beginning', () => hasSerial(log, 100));
    await cut(followed as FollowedLog);
    const { rotations } = writer;
    while (writer.rotations < rotations + 4) await writer.write(200);
    await until('the last event', () => hasSerial(log, writer.next - 1));
    const { lost, twice } = faults(log, 1, writer.next);
    expect(lost).toBeGreaterThan(0);
    expect(twice).toBe(0);
    expect(notices(log).map(({ kind }) => kind)).toContain('gap');
  });

  it('begins again when the log is cut to nothing', async () => {
    const writer = await freshLog();
    const { log } = await begin({ at: 'oldest' });
    for (let round = 0; round < 3; round++) {
      await writer.write(50);
      await until('the events', () => hasSerial(log, writer.next - 1));
      await writer.cutOff();
      await until('the notice', () => notices(log).filter(({ kind }) => kind === 'truncated').length === round + 1);
    }
    expect(faults(log, 1, writer.next)).toEqual({ lost: 0, twice: 0 });
  });

  it('repeats nothing when somebody edits the log, so that the same lines come under a new inode', async () => {
    const writer = await freshLog();
    const { log } = await begin({ at: 'oldest' });
    await until('the beginning', () => hasSerial(log, 100));
    await lab().central.run(`sed -i 's/nothing/else/' ${auditLog}`);
    await writer.write(10);
    await until('what came after', () => hasSerial(log, 110));
    expect(faults(log, 1, 111)).toEqual({ lost: 0, twice: 0 });
    expect(notices(log).map(({ kind }) => kind)).toEqual(['gap']);
  });

  it('holds the host back while paused, and goes on without a gap', async () => {
    const writer = await freshLog(300_000);
    const { log } = await begin({ at: 'oldest' });
    await until('the beginning', () => hasSerial(log, 100));
    log.tail.pause();
    expect(log.state.phase).toBe('paused');
    for (let round = 0; round < 20; round++) await writer.write(500);
    const { end } = log.store;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(log.store.end - end).toBeLessThan(10);
    await cut(followed as FollowedLog);
    log.tail.resume();
    await until('the last event', () => hasSerial(log, writer.next - 1));
    expect(faults(log, 1, writer.next)).toEqual({ lost: 0, twice: 0 });
  });

  it('leaves nothing running on the host', async () => {
    await freshLog();
    const { log } = await begin({ at: 'oldest' });
    await until('the beginning', () => hasSerial(log, 100));
    expect((await lab().central.run("pgrep -f '[f]ollow /var/log'")).code).toBe(0);
    await followed?.stop();
    await until(
      'the follower to be gone',
      async () => (await lab().central.run("pgrep -f '[f]ollow /var/log'")).code !== 0,
    );
  });

  it('reads where log_file of the host points, as root through sudo with the password asked once', async () => {
    const conf = await lab().central.readText('/etc/audit/auditd.conf');
    await lab().central.writeFile(
      '/etc/audit/auditd.conf',
      conf.replace(/^log_file = .*$/m, 'log_file = /var/log/elsewhere/a.log'),
    );
    try {
      await lab().central.writeFile('/var/log/elsewhere/a.log', `${record(7)}\n`, { mode: 0o600 });
      const person = new Person({ secret: userPassword });
      const { log } = await begin({ at: 'oldest' }, { user: 'operator', person });
      await until('the event', () => hasSerial(log, 7));
      expect(log.state).toEqual({ phase: 'following', path: '/var/log/elsewhere/a.log' });
      await cut(followed as FollowedLog);
      await lab().central.run(
        `printf '%s\\n' "$0" >>/var/log/elsewhere/a.log`.replace(
          '$0',
          record(8).replaceAll("'", "'").replaceAll('"', '\\"'),
        ),
      );
      await until('the next event', () => hasSerial(log, 8));
      expect(person.secretQuestions.length).toBe(1);
    } finally {
      await lab().central.writeFile('/etc/audit/auditd.conf', conf);
    }
  });

  it('needs no sudo where the login may read the log', async () => {
    await freshLog();
    await lab().central.run('chgrp -R nosudo /var/log/audit && chmod 750 /var/log/audit && chmod 640 /var/log/audit/*');
    const { log } = await begin({ at: 'oldest' }, { user: 'nosudo' });
    await until('the events', () => hasSerial(log, 100));
  });

  it('says why when it cannot begin', async () => {
    await freshLog();
    const { log } = await begin({ at: 'oldest' }, { user: 'nosudo', person: new Person({ secret: userPassword }) });
    await phase(log, 'failed');
    expect(log.state).toMatchObject({ reason: expect.stringContaining('sudo') });
  });
});
