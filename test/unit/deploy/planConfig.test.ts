import { describe, expect, it } from 'vitest';
import { coreRuleBook } from '../../../client/src/deploy/coreRuleBook';
import type { HostState } from '../../../client/src/deploy/hostState';
import { plan } from '../../../client/src/deploy/plan';
import type { Plan, Step, Wish } from '../../../client/src/deploy/planModel';
import { absentFolders, questionsFor } from '../../../client/src/deploy/planPaths';
import { deployName, managedKind, pathOf } from '../../../client/src/deploy/planPlaces';
import { confirmationText, planText } from '../../../client/src/deploy/planWords';
import { file, inFolder, state, wish } from './states';

const conf = '/etc/audit/auditd.conf';
const daemon = 'local_events = yes\nwrite_logs = yes\nnum_logs = 5\nspace_left = 75\nadmin_space_left = 50\n';
const remote = 'remote_server = 10.0.0.1\nport = 60\n';
const pluginText = 'active = yes\ndirection = out\npath = /sbin/audisp-remote\ntype = always\nformat = string\n';
const there = [
  file(conf, daemon),
  file('/etc/audit/audisp-remote.conf', remote),
  file('/etc/audit/plugins.d/au-remote.conf', pluginText),
];
const planned = (wished: Wish, of: Partial<HostState> = {}): Plan =>
  plan(state({ files: there, ...of }), wished, coreRuleBook);
const kinds = ({ steps }: Plan): string[] => steps.map(({ kind }) => kind);
const the = <Kind extends Step['kind']>({ steps }: Plan, kind: Kind) => steps.find((step) => step.kind === kind);

describe('where a file goes', () => {
  it.each([
    ['auditd.conf', '2.8.5', conf],
    ['auditd.conf', '4.0', conf],
    ['audisp-remote.conf', '2.8.5', '/etc/audisp/audisp-remote.conf'],
    ['audisp-remote.conf', '3.0', '/etc/audit/audisp-remote.conf'],
    ['plugins.d/syslog.conf', '2.4.1', '/etc/audisp/plugins.d/syslog.conf'],
    ['plugins.d/syslog.conf', '3.1.5', '/etc/audit/plugins.d/syslog.conf'],
    ['audispd.conf', '2.8.5', '/etc/audisp/audispd.conf'],
    ['30-x.rules', '2.8.5', inFolder('30-x.rules')],
    ['/etc/hosts.allow', '3.0.9', '/etc/hosts.allow'],
  ])('%s in %s: %s', (name, auditVersion, path) => {
    expect(pathOf(name, { auditVersion })).toBe(path);
  });

  it.each([
    ['/w/etc/audit/auditd.conf', 'auditd.conf'],
    ['/w/fleet/central/plugins.d/au-remote.conf', 'plugins.d/au-remote.conf'],
    ['/w/etc/audisp/plugins.d/syslog.conf', 'plugins.d/syslog.conf'],
    ['/w/anything/30-x.rules', '30-x.rules'],
    ['/w/etc/ssh/sshd.conf', undefined],
    ['/w/log/audit.log', undefined],
    ['/w/plugins.d/README', undefined],
  ])('the file %s of a workspace is %s', (path, name) => {
    expect(deployName(path)).toBe(name);
  });

  it.each([
    '/etc/passwd',
    '/etc/audit/../passwd.conf',
    '/etc/audit/plugins.d/../auditd.conf',
    '/etc/audit/plugins.d/$(id).conf',
    '/etc/audit/plugins.d/a.b.conf',
    '/etc/audit/plugins.d/.hidden.conf',
    '/etc/audisp/rules.d/a.rules',
    '/etc/audisp/auditd.conf',
    '/etc/audit/audit.rules',
    '/etc/hosts.allow.conf',
    'auditd.conf',
  ])('%s is nothing that a deploy writes', (path) => {
    expect(managedKind(path)).toBeUndefined();
    expect(planned(wish({ [path.startsWith('/') ? path : `x/${path}`]: 'x\n' })).obstacles).not.toEqual([]);
  });
});

