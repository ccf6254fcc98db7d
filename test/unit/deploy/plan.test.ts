import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coreRuleBook } from '../../../client/src/deploy/coreRuleBook';
import type { HostState } from '../../../client/src/deploy/hostState';
import { asTransaction } from '../../../client/src/deploy/hostScript';
import { sha256 } from '../../../client/src/deploy/observe';
import { payloadOf } from '../../../client/src/deploy/payload';
import { plan, removable, removed } from '../../../client/src/deploy/plan';
import type { Plan, Wish } from '../../../client/src/deploy/planModel';
import { confirmationText, planText } from '../../../client/src/deploy/planWords';
import { generationOf, wishToUndo } from '../../../client/src/deploy/generations';
import { scratch } from '../../kit/scratch';
import { base, file, inFolder, state, wish } from './states';

const planned = (wished: Wish, of: Partial<HostState> = {}): Plan => plan(state(of), wished, coreRuleBook);
const kinds = ({ steps }: Plan): string[] => steps.map(({ kind }) => kind);

describe('files that only the host has', () => {
  const files = [
    file(inFolder('10-base.rules'), base),
    file(inFolder('20-own.rules'), '-w /etc/hosts -p wa -k own\n'),
    file(inFolder('30-link.rules'), '', { kind: 'link' }),
    file(inFolder('$(id).rules'), ''),
  ];

  it('stay unless they are ticked, and only ordinary ones can be', () => {
    const made = planned(wish({ '10-base.rules': `${base}# x\n` }), { files });
    expect(made.kept).toEqual(['20-own.rules', '30-link.rules', '$(id).rules']);
    expect(removed(made)).toEqual([]);
    expect(removable(made)).toEqual(['20-own.rules']);
  });

  it('and a long outcome is wrapped: the plan stands in half a window', () => {
    const made = planned(wish({ '10-base.rules': `${base}# x\n` }), { files });
    const long = `central: the host refused 10-base.rules:1: ${'a word or two '.repeat(20)}`;
    const [text = ''] = planText([{ plan: made, findings: [] }], [long]).split(/^\w+ {3}audit/m);
    expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
    expect(text.replace(/\s+/g, ' ')).toContain(long.trim());
  });

  it('are named in the question when they go', () => {
    const made = planned(wish({ '10-base.rules': `${base}# x\n` }, ['20-own.rules']), { files });
    expect(removed(made)).toEqual(['20-own.rules']);
    expect(removable(made)).toEqual([]);
    expect(confirmationText([{ plan: made, findings: [] }])).toContain('removes 20-own.rules');
  });
});

