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

/** The same for arguments of system calls that no program would give. */
const oddArguments: typeof better = [
  ...better,
  { is: ({ theirs }) => /^0x[0-9a-f]+$/.test(theirs), why: 'an argument that ausearch 3.0.9 leaves a number' },
  {
    is: ({ theirs }) => /^unknown|^UNKNOWN|Unknown error/.test(theirs),
    why: 'what nobody knows stays the number that was logged',
  },
  { is: ({ ours }) => /\|0x/.test(ours), why: 'bits without a name are shown, not left out' },
  {
    is: ({ ours, theirs }) => /^\d+$/.test(ours) && /^[a-z]+$/.test(theirs),
    why: 'ausearch asks the passwd of the machine that reads; the log is of another',
  },
  {
    is: ({ ours, theirs }) => /^0\d+$/.test(ours) && theirs.includes(','),
    why: 'a mode is written as chmod takes it',
  },
  {
    is: ({ ours, theirs }) => /^(MS|CLONE)_/.test(theirs) && /^(MS|CLONE)_/.test(ours),
    why: 'flags have the names of newer kernels: MS_NOSYMFOLLOW, CLONE_NEWCGROUP (once CLONE_STOPPED)',
  },
  {
    is: ({ ours, theirs }) => ours.startsWith('SOCK_') && theirs.startsWith('SOCK_'),
    why: 'SOCK_NONBLOCK and SOCK_CLOEXEC are said',
  },
  {
    is: ({ ours }) => /^0x[0-9a-f]+$/.test(ours),
    why: 'options of rare protocols and old calls stay numbers: few rules record them',
  },
];

const ofNobody = (differences: readonly Difference[], reasons = better) =>
  differences.filter((difference) => !reasons.some(({ is }) => is(difference)));

/** A record for each system call of x86_64 with each of some quadruples of arguments, and every errno in turn. */
function everySystemCall(): string {
  const quadruples = ['1 2 0 0', '2 1 241 1b6', 'ffffff9c 7ffe0000 80000 0', '3 541b 1 2', 'a 3 7 22', '0 5 4 9'];
  const lines: string[] = [];
  for (let call = 0; call < 450; call++) {
    for (const quadruple of quadruples) {
      const [a0, a1, a2, a3] = quadruple.split(' ');
      const serial = lines.length + 1;
      const stamp = `${1_700_000_000 + Math.floor(serial / 100)}.${String(serial % 100).padStart(3, '0')}:${serial}`;
      lines.push(
        `type=SYSCALL msg=audit(${stamp}): arch=c000003e syscall=${call} success=no exit=-${1 + (serial % 133)} ` +
          `a0=${a0} a1=${a1} a2=${a2} a3=${a3} items=0 ppid=1 pid=2 auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 ` +
          `egid=0 sgid=0 fsgid=0 tty=(none) ses=4294967295 comm="x" exe="/x" key=(null)`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

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
  const made: readonly [string, reasons: typeof better, make: (() => string | Buffer) | undefined][] = [
    ['a record of each system call', oddArguments, everySystemCall],
    ['what the generator makes', better, generator === undefined ? undefined : () => generated(generator)],
  ];
  const folder = scratch();
  afterAll(() => folder.remove());
  for (const [what, reasons, make] of made) {
    const name = `on ${what}, asked of the ausearch of this machine`;
    if (make === undefined) skipAloud(name, '../shared is not here');
    else if (!existsSync('/usr/sbin/ausearch')) skipAloud(name, 'ausearch is not here (apt install auditd)');
    else {
      it(name, () => {
        const log = Buffer.from(make());
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
        console.log(`ausearch -i agrees on ${(share * 100).toFixed(2)} % of ${found.fields} fields: ${what}`);
        expect(found.unmatched).toEqual([]);
        expect(ofNobody(found.differences, reasons)).toEqual([]);
        expect(share).toBeGreaterThanOrEqual(0.99);
      });
    }
  }
});

function generated(generator: string): Buffer {
  return execFileSync('python3', [generator, '20000', '5', '1'], {
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
