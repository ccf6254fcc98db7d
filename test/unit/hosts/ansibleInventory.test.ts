import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readInventory, readListing } from '../../../client/src/hosts/ansibleInventory';
import { readIniInventory } from '../../../client/src/hosts/iniInventory';
import { expandRanges, hostsOfInventory, splitPort } from '../../../client/src/hosts/inventory';
import { HostBook } from '../../../client/src/hosts/hostBook';
import { PickedInventory } from '../../../client/src/hosts/pickedInventory';
import { readYamlInventory } from '../../../client/src/hosts/yamlInventory';
import { scratch, type Scratch } from '../../kit/scratch';

const ini = (...lines: string[]) => hostsOfInventory(readIniInventory(lines.join('\n'), 'hosts'));
const yaml = (...lines: string[]) => hostsOfInventory(readYamlInventory(lines.join('\n'), 'hosts.yml'));
const withoutAnsible = { runAnsible: () => Promise.resolve(undefined), trusted: () => true };

describe('an inventory in INI', () => {
  it('gives hosts with what ssh needs: ranges, quotes, comments, ports, variables of groups', () => {
    const { hosts, remarks } = ini(
      'alone.example.org',
      '[web] # the web',
      'web[01:02].example.org ansible_port=2222 ansible_user="bob" # comment',
      `jump ansible_host=10.0.0.1 ansible_ssh_private_key_file='~/.ssh/id x'`,
      '; the collector',
      '[central]',
      '[fe80::1]:2200',
      '[web:vars]',
      'ansible_user = www',
      '[all:vars]',
      'ansible_user=everybody',
    );
    const shared = { source: 'inventory' };
    expect(hosts).toEqual([
      { name: 'alone.example.org', ...shared, user: 'everybody', groups: [] },
      { name: 'web01.example.org', ...shared, port: 2222, user: 'bob', groups: ['web'] },
      { name: 'web02.example.org', ...shared, port: 2222, user: 'bob', groups: ['web'] },
      { name: 'jump', ...shared, hostName: '10.0.0.1', user: 'www', identityFile: '~/.ssh/id x', groups: ['web'] },
      { name: 'fe80::1', ...shared, port: 2200, user: 'everybody', role: 'central', groups: ['central'] },
    ]);
    expect(remarks).toEqual([]);
  });

  it('gives a group the hosts of its child groups, and the inner group the last word', () => {
    const { hosts, groups } = ini(
      ...[
        '[site:children]',
        'senders',
        'spare',
        '[senders]',
        'a',
        'b',
        '[spare]',
        'b',
        '[site:vars]',
        'ansible_port=1',
      ],
      ...['[senders:vars]', 'ansible_port=2', '[empty]'],
    );
    expect(groups).toEqual([
      { group: 'site', hosts: ['a', 'b'] },
      { group: 'senders', hosts: ['a', 'b'] },
      { group: 'spare', hosts: ['b'] },
    ]);
    expect(hosts.map(({ name, port, role }) => [name, port, role])).toEqual([
      ['a', 2, 'sender'],
      ['b', 2, 'sender'],
    ]);
  });

  it.each([
    ['[web', 'hosts:1: "[web" is no section'],
    ['\n[web:boys]', 'hosts:2: ":boys" is none of'],
    ['[prod:children]\nnope', 'hosts:2: [prod:children] names the group "nope"'],
    ['[nope:vars]\na=1', 'hosts:1: [nope:vars] names the group "nope"'],
    ['web1 ansible_user', 'hosts:1: "ansible_user" is no variable'],
    ['[web:vars]\nansible_user', 'hosts:2: "ansible_user" is no variable'],
    [`web1 a='b`, `hosts:1: a quote (') is not closed`],
    ['web[1:]', 'hosts:1: the range [1:] of "web[1:]" has no end'],
    ['all:', 'hosts:1: "all:" ends in a colon; is this file YAML?'],
  ])('%j is refused with place and reason', (text, message) => {
    expect(() => readIniInventory(text, 'hosts')).toThrow(message);
  });
});

