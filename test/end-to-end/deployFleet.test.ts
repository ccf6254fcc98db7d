import { existsSync, mkdirSync, readFileSync, writeFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { Workbench } from '../kit/vscode/workbench';

// The dialogues of a fleet: an inventory is picked, and a playbook for one of its groups is written. Nothing connects.
const folder = scratch('aw-fleet-');
const inventory = join(folder.path, 'inventory.yml');
const target = join(folder.path, 'playbook');
// Other tests may keep the machine busy.
const patiently = { timeout: 60_000 };
let workbench: Workbench;
const step = (name: string, act: () => Promise<void>) => it(name, () => workbench.step(`fleet ${name}`, act));

async function writeTo(place: string): Promise<void> {
  await workbench.quickInput.filter({ hasText: 'Write the Playbook to Which Folder?' }).waitFor(patiently);
  await workbench.answerPath(place, 'Write Here');
}

beforeAll(async () => {
  cpSync(inRepository('examples/etc'), join(folder.path, 'etc'), { recursive: true });
  mkdirSync(target);
  writeFileSync(
    inventory,
    [
      'all:',
      '  children:',
      '    web:',
      '      hosts:',
      '        web1: { ansible_host: 10.0.0.1 }',
      '        web2: { ansible_host: 10.0.0.2, ansible_user: operator }',
      '    db:',
      '      hosts:',
      '        db1: {}',
      '',
    ].join('\n'),
  );
  const config = join(folder.path, 'ssh_config');
  writeFileSync(config, '');
  workbench = await Workbench.open({
    folder: folder.path,
    settings: {
      'auditd.ssh.configFile': config,
      'auditd.deploy.ansibleBeyond': 2,
      // Roles of hosts whose place the inventory says.
      'auditd.hosts': [
        { name: 'web1', role: 'sender' },
        { name: 'db1', role: 'central' },
      ],
    },
  });
});
afterAll(async () => {
  await workbench?.close();
  folder.remove();
});

step('1: an inventory is picked, and its hosts and groups are in the view', async () => {
  await workbench.runCommand('Auditd: Pick Ansible Inventory…');
  await workbench.answerPath(inventory);
  await workbench.notification(/3 hosts of .*inventory\.yml are now in the Hosts view/).waitFor(patiently);
  await workbench.openView('Hosts');
  for (const name of [/^web, 2 hosts/, /^db, 1 host/]) {
    await workbench.page.getByRole('treeitem', { name }).waitFor(patiently);
  }
});

step('1b: the context menus have every command for a group, a sender, a server and the selected host', async () => {
  const row = (name: RegExp) => workbench.page.getByRole('treeitem', { name });
  const labels = async (name: RegExp): Promise<readonly string[]> => {
    const entries = await workbench.contextMenu(row(name));
    const texts = await entries.allInnerTexts();
    await workbench.picture(`fleet 1b menu of ${name.source.replace(/\W/g, '')}`);
    await workbench.page.keyboard.press('Escape');
    await entries.first().waitFor({ state: 'detached' });
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  };
  const deploys = ['Prove Loaded Rules', 'Roll Back…', 'Compare with Host', 'Pull from Host'];
  const watches = [
    'Tail Central Log',
    'Add a Log to the Audit Log Panel',
    'Tail a File of a Host…',
    'Search Central Log',
    'Fetch Log from Host…',
  ];
  const changes = ['Set Up Central Logging', 'Undo Central Logging'];
  const ofHost = (looks: readonly string[], pipeline: readonly string[]) => [
    ...looks,
    'Deploy',
    ...deploys,
    'Export Ansible',
    ...watches,
    ...pipeline,
    ...changes,
  ];
  expect(await labels(/^web, 2 hosts/)).toEqual([
    'Look at Hosts Again',
    'Deploy',
    'Export Ansible',
    'Tail Several Hosts',
    'Diagnose',
  ]);
  for (const name of [/^web, 2 hosts/, /^db, 1 host/]) await row(name).locator('.monaco-tl-twistie').click();
  const looks = ['Look at Hosts Again', 'Select Host'];
  expect(await labels(/^web1/)).toEqual(ofHost(looks, ['Diagnose']));
  expect(await labels(/^db1/)).toEqual(ofHost(looks, ['Diagnose', 'Refresh Pipeline State']));
  await workbench.takeFromMenu(row(/^web2/), 'Select Host');
  await row(/^web2, selected/).waitFor(patiently);
  expect(await labels(/^web2/)).toEqual(ofHost(['Look at Hosts Again'], ['Diagnose', 'Refresh Pipeline State']));
  await workbench.takeFromMenu(row(/^web1/), 'Undo Central Logging');
  await workbench.notification(/no central logging was set up on web1 from this editor/).waitFor(patiently);
});

step('2: a playbook for a group is written where the person says', async () => {
  await workbench.runCommand('Auditd: Export Ansible');
  await workbench.pick('Playbook with plain files');
  await workbench.pick(/^web/);
  await writeTo(target);
  await workbench.file('auditd.yml');
  const files = ['auditd.yml', 'inventory.yml'].filter((name) => existsSync(join(target, name)));
  expect(files).toContain('auditd.yml');
  const hosts = readFileSync(join(target, 'inventory.yml'), 'utf8');
  expect(hosts).toMatch(/web1[^]*web2/);
  expect(hosts).not.toContain('db1');
});

step('3: what is there is replaced only after a question', async () => {
  const playbook = join(target, 'auditd.yml');
  writeFileSync(playbook, '# mine\n');
  const begin = async (): Promise<void> => {
    await workbench.runCommand('Auditd: Export Ansible');
    // What was written a step ago is a folder with rules, too.
    await workbench.pick('etc/audit');
    await workbench.pick('Variables for linux-system-roles');
    await workbench.pick('All hosts');
    await writeTo(target);
    await workbench.dialog.waitFor(patiently);
  };
  await begin();
  expect(await workbench.dialog.innerText()).toContain('There is an auditd.yml');
  await workbench.pressInDialog('Cancel');
  expect(readFileSync(playbook, 'utf8')).toBe('# mine\n');
  await begin();
  await workbench.pressInDialog('Replace');
  await until('the playbook', () => readFileSync(playbook, 'utf8').includes('linux-system-roles'));
});

step(
  '4: a deploy to more hosts than the user’s limit proposes the playbook, with these files for these hosts',
  async () => {
    await workbench.runCommand('Auditd: Deploy');
    await workbench.pick('etc/audit');
    for (const hosts of [/web.*2 hosts/, /^db1/]) await workbench.pick(hosts);
    await workbench.page.keyboard.press('Enter');
    await workbench.dialog.waitFor(patiently);
    expect(await workbench.dialog.innerText()).toMatch(/Deploy to 3 hosts\?[^]*Ansible is the better tool/);
    await workbench.pressInDialog('Export Ansible');
    await workbench.quickInput.filter({ hasText: 'Playbook with plain files' }).waitFor(patiently);
    await workbench.page.keyboard.press('Escape');
  },
);

step('5: the inventory is put away again', async () => {
  await workbench.runCommand('Auditd: Pick Ansible Inventory…');
  await workbench.pick('No Inventory');
  await workbench.page.getByRole('treeitem', { name: /^web, 2 hosts/ }).waitFor({ ...patiently, state: 'detached' });
});
