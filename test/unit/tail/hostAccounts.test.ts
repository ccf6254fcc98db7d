import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../core/src/events/decode';
import { namingOf } from '../../../core/src/events/naming';
import { summarise } from '../../../core/src/events/sentence';
import { readAccounts } from '../../../client/src/tail/hostAccounts';
import { HostNaming } from '../../../client/src/tail/hostNaming';
import { Ingest } from '../../../client/src/tail/ingest';
import { asEvent, Store } from '../../../client/src/tail/store';
import { inRepository } from '../../kit/repository';
import { bytes, user } from './kit';

const accounts = {
  nodes: ['central', 'central.example.com'],
  passwd: 'root:x:0\ndeploy:x:1000\nagain:x:1000\n',
  group: 'root:x:0\nops:x:1000\n',
};

describe('names of users and groups', () => {
  it('are those of passwd and group, the first of several of one id', () => {
    const naming = namingOf('a:x:7:7::/:/bin/sh\nb:x:7:7::/:/bin/sh\nDOM\\jürgen:*:8:8\n', 'c:x:7:\n');
    expect(['7', '8', '9'].map((id) => naming.user?.(id))).toEqual(['a', 'DOM\\jürgen', undefined]);
    expect(naming.group?.('7')).toBe('c');
  });

  it.each([
    'ops ran rm: success',
    '1000',
    'unset',
    'root',
    'a\u202eb',
    'a\u001b[31m',
    'x'.repeat(200),
    '',
    '"',
    '<b>',
    'a\u00a0b',
  ])('that could be taken for something else are left out: %j', (name) => {
    expect(namingOf(`${name}:x:1007:\n`, `${name}:x:1007:\n`).user?.('1007')).toBeUndefined();
    expect(namingOf(`${name}:x:1007:\n`, `${name}:x:1007:\n`).group?.('1007')).toBeUndefined();
  });

  it('are not made of lines that are no entries', () => {
    const naming = namingOf('x\nx:y\nx:y:z\nx:y:-1\n:::\nlong:x:99999999999\n+::::::\n', '');
    expect(['-1', '', '99999999999', 'z'].map((id) => naming.user?.(id))).toEqual(Array(4).fill(undefined));
  });
});

describe('the accounts of the host of a log', () => {
  it('are asked by a script that any host understands', () => {
    const script = inRepository('client/src/tail/accounts.sh');
    const read = readAccounts(execFileSync('sh', [script], { encoding: 'utf8' }));
    expect(read?.nodes).toContain(execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim());
    expect(namingOf(read?.passwd ?? '', read?.group ?? '').user?.('0')).toBe('root');
  });

  it('are undefined where it said something else', () => {
    expect(readAccounts('sh: not found\n')).toBeUndefined();
    expect(readAccounts('')).toBeUndefined();
  });

  it('name who acted in its own events, not in those of other nodes', () => {
    const naming = new HostNaming();
    const store = new Store(10);
    const ingest = new Ingest(store, () => 0, { source: 0, host: 'central', naming });
    const own = user(1).replace('node=web1 ', '');
    ingest.take(bytes(own + user(2, 'Central.example.com') + user(3, 'web1')));
    ingest.settle();
    const users = () =>
      [0, 1, 2].map((id) => {
        const entry = store.get(id);
        return entry?.kind === 'event' ? summarise(asEvent(entry)).user : undefined;
      });
    expect(users()).toEqual(['uid 1000 → root', 'uid 1000 → root', 'uid 1000 → root']);
    ingest.take({ kind: 'accounts', accounts });
    expect(users()).toEqual(['deploy → root', 'deploy → root', 'uid 1000 → root']);
    const entry = store.get(0);
    if (entry?.kind !== 'event') throw new Error('no event');
    const event = asEvent(entry);
    const fields = event.records.flatMap((record) => decodeRecord(record, event.naming));
    expect(fields).toContainEqual({ name: 'auid', value: 'deploy' });
  });

  it('give way to what the record itself says', () => {
    const naming = new HostNaming();
    naming.know(accounts);
    const store = new Store(10);
    const ingest = new Ingest(store, () => 0, { source: 0, host: null, naming });
    ingest.take(bytes(`${user(1).replace('node=web1 ', '').trimEnd()}\x1dUID="root" AUID="alice"\n`));
    ingest.settle();
    const entry = store.get(0);
    expect(entry?.kind === 'event' && summarise(asEvent(entry)).user).toBe('alice → root');
  });
});
