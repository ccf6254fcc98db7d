import { describe, expect, it } from 'vitest';
import type { Happening } from '../../../client/src/tail/following';
import { Tail, type TailState } from '../../../client/src/tail/tail';
import { bytes, ScriptedLog, TestClock } from './kit';

const opened: Happening = { kind: 'opened', path: '/var/log/audit/audit.log', offset: 0, again: false };

function started(source: ScriptedLog) {
  const clock = new TestClock();
  const states: TailState[] = [];
  const taken: string[] = [];
  const tail = new Tail(
    source,
    {
      take: (happening) =>
        void taken.push(happening.kind === 'bytes' ? new TextDecoder().decode(happening.bytes) : happening.kind),
      stateChanged: (state) => void states.push(state),
    },
    clock,
  );
  return { tail, clock, states, taken, phases: () => states.map(({ phase }) => phase) };
}

describe('a tail', () => {
  it('follows to the end', async () => {
    const { tail, taken, phases } = started(new ScriptedLog([opened, bytes('a'), bytes('b')]));
    await tail.start();
    expect(taken).toEqual(['opened', 'a', 'b']);
    expect(phases()).toEqual(['following', 'ended']);
  });

  it('says why when it cannot begin, and does not try again', async () => {
    const source = new ScriptedLog([new Error('cut: nobody there')], [opened]);
    const { tail, states } = started(source);
    await tail.start();
    expect(states).toEqual([{ phase: 'failed', reason: 'cut: nobody there' }]);
    expect(source.attempts).toBe(1);
    expect(source.disposed).toBeGreaterThan(0);
  });

  it('comes back by itself, waiting longer each time, until it flows again', async () => {
    const cut = new Error('cut');
    const source = new ScriptedLog([opened, bytes('a'), cut], [cut], [cut], [opened, bytes('b'), cut], [bytes('c')]);
    const { tail, clock, taken, phases } = started(source);
    await tail.start();
    expect(taken).toEqual(['opened', 'a', 'opened', 'b', 'c']);
    expect(clock.slept).toEqual([500, 1000, 2000, 500]);
    expect(phases()).toEqual([
      'following',
      'reconnecting',
      'reconnecting',
      'reconnecting',
      'following',
      'reconnecting',
      'following',
      'ended',
    ]);
  });

  it('gives up where only a person can help', async () => {
    const source = new ScriptedLog([opened, new Error('cut')], [new Error('the host key has changed')], [opened]);
    const { tail, states } = started(source);
    await tail.start();
    expect(states.at(-1)).toEqual({ phase: 'failed', reason: 'the host key has changed' });
    expect(source.attempts).toBe(2);
  });

  it('takes nothing while paused, and everything afterwards', async () => {
    const { tail, taken, phases } = started(new ScriptedLog([opened, bytes('a'), bytes('b')]));
    tail.pause();
    const done = tail.start();
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toEqual([]);
    expect(tail.state.phase).toBe('paused');
    tail.resume();
    await done;
    expect(taken).toEqual(['opened', 'a', 'b']);
    expect(phases().at(-1)).toBe('ended');
  });

  it('does not connect again while paused', async () => {
    const source = new ScriptedLog([opened, bytes('a'), new Error('cut')], [opened, bytes('b')]);
    const { tail, taken } = started(source);
    const done = tail.start();
    await Promise.resolve();
    tail.pause();
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
    expect(source.attempts).toBe(1);
    tail.resume();
    await done;
    expect(taken.filter((text) => text !== 'opened')).toEqual(['a', 'b']);
  });

  it('stops at once, also while paused, and then stays so', async () => {
    const { tail, taken, states } = started(new ScriptedLog([opened, bytes('a')]));
    tail.pause();
    const done = tail.start();
    tail.stop();
    await done;
    tail.resume();
    expect(taken).toEqual([]);
    expect(states.at(-1)).toEqual({ phase: 'stopped' });
  });
});
