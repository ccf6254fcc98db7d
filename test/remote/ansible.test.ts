import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readInventory, readListing } from '../../client/src/hosts/ansibleInventory';
import { hostsOfInventory } from '../../client/src/hosts/inventory';
import { ansibleExport } from '../../client/src/deploy/ansible';
import { ansible, ansibleMissing, recapOf, writeAll } from '../kit/ansible';
import { describeWithLab } from '../kit/lab';
import { scratch } from '../kit/scratch';
import { skipAloud } from '../kit/skip';
import type { Lab } from '../lab/lab';

const missing = ansibleMissing();
if (missing !== undefined) skipAloud('with the real Ansible', missing);
else {
  describe('inventories read as ansible-inventory reads them', () => {
    const folder = scratch();
    afterAll(() => folder.remove());
    const inventories: readonly (readonly [string, readonly string[]])[] = [
      [
        'plain.ini',
        ['one', 'two:2222', '[fe80::1]:22', '# no', '; no', '[web]', 'web[01:12:3].example.org', 'x-[a:c]'],
      ],
      [
        'variables.ini',
        [
          '[web]',
          `a ansible_host=10.0.0.1 ansible_user='b b' # c`,
          'b ansible_port=22 ansible_user="root"',
          'c\tansible_user=x\\ y',
          'd ansible_user=True n=None m=-1 o=007',
          '[web:vars]',
          'ansible_user = www',
          'ansible_port=2200 # why',
          'ansible_host="{{ inventory_hostname }}.org"',
          '[all:vars]',
          "ansible_ssh_private_key_file='~/.ssh/id' # key",
        ],
      ],
      [
        'groups.ini',
        [
          ...[
            '[site:vars]',
            'ansible_port=1',
            '[site:children]',
            'web',
            'db # comment',
            '[web]',
            'a',
            'b',
            '[db]',
            'b',
          ],
          ...[
            'c',
            '[web:vars]',
            'ansible_port=2',
            '[db:vars]',
            'ansible_port=3',
            '[deep:children]',
            'site',
            '[web:hosts]',
            'z',
          ],
        ],
      ],
      [
        'groups.yml',
        [
          ...[
            'all:',
            '  vars: {ansible_user: me}',
            '  hosts:',
            '    mail: {ansible_port: 25}',
            '  children:',
            '    web:',
          ],
          ...['      vars: {ansible_port: 1}', '      hosts:', '        w[1:3]:', '        x: {ansible_user: you}'],
          ...['      children: {inner: {hosts: {w2: , w9: }, vars: {ansible_port: 9}}}', 'loose: {hosts: {l: }}'],
        ],
      ],
    ];

    it.each(inventories)('%s', async (name, lines) => {
      const path = join(folder.path, name);
      writeFileSync(path, `${lines.join('\n')}\n`);
      mkdirSync(join(folder.path, 'group_vars/all'), { recursive: true });
      mkdirSync(join(folder.path, 'host_vars'), { recursive: true });
      writeFileSync(join(folder.path, 'group_vars/all/main.yml'), 'ansible_ssh_private_key_file: /from/all\n');
      writeFileSync(join(folder.path, 'group_vars/web.yml'), 'ansible_ssh_private_key_file: /from/web\n');
      writeFileSync(join(folder.path, 'host_vars/b.yml'), 'ansible_port: 7777\n');
      const listed = await ansible('ansible-inventory', ['-i', path, '--list'], folder.path);
      expect(listed.status, listed.stderr).toBe(0);
      const theirs = hostsOfInventory(readListing(listed.stdout, path));
      const ours = await readInventory(path, { runAnsible: () => Promise.resolve(undefined), trusted: () => true });
      const inOrder = ({ hosts, groups }: typeof ours) => ({
        hosts: [...hosts].map((host) => ({ ...host, groups: [...(host.groups ?? [])].sort() })).sort(byName),
        groups: groups.map(({ group, hosts: names }) => ({ name: group, hosts: [...names].sort() })).sort(byName),
      });
      expect(inOrder(ours)).toEqual(inOrder(theirs));
      expect(ours.hosts.length).toBeGreaterThan(0);
    });

    it.each(['[a:children]\nnope\n', '[a\nb\n', 'a b\n', `a b='c\n`])('%j: both refuse', async (text) => {
      const path = join(folder.path, 'bad');
      writeFileSync(path, text);
      expect((await ansible('ansible-inventory', ['-i', path, '--list'], folder.path)).status).not.toBe(0);
      const ours = readInventory(path, { runAnsible: () => Promise.resolve(undefined), trusted: () => true });
      await expect(ours).rejects.toThrow(path);
    });
  });

  // Each run of Ansible is seconds, on a busy machine many.
  describeWithLab('the exported playbook', {}, (lab) => {
    vi.setConfig({ testTimeout: 240_000 });
    const folder = scratch();
    afterAll(() => folder.remove());
    const rules = '-w /etc/passwd -p wa -k id\n-a always,exit -F arch=b64 -S mount -F key=mount';
    const files = (more: Readonly<Record<string, string>>) =>
      ['10-base.rules', ...Object.keys(more)].map((name) => ({
        name,
        content: Buffer.from(more[name] ?? '-D\n-b 8192\n-f 1\n'),
      }));
    const run = async (exported: ReturnType<typeof ansibleExport>, ...args: string[]) => {
      writeAll(folder.path, exported);
      const result = await ansible(
        'ansible-playbook',
        ['-i', 'inventory.yml', ...sshArguments(lab(), folder.path), ...args, 'auditd.yml'],
        folder.path,
      );
      return { ...result, said: `${result.stdout}${result.stderr}`, recap: recapOf(result.stdout) };
    };
    const hosts = () => lab().hosts.map(({ name, port }) => ({ name, hostName: '127.0.0.1', port, user: 'root' }));

    it('shows what it would do, does it, and then has nothing to do', async () => {
      const conf = await lab().sender.readText('/etc/audit/auditd.conf');
      const central = await lab().central.readText('/etc/audit/auditd.conf');
      const plugin = await lab().sender.readText('/etc/audit/plugins.d/au-remote.conf');
      const sender = hosts().filter(({ name }) => name === 'sender');
      const exported = ansibleExport(
        files({
          '30-own.rules': rules,
          'auditd.conf': `${conf}num_logs = 6\n`.replace('num_logs = 5\n', ''),
          'au-remote.conf': plugin,
        }),
        sender,
      );
      const before = await lab().sender.snapshot('/etc/audit');
      const looked = await run(exported, '--check', '--diff');
      expect(looked.status, looked.said).toBe(0);
      expect(looked.recap['sender']?.changed, looked.said).toBeGreaterThan(0);
      expect(await lab().sender.snapshot('/etc/audit')).toEqual(before);

      const pid = (await lab().sender.run('cat /run/auditd.pid')).out;
      const done = await run(exported);
      expect(done.status, done.said).toBe(0);
      expect(await lab().sender.readText('/etc/audit/rules.d/30-own.rules')).toBe(`${rules}\n`);
      expect((await lab().sender.run('stat -c "%a %U:%G" /etc/audit/rules.d/30-own.rules')).out).toBe(
        '640 root:root\n',
      );
      expect((await lab().sender.kernel.loadedRules()).join('\n')).toContain('-F key=mount');
      expect((await lab().sender.run('cat /run/auditd.pid')).out).not.toBe(pid);
      expect(await lab().sender.auditd.isRunning()).toBe(true);
      // The replaced file is kept, under a name that auditd and augenrules leave alone.
      expect((await lab().sender.run('ls /etc/audit')).out).toMatch(/^auditd\.conf\..*~$/m);

      const again = await run(exported);
      expect(again.recap['sender'], again.said).toMatchObject({ changed: 0, failed: 0, unreachable: 0 });
      expect(await lab().central.readText('/etc/audit/auditd.conf')).toBe(central);
    });

    it('goes to all hosts, one first; a rule that is refused fails there and stops the rest', async () => {
      const good = await run(
        ansibleExport(files({ '30-own.rules': `${rules}\n-w /etc/group -p wa -k id\n` }), hosts()),
      );
      expect(good.status, good.said).toBe(0);
      expect(Object.keys(good.recap).sort()).toEqual(['central', 'sender']);
      const bad = await run(ansibleExport(files({ '30-own.rules': '-a always,exit -F nonsense=1 -k x\n' }), hosts()));
      expect(bad.status, bad.said).not.toBe(0);
      expect(Object.values(bad.recap).map(({ failed }) => failed)).toEqual([1]);
      expect(bad.said).toContain('unknown field: nonsense');
      await lab().central.run('rm /etc/audit/rules.d/30-own.rules');
    });

    it('does not install a configuration that auditd would refuse', async () => {
      const conf = await lab().sender.readText('/etc/audit/auditd.conf');
      const bad = await run(ansibleExport(files({ 'auditd.conf': `${conf}num_logs = many\n` }), hosts()));
      expect(bad.status, bad.said).not.toBe(0);
      expect(bad.said).toContain('using built-in logs');
      expect(await lab().sender.readText('/etc/audit/auditd.conf')).toBe(conf);
    });

    it('says that locked rules change at the next boot', async () => {
      await lab().sender.kernel.reset();
      await lab().sender.run('auditctl -e 2');
      const sender = hosts().filter(({ name }) => name === 'sender');
      const result = await run(ansibleExport(files({ '40-more.rules': '-w /etc/shadow -p wa -k id\n' }), sender));
      expect(result.status, result.said).toBe(0);
      expect(result.said).toContain('take effect at the next boot');
      await lab().sender.kernel.reset();
    });
  });
}

function sshArguments({ folder, sshConfig, keys }: Lab, home: string): string[] {
  const key = join(home, 'key');
  writeFileSync(key, keys.keyText);
  chmodSync(key, 0o600);
  return ['--private-key', key, '--ssh-common-args', `-F ${sshConfig} -o UserKnownHostsFile=${folder}/known_hosts`];
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
