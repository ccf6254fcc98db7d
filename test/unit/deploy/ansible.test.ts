import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ansibleExport } from '../../../client/src/deploy/ansible';
import { rolePlaybook, systemRoleExport } from '../../../client/src/deploy/systemRole';

const file = (name: string, text: string) => ({ name, content: Buffer.from(text) });

interface Task {
  readonly name: string;
  readonly notify?: string;
  readonly loop?: readonly string[];
  readonly 'ansible.builtin.copy'?: Readonly<Record<string, unknown>>;
}

describe('a playbook with plain files', () => {
  it('copies each kind to its place, owner, mode and backup said, and notifies what makes it take effect', () => {
    const files = [
      file('20-b.rules', '-D'),
      file('10-a.rules', '-D\n'),
      file('auditd.conf', 'freq = 1\n'),
      file('au-remote.conf', 'active = yes\n'),
    ];
    const written = ansibleExport(
      [...files, file('audisp-remote.conf', 'port = 60\n')],
      [{ name: 'a', port: 22, user: 'x: y' }],
    );
    expect(written.map(({ path }) => path)).toEqual([
      'auditd.yml',
      'inventory.yml',
      'files/rules.d/10-a.rules',
      'files/rules.d/20-b.rules',
      'files/plugins.d/au-remote.conf',
      'files/audisp-remote.conf',
      'files/auditd.conf',
    ]);
    // augenrules joins files as they are.
    expect(Buffer.from(written[3]?.content ?? '').toString()).toBe('-D\n');
    const [play] = parse(String(written[0]?.content)) as [{ tasks: Task[]; handlers: { name: string }[] }];
    const copies = play.tasks.filter((task) => 'ansible.builtin.copy' in task);
    expect(copies.map(({ notify, loop }) => [notify, loop])).toEqual([
      ['Load audit rules', ['10-a.rules', '20-b.rules']],
      ['Restart auditd', undefined],
      ['Restart auditd', ['audisp-remote.conf']],
      ['Restart auditd', ['au-remote.conf']],
    ]);
    for (const copy of copies)
      expect(copy['ansible.builtin.copy']).toMatchObject({ owner: 'root', group: 'root', mode: '0640', backup: true });
    expect(play.handlers.map(({ name }) => name).slice(0, 2)).toEqual(['Restart auditd', 'Load audit rules']);
    expect(parse(String(written[1]?.content))).toEqual({
      all: { hosts: { a: { ansible_port: 22, ansible_user: 'x: y' } } },
    });
  });

  it.each(['{{ x }}.rules', '../x.rules', '-x.rules', 'README', 'a b.rules', 'x"y.rules', ''])(
    'refuses the name %j',
    (name) => expect(() => ansibleExport([file(name, '')], [])).toThrow('no file of /etc/audit has this name'),
  );
});

