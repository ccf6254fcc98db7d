import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { canonicalRules, compareRules, listedRules } from '../../../core/src/rules/canonical';
import type { Target } from '../../../core/src/target';
import { accountNumbers } from '../../kit/oracle';
import { openPretendedKernel } from '../../kit/pretendedKernel';
import { inShared } from '../../kit/repository';
import { tableRows } from '../../kit/ruleCases';
import { skipAloud } from '../../kit/skip';

const target: Target = { auditVersion: '3.0.9', arch: 'x86_64' };
const texts = (file: string, on = target) => canonicalRules(file, on).map(({ text }) => text);
const listed = (listing: string) => listedRules(listing, target).map(({ text }) => text);

/** A rules file, and what auditctl 3.0.9 lists when it is loaded on x86_64. */
const pairs: [what: string, file: string, listing: string][] = [
  ['a watch', '-w /etc/passwd -p wa -k id', '-w /etc/passwd -p wa -k id'],
  ['a watch written as rule', '-a always,exit -F path=/etc/passwd -F perm=wa -F key=id', '-w /etc/passwd -p wa -k id'],
  ['a folder with slash', '-a always,exit -F dir=/etc/ -F perm=wa -k id', '-w /etc/ -p wa -k id'],
  ['permissions in any order', '-w /x -p axw', '-w /x -p wxa'],
  ['a watch without -p', '-w /x', '-w /x -p rwxa'],
  ['several keys', '-w /etc/x -p w -k one -k two', '-w /etc/x -p w -k one -k two'],
  ['arch comes first', '-a exit,always -F auid!=unset -F arch=b64 -S 59 -k x', '-a always,exit -F arch=b64 -S execve -F auid!=-1 -F key=x'],
  ['calls in the order of their numbers', '-a always,exit -F arch=b32 -S openat,open', '-a always,exit -F arch=b32 -S open,openat'],
  ['all calls', '-a always,exit -F uid=0', '-a always,exit -S all -F uid=0'],
  ['errors by name', '-a always,exit -F arch=b64 -S open -F exit=-13', '-a always,exit -F arch=b64 -S open -F exit=-EACCES'],
  ['file types as numbers', '-a always,exit -S all -F filetype=file', '-a always,exit -S all -F filetype=32768'],
  ['arguments as hex', '-a always,exit -F arch=b64 -S open -F a1&3', '-a always,exit -F arch=b64 -S open -F a1&0x3'],
  ['record types by name', '-a exclude,always -F msgtype=1300', '-a always,exclude -F msgtype=SYSCALL'],
  ['comparisons', '-a always,exit -F arch=b64 -S chown -C euid!=uid', '-a always,exit -F arch=b64 -S chown -C uid!=euid'],
  ['spaces in paths', '-w /a\\ b/c -p r -k k', '-w /a b/c -p r -k k'],
  ['perm before path', '-a always,exit -F perm=wa -F path=/x -k k', ' -p wa-w /x -k k'],
  ['list by list', '-a never,exclude -F msgtype=CWD\n-w /x -p w', '-w /x -p w\n-a never,exclude -F msgtype=CWD'],
  ['at the head', '-w /a -p w\n-A always,exit -F path=/b -F perm=w', '-w /b -p w\n-w /a -p w'],
  ['deleted again', '-w /a -p w\n-w /b -p w\n-W /a -p w', '-w /b -p w'],
  ['deleted by -D', '-w /a -p w\n-D\n-w /b -p w', '-w /b -p w'],
  ['loaded once', '-w /a -p w\n-c\n-w /a -p w', '-w /a -p w'],
  ['after the lock', '-w /a -p w\n-e 2\n-w /b -p w', '-w /a -p w'],
  ['no arch after b32', '-a always,exit -F arch=b32 -S open\n-a always,exit -S getpid', '-a always,exit -F arch=b32 -S open\n-a always,exit -S mkdir'],
  ['nothing', '# nothing\n\n-b 100', 'No rules'],
]; // prettier-ignore

