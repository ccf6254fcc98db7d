import { describe, expect, it } from 'vitest';
import { coreRules } from '../../../client/src/deploy/coreRuleBook';
import type { HostState } from '../../../client/src/deploy/hostState';
import { Readings } from '../../../client/src/deploy/readings';
import { state } from './states';

const files = [
  {
    name: '20-calls.rules',
    text: '-a always,exit -F arch=b64 -S fchmodat2 -k new\n-a always,exit -F arch=b64 -S openat -F auid=alice -k id\n',
  },
  {
    name: '10-base.rules',
    text: '  -D\n-w /etc/passwd -p wa -k id\r\n-a always,exit -F arch=b64 -S open -F gid=staff -k id\n',
  },
];
const loaded = [
  '-w /etc/passwd -p wa -k id',
  '-a always,exit -F arch=b64 -S open -F gid=50 -F key=id',
  '-a always,exit -F arch=b64 -S openat -F auid=1000 -F key=id',
];

const people = (users: Record<string, number>, groups: Record<string, number> = { root: 0, staff: 50 }) => ({
  users: new Map(Object.entries(users)),
  groups: new Map(Object.entries(groups)),
});
const alice = people({ root: 0, alice: 1000 });

/** Each says something of its own of the same files. */
const hosts: Readonly<Record<string, HostState>> = {
  usual: state(alice),
  old: state({ ...alice, auditVersion: '3.0' }),
  new: state({ ...alice, auditVersion: '4.1.2' }),
  arm: state({ ...alice, arch: 'aarch64' }),
  mawk: state({ ...alice, awk: 'mawk' }),
  'another alice': state(people({ root: 0, alice: 1001 })),
  'no alice': state(people({ root: 0 })),
  'another group': state(people({ root: 0, alice: 1000 }, { root: 0, staff: 51 })),
  'no audit': state({ ...alice, auditVersion: undefined }),
};

describe('what is remembered between hosts', () => {
  it('never gives one the answer of another', () => {
    const book = coreRules();
    const said = (of: HostState, by = book) => by.compare(by.compile(files, of), loaded, of);
    for (let round = 0; round < 2; round++) {
      for (const [name, host] of Object.entries(hosts)) {
        const fresh = coreRules();
        expect(book.compile(files, host), name).toEqual(fresh.compile(files, host));
        expect(said(host), name).toEqual(said(host, fresh));
      }
    }
    // The test would be worth nothing if it were the same for all.
    const answers = new Set(
      Object.values(hosts).map((host) => JSON.stringify([book.compile(files, host), said(host)])),
    );
    expect(answers.size).toBe(8);
  });

  it('serves hosts that are alike, whatever they are called', () => {
    const book = coreRules();
    const compiled = book.compile(files, state({ ...alice, host: 'web1' }));
    expect(book.compile(files, state({ ...alice, host: 'web2' }))).toBe(compiled);
    expect(book.compile(files, hosts['mawk']!)).not.toBe(compiled);
  });

  it('tells files apart by their names and by where one ends', () => {
    const book = coreRules();
    const texts = (...parts: readonly (readonly [string, string])[]) =>
      book.compile(parts.map(([name, text]) => ({ name, text })), hosts['usual']!); // prettier-ignore
    expect(texts(['a.rules', '-w /a\n'], ['b.rules', '-w /b\n'])).not.toEqual(texts(['a.rules', '-w /a\n-w /b\n']));
    expect(texts(['a.rules', '-w /a\n'])[4]?.file).toBe('a.rules');
    expect(texts(['b.rules', '-w /a\n'])[4]?.file).toBe('b.rules');
  });
});

describe('Readings', () => {
  const counting = (most: number) => {
    const made: string[] = [];
    const readings = new Readings<string>(most);
    const of = (text: string): string =>
      readings.of('r', text, () => {
        made.push(text);
        return text.toUpperCase();
      });
    return { made, of };
  };

  it('begins anew when it is full', () => {
    const { made, of } = counting(10);
    for (const text of ['aaa', 'bbb', 'aaa', 'ccc', 'aaa']) expect(of(text)).toBe(text.toUpperCase());
    expect(made).toEqual(['aaa', 'bbb', 'ccc', 'aaa']);
  });

  it('keeps nothing of a text that is larger than all', () => {
    const { made, of } = counting(10);
    of('aaa');
    of('b'.repeat(20));
    of('b'.repeat(20));
    of('aaa');
    expect(made.map((text) => text.length)).toEqual([3, 20, 20]);
  });

  it('does not take one reader for another', () => {
    const readings = new Readings<number>();
    expect(readings.of('a', 'text', () => 1)).toBe(1);
    expect(readings.of('b', 'text', () => 2)).toBe(2);
  });
});