describe('a plan', () => {
  it('of what is so already has no steps', () => {
    const made = planned(wish({ '10-base.rules': base }));
    expect(made).toMatchObject({ steps: [], obstacles: [], unchanged: ['10-base.rules'], kept: [], vanishing: [] });
  });

  it('writes what differs, keeps owner and mode, and keeps what only the host has', () => {
    const files = [file(inFolder('10-base.rules'), base, { mode: '600', owner: '0:4' })];
    const made = planned(wish({ '20-net.rules': '-w /etc/hosts -p wa -k net\n', '10-base.rules': `${base}# x\n` }), {
      files,
    });
    expect(kinds(made)).toEqual(['write', 'write', 'load', 'prove', 'confirm']);
    expect(made.steps[0]).toMatchObject({
      path: inFolder('20-net.rules'),
      before: undefined,
      mode: '640',
      owner: '0:0',
      added: 1,
    });
    expect(made.steps[1]).toMatchObject({ mode: '600', owner: '0:4', added: 0, removed: 0 });
    expect(planned(wish({ '20-net.rules': '# nothing\n' })).kept).toEqual(['10-base.rules']);
  });

  it('only loads when the files are right and the loaded rules are not, and says what would vanish', () => {
    const made = planned(wish({ '10-base.rules': base }), { loaded: ['-w /opt -p x -k by-hand'] });
    expect(kinds(made)).toEqual(['load', 'prove', 'confirm']);
    expect(made.vanishing).toEqual(['-w /opt -p x -k by-hand']);
    expect(planText([{ plan: made, findings: [] }])).toContain('-w /opt -p x -k by-hand');
  });

  it('removes only what is there', () => {
    expect(kinds(planned(wish({}, ['10-base.rules'])))).toEqual(['remove', 'load', 'prove', 'confirm']);
    expect(kinds(planned(wish({}, ['99-none.rules'])))).toEqual([]);
  });

  it('locks last, and loads without the lock', () => {
    const made = planned(wish({ '99-lock.rules': '-e 2\n' }));
    expect(kinds(made)).toEqual(['write', 'load', 'prove', 'confirm', 'lock']);
    expect(made.steps[1]).toMatchObject({ withoutLock: true });
    expect(confirmationText([{ plan: made, findings: [] }])).toMatch(/lasts until the next boot/);
  });

  it('for a locked host takes effect at the next boot', () => {
    const made = planned(wish({ '20-net.rules': '-w /etc/hosts -p wa -k net\n' }), { status: { enabled: 2 } });
    expect(kinds(made)).toEqual(['write', 'load', 'next-boot']);
    expect(planText([{ plan: made, findings: [] }])).toMatch(/locked \(enabled 2\).*next boot/s);
    expect(kinds(planned(wish({ '10-base.rules': base }), { status: { enabled: 2 }, loaded: [] }))).toEqual([]);
  });

  it.each<[string, Wish, Partial<HostState>, RegExp]>([
    ['no audit', wish({}), { auditVersion: undefined }, /no auditctl/],
    ['no rules.d', wish({}), { hasRulesFolder: false }, /no folder \/etc\/audit\/rules\.d/],
    [
      'a kernel out of reach',
      wish({}),
      { loaded: undefined, loadedProblem: 'Operation not permitted' },
      /Operation not permitted/,
    ],
    ['missing tools', wish({}), { missingTools: ['flock'] }, /lacks flock/],
    [
      'another deploy that waits',
      wish({}),
      { waiting: [{ transaction: 'tx', seconds: 30 }] },
      /waits for its confirmation/,
    ],
    ['a name with a blank', wish({ 'a b.rules': '' }), {}, /no name that augenrules reads/],
    ['a name that climbs', wish({ '../x.rules': '' }), {}, /no name that augenrules reads/],
    ['a name for a shell', wish({ '$(id).rules': '' }), {}, /no name that augenrules reads/],
    ['a link', wish({ 'l.rules': 'x' }), { files: [file(inFolder('l.rules'), '', { kind: 'link' })] }, /symbolic link/],
    [
      'a lock among other options',
      wish({ 'l.rules': '-b 100 -e 2\n' }),
      {},
      /l\.rules:1 locks in a line with other options/,
    ],
  ])('meets an obstacle: %s', (_title, wished, of, words) => {
    const { obstacles } = planned(wished, of);
    expect(obstacles.map(({ what }) => what).join()).toMatch(words);
    expect(obstacles.every(({ next }) => next !== '')).toBe(true);
  });

  it('is shown in words', () => {
    const wished = wish({
      '10-base.rules': base.replace('passwd', 'shadow'),
      '40-network.rules': '-w /etc/hosts -p wa -k net\n',
    });
    const files = [...state().files, file(inFolder('20-own.rules'), '# own\n')];
    const loaded = ['-w /etc/passwd -p wa -k id', '-w /opt -p x -k by-hand'];
    expect(planText([{ plan: planned(wished, { files, loaded }), findings: [] }])).toBe(
      [
        'Plan: nothing is done before you confirm.',
        '',
        'web1   audit 3.0.9, 2 rules loaded, not locked',
        '  ~ rules.d/10-base.rules      +1 −1 rules',
        '  + rules.d/40-network.rules   new, 1 rule',
        '  · rules.d/20-own.rules       only there, kept',
        '  then: augenrules --load, prove 2 rules, confirm within 60 s',
        '  loaded now, but in no file, so gone afterwards:',
        '    -w /opt -p x -k by-hand',
        '',
      ].join('\n'),
    );
  });

  describe('the archive that is sent', () => {
    const texts = { 'a.rules': '-w /a -k a\n', 'b.rules': '', 'c.rules': 'ü'.repeat(5000) };
    const transaction = asTransaction('t1');
    const given = [
      file(inFolder('a.rules'), 'old\n', { mode: '600', owner: '7:8' }),
      file('/etc/audit/audit.rules', '-D\n'),
    ];

    it('is unpacked by tar: contents, owners, links to what is there, copies of what is generated', () => {
      const { path: etc, remove } = scratch('payload-');
      try {
        mkdirSync(join(etc, 'audit/rules.d'), { recursive: true });
        writeFileSync(join(etc, 'audit/rules.d/a.rules'), 'old\n');
        const { bytes, times, places } = payloadOf(planned(wish(texts), { files: given }), transaction);
        execFileSync('tar', ['-xmpf', '-', '-C', etc], { input: bytes });
        const stage = join(etc, 'audit/.ad-t1');
        const read = (name: string) => readFileSync(join(stage, name), 'utf8');
        expect(['a.rules', 'b.rules', 'c.rules'].map((name) => read(`new.rules.d/${name}`))).toEqual(
          Object.values(texts),
        );
        expect(statSync(join(stage, 'old.rules.d/a.rules')).nlink).toBe(2);
        expect(read('old.top/audit.rules')).toBe('-D\n');
        expect(read('ask')).toBe('-s\n-l\n');
        expect(read('END')).toBe('END\n');
        expect(statSync(stage).mode & 0o777).toBe(0o700);
        const listed = execFileSync('tar', ['-tvf', '-', '--numeric-owner'], { input: bytes }).toString();
        expect(listed).toMatch(/^-rw------- 7\/8 +11 .*new\.rules\.d\/a\.rules$/m);
        expect(listed).toMatch(/^-rw-r----- 0\/0 +0 .*new\.rules\.d\/b\.rules$/m);
        expect(places).toEqual(['/etc/audit/rules.d', '/etc/audit']);
        expect(times).toBe('');
      } finally {
        remove();
      }
    });

    it('has a manifest that points at each content, and notes that a host without tar finds', () => {
      const { bytes, parts } = payloadOf(planned(wish(texts), { files: given }), transaction);
      const part = (name: string): string => {
        const { at, size } = parts.find((one) => one.name === name) ?? { at: 0, size: 0 };
        return Buffer.from(bytes).toString('utf8', at, at + size);
      };
      const lines = part('M')
        .replace(/^manifest='|'\n$/g, '')
        .split('\n');
      expect(lines).toHaveLength(5);
      const hashed = lines.flatMap((line) => {
        const [, , , how = '', at, size] = line.split(' ');
        return how.length === 64 ? [[sha256(bytes.subarray(Number(at), Number(at) + Number(size))), how]] : [];
      });
      expect(hashed).toHaveLength(3);
      for (const [found, wanted] of hashed) expect(found).toBe(wanted);
      expect(part('script')).toContain('apply()');
      expect(part('sums')).toContain(`${sha256(Buffer.from('old\n'))}  /etc/audit/rules.d/a.rules\n`);
    });

    it('leaves to the host what an archive has no room for', () => {
      const name = `${'n'.repeat(120)}.rules`;
      const path = inFolder(name);
      const files = [file(path, 'old\n', { owner: '3000000000:0' })];
      const { bytes } = payloadOf(planned(wish({ [name]: 'new\n' }), { files }), transaction);
      const listed = execFileSync('tar', ['-tf', '-'], { input: bytes }).toString();
      expect(listed).toContain('audit/.ad-t1/far/0\n');
      expect(listed).not.toContain(name);
    });
  });

  it('can be brought back by another one', () => {
    const made = planned(wish({ '10-base.rules': '# other\n', '20-new.rules': '# new\n' }));
    const back = wishToUndo(generationOf(made, '2026-11-22T07:00:00.000Z'), 60);
    expect(back.files.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([
      [inFolder('10-base.rules'), base],
    ]);
    expect(back.remove).toEqual([inFolder('20-new.rules')]);
  });
});

describe('effective rules', () => {
  const compile = (files: Readonly<Record<string, string>>, awk: 'gawk' | 'mawk' = 'gawk'): string[] =>
    coreRuleBook
      .compile(
        Object.entries(files).map(([name, text]) => ({ name, text })),
        state({ awk }),
      )
      .map(({ text }) => text)
      .slice(1);

  it('are in the order of ls -1v, with the last -D, -b, -f and -e moved', () => {
    const files = {
      '100-x.rules': '-w /x\n-b 2\n',
      '10-a.rules': '-e 1\n-D\n-b 1\n-w /a\n',
      '2-b.rules': '# c\n\n-f 1\n-w /b\n',
    };
    expect(compile(files)).toEqual(['-D', '-b 2', '-f 1', '-w /b', '-w /a', '-w /x', '-e 1']);
  });

  it('an indented line stays in the middle where the old mawk compiles', () => {
    expect(compile({ 'a.rules': ' -e 2\n-w /a\n' })).toEqual(['', '', '', '-w /a', ' -e 2']);
    expect(compile({ 'a.rules': ' -e 2\n-w /a\n' }, 'mawk')).toEqual(['', '', '', ' -e 2', '-w /a', '']);
  });
});
