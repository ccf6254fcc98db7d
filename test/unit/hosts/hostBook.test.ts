import { describe, expect, it } from 'vitest';
import { parseDestination } from '../../../client/src/hosts/host';
import type { Host } from '../../../client/src/hosts/host';
import { HostBook, hostsOfSettings } from '../../../client/src/hosts/hostBook';
import { describeFailure, HostError, oneLine, wordsOfError } from '../../../client/src/hosts/hostFailure';

function memory(): { get(key: string): unknown; update(key: string, value: unknown): Promise<void> } {
  const values = new Map<string, unknown>();
  return { get: (key) => values.get(key), update: (key, value) => Promise.resolve(void values.set(key, value)) };
}

describe('hosts', () => {
  it('come from the settings, which have the last word about a name, and from the ssh configuration', async () => {
    const book = new HostBook({
      configuredNames: () => Promise.resolve(['web1', 'web2']),
      settings: () => [{ name: 'web2', hostName: '10.0.0.2', role: 'central' }],
      memory: memory(),
    });
    expect(await book.hosts()).toEqual([
      { name: 'web2', source: 'settings', hostName: '10.0.0.2', role: 'central' },
      { name: 'web1', source: 'ssh-config' },
    ]);
    await expect(book.mustHaveSelected()).rejects.toThrow(/No host is selected/);
    let changes = 0;
    book.onDidChange(() => changes++);
    await book.select('web1');
    expect((await book.selected())?.name).toBe('web1');
    expect(changes).toBe(1);
  });

  it('a selected host that is no longer there is not selected', async () => {
    const book = new HostBook({
      configuredNames: () => Promise.resolve([]),
      settings: () => undefined,
      memory: memory(),
    });
    await book.select('gone');
    expect(await book.selected()).toBeUndefined();
  });

  it('of an inventory are all its own, also those that the settings say more of', async () => {
    const hosts = ['web1', 'web2'].map((name): Host => ({
      name,
      source: 'inventory',
      hostName: `${name}.example.org`,
    }));
    const book = new HostBook({
      configuredNames: () => Promise.resolve([]),
      settings: () => [{ name: 'web1', role: 'sender' }],
      inventory: () => Promise.resolve({ hosts, groups: [], remarks: [] }),
      memory: memory(),
    });
    expect(await book.inventoryNames()).toEqual(['web1', 'web2']);
    expect((await book.hosts()).map(({ name, source }) => [name, source])).toEqual([
      ['web1', 'settings'],
      ['web2', 'inventory'],
    ]);
  });

  it('written wrongly in the settings are left out, wrong parts of them too', () => {
    expect(
      hostsOfSettings([
        null,
        'web1',
        { name: '' },
        { name: '-oProxyCommand=sh' },
        { name: 'a b' },
        { name: 'ok', port: 0, user: '-l', role: 'boss', hostName: '$(id)' },
        { name: 'ok', port: 22 },
      ]),
    ).toEqual([{ name: 'ok', source: 'settings' }]);
    expect(hostsOfSettings({ name: 'x' })).toEqual([]);
  });

  it.each([
    ['web1', { hostName: 'web1' }],
    ['root@web1.example.org:2222', { user: 'root', hostName: 'web1.example.org', port: 2222 }],
    ['me@[::1]:22', { user: 'me', hostName: '::1', port: 22 }],
    ['', undefined],
    ['-oX@web1', undefined],
    ['web1:0', undefined],
    ['web1:99999', undefined],
    ['a b', undefined],
    ['$(id)', undefined],
  ])('a destination %s', (text, parsed) => {
    expect(parseDestination(text)).toEqual(parsed);
  });
});

describe('failures', () => {
  it('say what and what next, in one line of plain text whatever the host said', () => {
    const said = 'bad\u001b[31m\r\n[click](command:evil) ' + 'x'.repeat(1000);
    const words = describeFailure('web1', { kind: 'sudo-not-allowed', user: 'me', text: said });
    expect(words.what).not.toMatch(/[\u0000-\u001f]/);
    expect(words.what).not.toContain('](');
    expect(words.what.length).toBeLessThan(500);
    expect(words.next).not.toBe('');
    expect(oneLine('one\ntwo.')).toBe('one two');
    expect(wordsOfError(new Error('no log at /x[y](command:z)\n\u202e'))).toBe('no log at /x[y] (command:z) ');
    expect(new HostError('web1', { kind: 'cancelled' }).message).toBe('web1: cancelled. Nothing more is done there.');
  });
});