describe('an inventory in YAML', () => {
  it('gives hosts, children and variables', () => {
    const { hosts, groups } = yaml(
      ...['all:', '  vars: { ansible_user: admin }', '  hosts:', '    mail:', '  children:', '    web:'],
      ...['      hosts:', '        web[1:2]:', '          ansible_port: "2222"', '    central: { hosts: log1 }'],
    );
    expect(hosts.map(({ name, port, user, role }) => [name, port, user, role])).toEqual([
      ['web1', 2222, 'admin', undefined],
      ['web2', 2222, 'admin', undefined],
      ['log1', undefined, 'admin', 'central'],
      ['mail', undefined, 'admin', undefined],
    ]);
    expect(groups.map(({ group }) => group)).toEqual(['web', 'central']);
  });

  it.each([
    ['- web1', 'hosts.yml: an inventory is a mapping'],
    ['all: [1, 2', 'hosts.yml:1: this is no YAML'],
    ['all:\n  hosts: [web1]', '"hosts" of the group "all" must be a mapping, not a list'],
    ['all:\n  hosts:\n    web1: yes', 'below the host "web1" must be a mapping'],
    ['all: web1', 'the group "all" must be a mapping'],
    ['plugin: aws_ec2', 'which only Ansible can ask'],
    ['all: &a\n  children:\n    x: *a', 'hosts.yml'],
  ])('%j is refused with place and reason', (text, message) => {
    expect(() => readYamlInventory(text, 'hosts.yml')).toThrow(message);
  });
});

describe('names', () => {
  it.each([
    ['web[01:03]', ['web01', 'web02', 'web03']],
    ['web[8:12:2].org', ['web8.org', 'web10.org', 'web12.org']],
    ['db-[a:c]', ['db-a', 'db-b', 'db-c']],
    ['r[1:2]-[a:b]', ['r1-a', 'r1-b', 'r2-a', 'r2-b']],
    ['[fe80::1]', ['[fe80::1]']],
    ['plain', ['plain']],
  ])('%s stands for %j', (pattern, names) => expect(expandRanges(pattern, 'x')).toEqual(names));

  it.each(['web[3:1]', 'web[01:100]', 'web[a:3]', 'web[1:2:0]', 'web[1:99999999]', 'web[1:200][1:200]'])(
    '%s is refused',
    (pattern) => expect(() => expandRanges(pattern, 'hosts:7')).toThrow(/^hosts:7: /),
  );

  it('may carry a port', () => {
    expect(splitPort('web1:2222')).toEqual({ name: 'web1', port: 2222 });
    expect(splitPort('[fe80::1]:22')).toEqual({ name: 'fe80::1', port: 22 });
    expect(splitPort('fe80::1')).toEqual({ name: 'fe80::1' });
  });
});

describe('hosts that ssh should not get', () => {
  it('are left out, and said; what Ansible hands to ssh is said, too', () => {
    const { hosts, remarks } = ini(
      ...['here ansible_connection=local', 'box ansible_connection=winrm', '-oProxyCommand=sh', 'x ansible_host=-oA'],
      ...[
        'y ansible_host="{{ inventory_hostname }}.org"',
        'z ansible_user=-l ansible_port=0',
        `w ansible_ssh_common_args='-J b'`,
      ],
    );
    expect(hosts).toEqual([
      { name: 'z', source: 'inventory', groups: [] },
      { name: 'w', source: 'inventory', groups: [] },
    ]);
    expect(remarks.map((remark) => remark.split(' ')[0])).toEqual([
      'here',
      'box',
      '-oProxyCommand=sh',
      'x',
      'y',
      'z:',
      'z:',
      'w:',
    ]);
  });
});

