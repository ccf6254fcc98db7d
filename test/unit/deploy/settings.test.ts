import { expect, it } from 'vitest';
import { describeOutcome } from '../../../client/src/deploy/outcome';
import { statusOf, wrongSettings } from '../../../client/src/deploy/settings';

const status = statusOf('enabled 1\nfailure 1\npid 12\nrate_limit 0\nbacklog_limit 64\nbacklog_wait_time 15000\n');
const wrong = (...texts: readonly string[]): unknown =>
  wrongSettings(
    texts.map((text) => ({ text })),
    status,
  ).map(({ name, wanted, found }) => `${name} ${wanted} ${found}`);

it.each([
  [['-D', '-b 64', '-f 1', '-r 0', '-e 1', '--backlog_wait_time 15000'], []],
  [['-b 8192'], ['backlog_limit 8192 64']],
  [
    ['-f 2', '-r 10'],
    ['failure 2 1', 'rate_limit 10 0'],
  ],
  [[' --backlog_wait_time 0 '], ['backlog_wait_time 0 15000']],
  [['-e 0'], ['enabled 0 1']],
  // The last one counts.
  [['-b 8192', '-b 64'], []],
  [['-b 64', '-b 8192'], ['backlog_limit 8192 64']],
  // The lock comes after the proof.
  [['-e 0', '-e 2'], []],
  // What is not written plainly is not judged, neither is what stood before it.
  [['-b 1', '-b 2 -f 1'], []],
  [['-b 1', '-b2'], []],
  [['-b 0x10'], []],
  [['-b 010'], []],
  [['-b 8192\r'], []],
  [['--backlog_wait_time 1', '--backlog_wait=2'], []],
  [['# -b 1', '-w /etc/passwd -p wa -k -b'], []],
])('%j', (texts, expected) => {
  expect(wrong(...texts)).toEqual(expected);
});

it('what the host does not tell is not judged', () => {
  expect(wrongSettings([{ text: '--backlog_wait_time 1' }], { enabled: 1 })).toEqual([]);
});

it('the message says which line, and how it is instead', () => {
  const settings = wrongSettings([{ text: '-b 8192', file: '10-base.rules', line: 2 }], status);
  const comparison = { wanted: 1, missing: [], foreign: [], orderDiffers: false };
  const outcome = { kind: 'rolled-back', reason: { kind: 'not-proven', comparison, settings }, differs: [] } as const;
  expect(describeOutcome('web1', outcome)).toContain(
    'the proof did not: 10-base.rules:2 says "-b 8192", but backlog_limit is 64.',
  );
});
