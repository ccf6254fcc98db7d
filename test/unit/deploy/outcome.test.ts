import { describe, expect, it } from 'vitest';
import { describeOutcome } from '../../../client/src/deploy/outcome';
import { complaintOf, refusedLine, withOrigins } from '../../../client/src/deploy/refusedLine';

const expected = [
  { text: '## generated' },
  { text: '-D', file: 'a.rules', line: 1 },
  { text: '-w /a', file: 'a.rules', line: 3 },
  { text: '-w /a', file: 'b.rules', line: 7 },
];

describe('the line that a host refused', () => {
  it('is traced to its file, the n-th occurrence to the n-th', () => {
    expect(withOrigins(['-D', '-w /a', '-w /a', '-w /other'], expected)).toEqual([
      expected[1],
      expected[2],
      expected[3],
      { text: '-w /other' },
    ]);
    const said =
      '/sbin/augenrules: No change\nenabled 1\nbacklog 0\nError sending add rule data request (Rule exists)\nThere was an error in line 4 of /etc/audit/audit.rules\n';
    expect(
      refusedLine(
        said,
        expected.map(({ text }) => text),
        expected,
      ),
    ).toEqual({
      ...expected[3],
      said: 'Error sending add rule data request (Rule exists)',
    });
  });

  it('is not guessed', () => {
    expect(refusedLine('Segmentation fault', ['-D'], expected)).toBeUndefined();
    expect(refusedLine('There was an error in line 99 of x', ['-D'], expected)).toBeUndefined();
  });
});

describe('why a host could not write', () => {
  it.each([
    [
      'tar: audit/.ad-t1: Cannot mkdir: Read-only file system\ntar: audit/.ad-t1/M: Cannot open: No such file or directory\n',
      'tar: Cannot mkdir: Read-only file system',
    ],
    [
      'tar: audit/.ad-t1/new.rules.d/a: Wrote only 7168 of 10240 bytes\ntar: audit/.ad-t1/script: Cannot write: No space left on device\n',
      'tar: Cannot write: No space left on device',
    ],
    [
      "tar: audit/.ad-t1/old.rules.d/a: Cannot hard link to 'audit/rules.d/a': Operation not permitted\nln: failed to create hard link: Operation not permitted\n",
      'ln: failed to create hard link: Operation not permitted',
    ],
    ['tar: write error: No space left on device\n', 'tar: write error: No space left on device'],
    ['tar: something else\n', 'tar: something else'],
    ['', ''],
  ])('is said once: %#', (said, shown) => {
    expect(complaintOf(said)).toBe(shown);
  });
});

describe('an outcome', () => {
  const line = { text: '-w /a\u001b[31m', file: 'b.rules', line: 7, said: '' };

  it('says where it stopped, why, and that the host is as before', () => {
    const outcome = { kind: 'rolled-back', reason: { kind: 'load-refused', line, said: '' }, differs: [] } as const;
    const text = describeOutcome('web1', outcome, () => 'The path must begin with /.');
    expect(text).toBe(
      'web1: the host refused b.rules:7: "-w /a [31m". The path must begin with /. The host is as before: files and loaded rules were compared.',
    );
  });

  it('explains a path whose folder the host does not have', () => {
    const missing = {
      ...line,
      text: '-w /nowhere/a',
      said: 'Error sending add rule data request (No such file or directory)',
    };
    const outcome = {
      kind: 'rolled-back',
      reason: { kind: 'load-refused', line: missing, said: '' },
      differs: [],
    } as const;
    expect(describeOutcome('web1', outcome)).toContain('(No such file or directory). The folder of a path or exe');
    expect(describeOutcome('web1', outcome, () => 'Known better.')).not.toContain('The folder of a path');
  });

  it('says which way it went', () => {
    const comparison = { wanted: 0, missing: [], foreign: [], orderDiffers: false };
    const outcome = { kind: 'done', lock: 'not-wished', later: [], comparison } as const;
    expect(describeOutcome('web1', outcome)).toBe('web1: deployed. 0 rules are loaded and proven.');
    expect(describeOutcome('web1', outcome, undefined, 'roll-back')).toMatch(/^web1: rolled back\./);
  });

  it('says when not everything could be put back', () => {
    const outcome = { kind: 'rolled-back', reason: { kind: 'cancelled' }, differs: ['loaded-rules'] } as const;
    expect(describeOutcome('web1', outcome)).toMatch(/ATTENTION.*loaded-rules/);
  });
});