describe('what auditd needs', () => {
  const withLine = (line: string): Wish => wish({ 'auditd.conf': `${daemon}${line}\n` });

  it.each([
    ['nothing for a comment', `${daemon}# why\n`, ['write']],
    ['nothing for a default that is written out', `${daemon}tcp_max_per_addr = 1\n`, ['write']],
    ['nothing for another spelling', daemon.replace('num_logs = 5', ' NUM_LOGS  =  5'), ['write']],
    ['nothing for what only a tool reads', `${daemon}end_of_event_timeout = 5\n`, ['write']],
    ['a reload', daemon.replace('num_logs = 5', 'num_logs = 6'), ['write', 'reload', 'confirm']],
    ['a restart', `${daemon}name_format = hostname\n`, ['write', 'restart', 'confirm']],
    ['a restart for both', `${daemon.replace('= 5', '= 6')}tcp_listen_port = 60\n`, ['write', 'restart', 'confirm']],
    [
      'a restart where no log would tell of the reload',
      daemon.replace('write_logs = yes', 'write_logs = no'),
      ['write', 'restart', 'confirm'],
    ],
    [
      'a restart where the log moves',
      `${daemon}log_file = /var/log/audit/other.log\n`,
      ['write', 'restart', 'confirm'],
    ],
  ])('%s', (_title, text, steps) => {
    expect(kinds(planned(wish({ 'auditd.conf': text })))).toEqual(steps);
  });

  it('without local events everything needs a restart: no signal is heard', () => {
    const files = [file(conf, daemon.replace('local_events = yes', 'local_events = no'))];
    const wished = wish({
      'auditd.conf': daemon.replace('local_events = yes', 'local_events = no').replace('= 5', '= 6'),
    });
    expect(kinds(planned(wished, { files }))).toEqual(['write', 'restart', 'confirm']);
  });

  it('of audisp-remote.conf a restart, and of a plugin by what changes', () => {
    expect(kinds(planned(wish({ 'audisp-remote.conf': remote.replace('60', '61') })))).toEqual([
      'write',
      'restart',
      'confirm',
    ]);
    const plugin = (text: string): string[] => kinds(planned(wish({ 'plugins.d/au-remote.conf': text })));
    expect(plugin(pluginText.replace('active = yes', 'active = no'))).toEqual(['write', 'reload', 'confirm']);
    expect(plugin(`${pluginText}args = x\n`)).toEqual(['write', 'restart', 'confirm']);
    expect(kinds(planned(wish({ 'plugins.d/own.conf': pluginText.replace('yes', 'no') })))).toEqual(['write']);
    expect(kinds(planned(wish({}, ['plugins.d/au-remote.conf'])))).toEqual(['remove', 'restart', 'confirm']);
  });

  it('of 2.x a restart for all that the dispatcher reads', () => {
    const old = {
      auditVersion: '2.8.5',
      folders: ['/etc/audisp', '/etc/audisp/plugins.d'],
      files: [file('/etc/audisp/plugins.d/au-remote.conf', pluginText)],
    };
    const made = planned(wish({ 'plugins.d/au-remote.conf': pluginText.replace('yes', 'no') }), old);
    expect(kinds(made)).toEqual(['write', 'restart', 'confirm']);
    expect(made.obstacles).toEqual([]);
  });

  it('rules stay alone: they are neither compiled nor loaded nor missed', () => {
    const made = planned(withLine('name_format = hostname'), { loaded: undefined, hasAugenrules: false });
    expect(made).toMatchObject({ obstacles: [], compiled: [], kept: [], vanishing: [] });
  });

  it('its port and its log are proven, where it has them', () => {
    expect(the(planned(withLine('tcp_listen_port = 60')), 'restart')).toMatchObject({ port: 60, logs: true });
    const silent = daemon.replace('write_logs = yes', 'write_logs = no');
    expect(the(planned(wish({ 'auditd.conf': silent })), 'restart')).toMatchObject({ port: undefined, logs: false });
  });

  it('one that does not run is left so, unless it is to run', () => {
    const stopped = { daemon: { pid: undefined, listens: [], restartBy: 'systemctl', validates: [] } } as const;
    expect(kinds(planned(withLine('tcp_listen_port = 60'), stopped))).toEqual(['write', 'next-start']);
    const forced = { ...withLine('tcp_listen_port = 60'), restart: 'always' } as const;
    expect(kinds(planned(forced, stopped))).toEqual(['write', 'restart', 'confirm']);
    expect(kinds(planned({ ...wish({ 'auditd.conf': daemon }), restart: 'always' }))).toEqual(['restart', 'confirm']);
  });

  it('where nothing restarts it, it counts from the next start', () => {
    const bare = { daemon: { pid: 1, listens: [], restartBy: 'none', validates: [] } } as const;
    expect(kinds(planned(withLine('tcp_listen_port = 60'), bare))).toEqual(['write', 'next-start']);
  });
});

describe('with rules', () => {
  const both = (rules: string): Wish => wish({ 'a.rules': rules, 'auditd.conf': `${daemon}tcp_listen_port = 60\n` });

  it('the daemon comes first, then the rules, then the confirmation, then the lock', () => {
    const made = planned(both('-w /etc/hosts -p wa -k net\n-e 2\n'));
    expect(kinds(made)).toEqual(['write', 'write', 'restart', 'load', 'prove', 'confirm', 'lock']);
    expect(made.obstacles).toEqual([]);
    const locked = planned(both('-D\n'), { status: { enabled: 2 } });
    expect(kinds(locked)).toEqual(['write', 'write', 'restart', 'load', 'confirm', 'next-boot']);
  });

  it('a lock that lies there and is not in force would come with the restart', () => {
    const files = [...there, file(inFolder('99.rules'), '-e 2\n')];
    const made = planned(wish({ 'auditd.conf': `${daemon}tcp_listen_port = 60\n` }), { files });
    expect(made.obstacles[0]?.what).toMatch(/lock \(-e 2\) that is not in force/);
    expect(planned(wish({ 'auditd.conf': `${daemon}# x\n` }), { files }).obstacles).toEqual([]);
  });

  it('only a setting of the kernel differs: it is loaded', () => {
    const rules = '-D\n-b 8192\n-w /etc/passwd -p wa -k id\n';
    const files = [file(inFolder('10-base.rules'), rules)];
    const of = (backlog_limit: number): string[] =>
      kinds(planned(wish({ '10-base.rules': rules }), { files, status: { enabled: 1, backlog_limit } }));
    expect(of(64)).toEqual(['load', 'prove', 'confirm']);
    expect(of(8192)).toEqual([]);
  });
});

