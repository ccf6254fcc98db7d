import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inRepository, inShared } from '../../kit/repository';
import { scratch } from '../../kit/scratch';
import { skipAloud } from '../../kit/skip';
import { agreementWithAusearch, type Difference } from './ausearch';

/** Where we read otherwise than `ausearch -i` on purpose, and why ours is better. Anything else is a fault of ours. */
const better: readonly { readonly is: (difference: Difference) => boolean; readonly why: string }[] = [
  {
    is: ({ ours, theirs }) => theirs === `unknown(${ours})`,
    why: 'a uid that nobody knows is its number, not a name called unknown',
  },
  {
    is: ({ ours, theirs }) =>
      theirs.includes('\\') &&
      theirs.replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))) === ours,
    why: 'a tab is a tab: what is shown makes it visible, what is exported keeps it',
  },
  {
    is: ({ name, theirs }) => name === 'a3' && theirs.startsWith('0x'),
    why: 'the mode of openat with O_CREAT is a mode',
  },
  {
    is: ({ name, ours, theirs }) => name === 'ses' && ours === 'unset' && theirs === '-1',
    why: '-1 is unset, as 4294967295 is',
  },
  {
    is: ({ type, name }) => type === 'ANOM_PROMISCUOUS' && name === 'auid',
    why: 'ausearch asks the passwd of the machine that reads; the log is of another',
  },
];

const ofNobody = (differences: readonly Difference[]) =>
  differences.filter((difference) => !better.some(({ is }) => is(difference)));

describe('agreement with ausearch -i', () => {
  let fields = 0;
  let same = 0;
  it.each([
    ['local-enriched.log', 'local-enriched.ausearch-i.txt'],
    ['local-raw.log', 'local-raw.ausearch-i.txt'],
    ['central.log', 'central.eoe60.ausearch-i.txt'],
  ])('%s', (log, printed) => {
    const text = readFileSync(inRepository('test/data/logs', printed), 'utf8');
    const found = agreementWithAusearch(readFileSync(inRepository('test/data/logs', log)), text);
    expect(found.unmatched).toEqual([]);
    expect(ofNobody(found.differences)).toEqual([]);
    fields += found.fields;
    same += found.fields - found.differences.length;
  });

  it('is at least 99 % of all fields', () => {
    console.log(`ausearch -i agrees on ${same} of ${fields} fields, ${((100 * same) / fields).toFixed(2)} %`);
    expect(same / fields).toBeGreaterThanOrEqual(0.99);
  });

  const generator = inShared('reference/bench/gen.py');
  const name = 'on a made log, asked of the ausearch of this machine';
  if (generator === undefined) skipAloud(name, '../shared is not here');
  else if (!existsSync('/usr/sbin/ausearch')) skipAloud(name, 'ausearch is not here (apt install auditd)');
  else {
    const folder = scratch();
    afterAll(() => folder.remove());
    it(name, () => {
      const log = execFileSync('python3', [generator, '20000', '5', '1'], {
        maxBuffer: 1 << 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const file = join(folder.path, 'audit.log');
      writeFileSync(file, log);
      const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
      const printed = execFileSync('/usr/sbin/ausearch', ['-i', '-if', file], {
        env,
        maxBuffer: 1 << 28,
        encoding: 'utf8',
      });
      const found = agreementWithAusearch(log, printed);
      const share = 1 - found.differences.length / found.fields;
      console.log(`ausearch -i agrees on ${(share * 100).toFixed(2)} % of ${found.fields} fields of a made log`);
      expect(found.unmatched).toEqual([]);
      expect(ofNobody(found.differences)).toEqual([]);
      expect(share).toBeGreaterThanOrEqual(0.99);
    });
  }
});