describe('variables for the auditd role of linux-system-roles', () => {
  const specification = JSON.parse(
    readFileSync(join(__dirname, '../../data/ansible/linux-system-roles-auditd.json'), 'utf8'),
  ) as {
    options: Record<string, { type: string; choices?: string[] }>;
    rules: { keys: string[]; actions: string[]; filters: string[]; permissions: string[]; fieldOperator: string };
  };

  const everything = systemRoleExport([
    file(
      '10-all.rules',
      [
        ...[
          '-D',
          '-b 8192',
          '-f 1',
          '-r 100',
          '--backlog_wait_time 60000',
          '--loginuid-immutable',
          '-w /etc/passwd -p wa -k id',
        ],
        ...[
          '-w /etc/audit/ -k cfg',
          '-a always,exit -F arch=b64 -S open,openat -S creat -F exit=-EACCES -F auid>=1000 -k a -k b',
        ],
        ...['-a never,exclude -F msgtype=CWD', '-a exit,always -F dir=/etc -F perm=wa -F key=etc', '-i'],
        ...['-a always,exit -C auid!=uid -k c', '-A always,exit -S mount -k first', '-e 2'],
      ].join('\n'),
    ),
    file(
      'auditd.conf',
      'num_logs = 6\nflush = incremental_async\nwrite_logs = YES\nspace_left = 25%\nspace_left_action = exec /sbin/x\nodd = 1\n',
    ),
    file('audisp-remote.conf', 'port = 60\n'),
  ]);

  it('say what the files say, and name what they cannot', () => {
    expect(everything.variables).toEqual({
      auditd_num_logs: 6,
      auditd_flush: 'INCREMENTAL_ASYNC',
      auditd_write_logs: true,
      auditd_space_left: '25%',
      auditd_space_left_action: 'EXEC',
      auditd_space_left_action_exe: '/sbin/x',
      auditd_buffer_size: 8192,
      auditd_fail_mode: 1,
      auditd_maximum_rate: 100,
      auditd_backlog_wait_time: 60000,
      auditd_loginuid_immutable: true,
      auditd_enable_flag: 2,
      auditd_rules: [
        {
          action: 'always',
          filter: 'exit',
          path: '/etc/passwd',
          permission: ['write', 'attribute_change'],
          keyname: ['id'],
        },
        {
          action: 'always',
          filter: 'exit',
          dir: '/etc/audit/',
          permission: ['read', 'write', 'execute', 'attribute_change'],
          keyname: ['cfg'],
        },
        {
          action: 'always',
          filter: 'exit',
          arch: 'b64',
          field: ['exit=-EACCES', 'auid>=1000'],
          syscall: ['open', 'openat', 'creat'],
          keyname: ['a', 'b'],
        },
        { action: 'never', filter: 'exclude', field: ['msgtype=CWD'] },
        { action: 'always', filter: 'exit', dir: '/etc', permission: ['write', 'attribute_change'], keyname: ['etc'] },
      ],
    });
    expect(everything.leftOut.map((sentence) => sentence.split(': ').at(-1))).toEqual([
      'the role has no variable for odd = 1.',
      'the role does not manage this file.',
      'the role has nothing for -i.',
      'the role has nothing for -C.',
      'the role has nothing for -A.',
    ]);
  });

  it('fit the recorded argument specification: names, types, choices, keys of rules', () => {
    for (const [name, value] of Object.entries(everything.variables)) {
      const option = specification.options[name];
      expect(option, name).toBeDefined();
      const types = { bool: 'boolean', int: 'number', raw: 'number', str: 'string', path: 'string', list: 'object' };
      expect([name, typeof value]).toEqual([name, types[option?.type as keyof typeof types]]);
      if (option?.choices !== undefined) expect(option.choices).toContain(value);
    }
    for (const rule of everything.variables['auditd_rules'] as unknown as readonly Record<
      string,
      string & readonly string[]
    >[]) {
      expect(specification.rules.keys).toEqual(expect.arrayContaining(Object.keys(rule)));
      expect(specification.rules.actions).toContain(rule['action']);
      expect(specification.rules.filters).toContain(rule['filter']);
      for (const word of rule['permission'] ?? []) expect(specification.rules.permissions).toContain(word);
      for (const field of rule['field'] ?? []) expect(field).toMatch(new RegExp(specification.rules.fieldOperator));
    }
  });

  it('stand in a playbook that YAML reads back as they are; comments keep hostile text in their line', () => {
    const hostile = systemRoleExport([file('x.rules', '-w "/a: {b}" -p r -k x\n-C a\u2028- evil: 1\n')]);
    const [play] = parse(rolePlaybook(hostile)) as [{ vars: unknown; roles: string[] }];
    expect(play.vars).toEqual(hostile.variables);
    expect(play.roles).toEqual(['linux-system-roles.auditd']);
    expect(parse(rolePlaybook(everything))[0].vars).toEqual(everything.variables);
    expect(rolePlaybook(systemRoleExport([file('auditd.conf', 'name = {{ x }}\n')]))).toContain(`"{{ '{{' }}`);
  });
});