describe('the inventory that was picked', () => {
  let folder: Scratch;
  afterEach(() => folder.remove());
  const file = (name: string, text: string): string => {
    folder ??= scratch();
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };

  it('is read with the files of variables beside it', async () => {
    folder = scratch();
    const path = file('hosts', '[web]\nweb1\nweb2\n');
    file('group_vars/all.yml', 'ansible_user: admin\n');
    file('group_vars/web/main.yml', 'ansible_port: 2222\nsecret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n');
    file('host_vars/web2.yml', 'ansible_user: root\n');
    file('host_vars/web1.yml', '$ANSIBLE_VAULT;1.1;AES256\n6162\n');
    const { hosts } = await readInventory(path, withoutAnsible);
    expect(hosts.map(({ name, port, user }) => [name, port, user])).toEqual([
      ['web1', 2222, 'admin'],
      ['web2', 2222, 'root'],
    ]);
  });

  it('is asked of Ansible in a trusted workspace only, and read without it where it fails', async () => {
    folder = scratch();
    const path = file('hosts', 'web1\n');
    const asked: (readonly string[])[] = [];
    const runAnsible = (args: readonly string[]) => {
      asked.push(args);
      return Promise.reject(new Error('no vault secrets found'));
    };
    expect((await readInventory(path, { runAnsible, trusted: () => false })).remarks).toEqual([]);
    expect(asked).toEqual([]);
    const { hosts, remarks } = await readInventory(path, { runAnsible, trusted: () => true });
    expect(asked).toEqual([['-i', path, '--list']]);
    expect(hosts.map(({ name }) => name)).toEqual(['web1']);
    expect(remarks).toEqual([expect.stringContaining('no vault secrets found')]);
  });

  it('that cannot be read has no hosts and says why; the next one is read anew', async () => {
    folder = scratch();
    let path = file('hosts.yml', 'all: [');
    const said: string[] = [];
    const log = { info: () => undefined, warn: (text: string) => void said.push(text) };
    const picked = new PickedInventory({ ...withoutAnsible, path: () => path, log });
    expect((await picked.hosts()).hosts).toEqual([]);
    expect(picked.problem).toContain('hosts.yml:1: this is no YAML');
    expect(said).toHaveLength(1);
    path = file('none', '');
    expect((await picked.hosts()).hosts).toEqual([]);
    expect(picked.problem).toBeUndefined();
    path = join(folder.path, 'not-there');
    await picked.hosts();
    expect(picked.problem).toContain('there is no such inventory');
  });

  it('what ansible-inventory lists is taken as it is', () => {
    const listing = {
      _meta: { hostvars: { web1: { ansible_host: '10.0.0.1', ansible_port: 22 } } },
      all: { children: ['ungrouped', 'web'] },
      web: { hosts: ['web1', 'web2'] },
    };
    folder = scratch();
    expect(hostsOfInventory(readListing(JSON.stringify(listing), 'hosts')).hosts).toEqual([
      { name: 'web1', source: 'inventory', hostName: '10.0.0.1', port: 22, groups: ['web'] },
      { name: 'web2', source: 'inventory', groups: ['web'] },
    ]);
    expect(() => readListing('oops', 'hosts')).toThrow('did not answer with JSON');
  });
});

describe('the list of hosts', () => {
  const book = new HostBook({
    configuredNames: () => Promise.resolve(['web1', 'other']),
    settings: () => [{ name: 'web2', user: 'mine' }],
    inventory: () => Promise.resolve(ini('[web]', 'web1 ansible_port=1', 'web2 ansible_port=2', '[gone]')),
    memory: { get: () => undefined, update: () => Promise.resolve() },
  });

  it('has each name once: settings have the last word, the inventory says more than ssh_config', async () => {
    expect(await book.hosts()).toEqual([
      { name: 'web2', source: 'settings', user: 'mine', groups: ['web'] },
      { name: 'web1', source: 'inventory', port: 1, groups: ['web'] },
      { name: 'other', source: 'ssh-config' },
    ]);
    expect(await book.groups()).toEqual([{ group: 'web', hosts: ['web1', 'web2'] }]);
  });

  it('leaves the place of a host to the inventory where the settings only give it a role', async () => {
    const roles = new HostBook({
      configuredNames: () => Promise.resolve([]),
      settings: () => [{ name: 'web2', role: 'sender' }],
      inventory: () => Promise.resolve(ini('[web]', 'web2 ansible_host=10.0.0.2 ansible_port=2')),
      memory: { get: () => undefined, update: () => Promise.resolve() },
    });
    expect(await roles.hosts()).toEqual([
      { name: 'web2', source: 'settings', role: 'sender', hostName: '10.0.0.2', port: 2, groups: ['web'] },
    ]);
  });

  it('knows by what a host was reached where that is not the usual way', () => {
    let changes = 0;
    book.onDidChange(() => changes++);
    book.reachedBy('web1', 'by the system’s ssh');
    book.reachedBy('web1', 'by the system’s ssh');
    expect([book.transport('web1'), book.transport('web2'), changes]).toEqual(['by the system’s ssh', undefined, 1]);
    book.reachedBy('web1', undefined);
    expect(book.transport('web1')).toBeUndefined();
  });
});