describe('canonical rules', () => {
  it.each(pairs)('%s', (_, file, listing) => {
    expect(texts(file)).toEqual(listed(listing));
  });

  it('gives accounts numbers where they are known', () => {
    const accounts = { users: new Map([['ntp', 107]]), groups: new Map([['adm', 4]]) };
    const file = '-a never,user -F uid=ntp -F gid=adm -F euid=nobody';
    expect(canonicalRules(file, target, accounts)[0]!.text).toBe('-a never,user -F uid=107 -F gid=4 -F euid=nobody');
  });

  it('spells out the calls of perm behind arch from 3.1.3 on', () => {
    const rule = '-a always,exit -F arch=b64 -F path=/x -F perm=x -k k';
    expect(texts(rule)[0]).toContain('-S all');
    expect(texts(rule, { ...target, auditVersion: '3.1.5' })[0]).toContain('-S execve ');
    expect(texts(rule, { ...target, auditVersion: '4.2.1' })[0]).toContain('-S execve,execveat ');
  });

  it('takes a watch with more conditions as path or as dir', () => {
    const wanted = canonicalRules('-w /srv -p w -F auid>=1000', target);
    for (const place of ['path', 'dir']) {
      const loaded = listedRules(`-a always,exit -S all -F ${place}=/srv -F perm=w -F auid>=1000`, target);
      expect(compareRules(wanted, loaded)).toEqual({ onlyWanted: [], onlyLoaded: [], orderDiffers: false });
    }
  });

  it('tells what is missing, what is too much, and another order', () => {
    const wanted = canonicalRules('-w /a -p w\n-w /b -p w\n-w /c -p w', target);
    const loaded = listedRules('-w /c -p w\n-w /b -p w\n-w /d -p w', target);
    const difference = compareRules(wanted, loaded);
    expect(difference.onlyWanted.map(({ line }) => line)).toEqual([0]);
    expect(difference.onlyLoaded.map(({ line }) => line)).toEqual([2]);
    expect(difference.orderDiffers).toBe(true);
  });
});

const kernel = openPretendedKernel();
const name = 'the list of what the real auditctl loaded agrees with the file';
if (typeof kernel === 'string') skipAloud(name, kernel);
else {
  describe(name, () => {
    afterAll(() => kernel.close());
    const accounts = { users: accountNumbers('/etc/passwd'), groups: accountNumbers('/etc/group') };
    const here = {
      ...target,
      auditVersion: kernel.version,
      users: [...accounts.users.keys()],
      groups: [...accounts.groups.keys()],
    };
    const differenceOf = (text: string) => {
      kernel.load(text);
      return compareRules(canonicalRules(text, here, accounts), listedRules(kernel.list(), here, accounts));
    };
    const same = { onlyWanted: [], onlyLoaded: [], orderDiffers: false };

    it.each(pairs)('%s', (_, file, listing) => {
      kernel.load(file);
      expect(kernel.list().trimEnd()).toBe(listing.trimEnd());
    });

    it('for every file of the corpus', { timeout: 60_000 }, () => {
      const folder = inShared('corpus/rules')!;
      const files = new Set(tableRows(`${folder}/verdicts.tsv`).map((row) => row['file']!));
      let rules = 0;
      for (const file of files) {
        // Errors do not stop the load, so that all that is right in the file is compared.
        const text = `-c\n${readFileSync(`${folder}/${file}`, 'utf8')}`;
        expect(differenceOf(text), file).toEqual(same);
        rules += canonicalRules(text, here).length;
      }
      console.log(`${files.size} files, ${rules} rules: what is listed is what the file says`);
    });

    it('for the measured cases', () => {
      const lines = tableRows(new URL('../../data/rules/cases.tsv', import.meta.url).pathname)
        .filter((row) => row['verdict'] === 'ok' && row['loaded_as']!.startsWith('add') && !row['line']!.includes('\\'))
        .map((row) => row['line']!);
      expect(differenceOf(`-c\n${lines.join('\n')}\n`)).toEqual(same);
      expect(canonicalRules(lines.join('\n'), here).length).toBeGreaterThan(150);
    });
  });
}