describe('obstacles of configuration', () => {
  it.each<[string, Wish, Partial<HostState>, RegExp]>([
    ['audispd.conf on 3.x', wish({ 'audispd.conf': 'q_depth = 80\n' }), {}, /reads no audispd\.conf/],
    ['no plugins', wish({ 'plugins.d/x.conf': pluginText }), { folders: [] }, /no folder \/etc\/audit\/plugins\.d/],
    [
      'another plugin folder',
      wish({ 'plugins.d/x.conf': pluginText }),
      { files: [file(conf, `${daemon}plugin_dir = /opt/p\n`)] },
      /from \/opt\/p/,
    ],
    ['a link', wish({ 'auditd.conf': daemon }), { files: [file(conf, '', { kind: 'link' })] }, /symbolic link/],
    [
      'a file of 2 MB',
      wish({ 'auditd.conf': daemon }),
      { files: [file(conf, '', { kind: 'large' })] },
      /larger than 1 MiB/,
    ],
  ])('%s', (_title, wished, of, words) => {
    const { obstacles } = planned(wished, of);
    expect(obstacles.map(({ what }) => what).join()).toMatch(words);
    expect(obstacles.every(({ next }) => next !== '')).toBe(true);
  });
});

it('is shown in words', () => {
  const validates = { daemon: { pid: 812, listens: [], restartBy: 'signal', validates: [conf] } } as const;
  const wished = wish({ 'auditd.conf': `${daemon}tcp_listen_port = 60\n`, 'audisp-remote.conf': remote });
  const made = planned(wished, validates);
  const text = planText([{ plan: made, findings: [], notes: ['as central: 1 of 2 files are for this role'] }]);
  expect(text).toContain('~ auditd.conf          +1 −0 lines');
  expect(text).toContain('= audisp-remote.conf   unchanged');
  expect(text).toContain('· as central: 1 of 2 files are for');
  const then =
    'then: let the host check auditd.conf, restart auditd (TERM, then systemctl start auditd) for tcp_listen_port, prove that it runs, listens on port 60, logs its start, confirm within 60 s';
  expect(text.replace(/\s+/g, ' ')).toContain(then);
  expect(text.split('\n').filter((line) => line.length > 66)).toEqual([]);
  expect(confirmationText([{ plan: made, findings: [] }])).toContain('restart auditd');
});

it('users and groups that rules name are asked for by name', () => {
  const text = [
    '-a always,exit -F arch=b64 -S openat -F auid=alice -F egid!=wheel -F auid!=unset -F uid>=1000',
    '-a always,exit -F arch=b64 -S openat -Fuid=EXAMPLE\\\\bob -F obj_uid=carol@example.org -F auid=alice',
    '# -a always,exit -F arch=b64 -S openat -F auid=dora',
    '-a always,exit -F arch=b64 -S openat -F auid=* -F auid=$(id) -F uid=-x -F key=uid=eve',
  ].join('\n');
  const { accounts } = questionsFor(wish({ 'a.rules': text, 'auditd.conf': '-F auid=frank\n' }));
  expect(accounts).toEqual(['alice', 'wheel', 'EXAMPLE\\\\bob', 'carol@example.org']);
});

it('folders that rules need are asked for, and those that are not there are findings', () => {
  const text = [
    '# -w /none/at -p wa',
    '-w /etc/passwd -p wa -k id',
    '-a always,exit -F arch=b64 -F dir=/opt/app -F perm=x -k app',
    '-a always,exit -F arch=b64 -S execve -F exe=/opt/bin/tool -k tool',
    '-w /motd -p wa',
  ].join('\n');
  const wished = wish({ 'a.rules': text, 'auditd.conf': 'log_file = /x/y\n' });
  expect(questionsFor(wished)).toEqual({
    folders: ['/etc', '/opt/app', '/opt/bin'],
    accounts: [],
    validates: 'yes',
  });
  expect(questionsFor(wish({ 'a.rules': text }))).toMatchObject({ validates: 'no' });
  expect(absentFolders(wished, { absent: ['/opt/app'] })).toMatchObject([
    { file: 'a.rules', line: 3, finding: { refusedBy: 'kernel', severity: 'error' } },
  ]);
  expect(absentFolders(wished, { absent: [] })).toEqual([]);
});
