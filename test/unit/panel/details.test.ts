import { describe, expect, it } from 'vitest';
import { detailsOf } from '../../../client/src/panel/details';
import { noticeRow } from '../../../client/src/panel/rows';
import type { Notice } from '../../../client/src/tail/store';
import { Logs } from '../../../client/src/tail/logs';
import { systemClock, type LogSource } from '../../../client/src/tail/source';
import { eventOf } from '../events/events';

const titles = { what: 'What', who: 'Who', why: 'Why', completion: '' };

describe('the details of an event', () => {
  it('call the arguments of a call what they are, where they tell something', () => {
    const head = 'type=SYSCALL msg=audit(1.000:1): arch=c000003e success=yes exit=3';
    const factsOf = (rest: string) =>
      detailsOf(eventOf(`${head} ${rest} uid=0`), 0, 0, titles, undefined)
        .groups[0]?.facts.map(({ name, value }) => `${name}=${value}`)
        .filter((text) => !/^(syscall|exit)=/.test(text));
    expect(factsOf('syscall=257 a0=ffffff9c a1=7ffd a2=80241 a3=1b6')).toEqual([
      'folder=AT_FDCWD',
      'flags=O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC',
      'mode=0666',
    ]);
    expect(factsOf('syscall=62 a0=4d2 a1=9 a2=0 a3=0')).toContain('signal=SIGKILL');
    expect(factsOf('syscall=999 a0=1 a1=2 a2=3 a3=4')).toEqual([]);
  });
});

describe('a row about missing serials', () => {
  const notice: Notice = {
    kind: 'missing-serials',
    gap: { id: 1, node: 'web1', from: 2, to: 4, missing: 3, sec: 1, ms: 0 },
  };
  const source = (past: LogSource['past']): LogSource => ({
    title: 'central',
    host: 'central',
    past,
    attempt: () => {
      throw new Error('not read here');
    },
    judge: () => ({ mayRetry: false, reason: '' }),
    dispose: () => {},
  });

  it('leads to Diagnose where the log of a host is followed, and only there', () => {
    const canDiagnose = (past: LogSource['past'], about: Notice = notice): boolean => {
      const logs = new Logs(10, systemClock);
      logs.add(source(past));
      return noticeRow({ kind: 'notice', at: 0, notice: about, source: 0 }, 0, logs, '').canDiagnose;
    };
    const before = () => Promise.reject(new Error('not read here'));
    expect(canDiagnose({ isCut: true, before })).toBe(true);
    expect(canDiagnose({ isCut: false, before })).toBe(false);
    expect(canDiagnose(undefined)).toBe(false);
    expect(canDiagnose({ isCut: true, before }, { kind: 'gap', offset: 3 })).toBe(false);
    const cameLate: Notice = { ...notice, gap: { ...notice.gap, missing: 0 } };
    expect(canDiagnose({ isCut: true, before }, cameLate)).toBe(false);
  });
});
