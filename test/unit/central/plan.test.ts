import { describe, expect, it } from 'vitest';
import { hindrancesOf, isDone, planCentral, type HostLook } from '../../../client/src/central/setUp/plan';
import type { Surroundings } from '../../../client/src/central/setUp/surroundings';
import type { CentralWish } from '../../../client/src/central/setUp/wish';
import { coreRuleBook } from '../../../client/src/deploy/coreRuleBook';
import type { HostFile, HostState } from '../../../client/src/deploy/hostState';
import { isFileStep } from '../../../client/src/deploy/planModel';
import { sha256 } from '../../../client/src/deploy/observe';
import { file, state } from '../deploy/states';
import { surroundings } from './surroundings';

const auditd = `local_events = yes
write_logs = yes
log_file = /var/log/audit/audit.log
log_format = ENRICHED
name_format = NONE
##name = mydomain
use_libwrap = yes
##tcp_listen_port = 60
tcp_listen_queue = 5
tcp_max_per_addr = 1
##tcp_client_ports = 1024-65535
tcp_client_max_idle = 0
transport = TCP
plugin_dir = /etc/audit/plugins.d
`;
const remote = `remote_server = 
port = 60
##local_port =
transport = tcp
mode = immediate
format = managed
heartbeat_timeout = 0 
network_failure_action = stop
`;
const plugin = `# to the central server
active = no
direction = out
path = /sbin/audisp-remote
type = always
#args =
format = string
`;

const wish: CentralWish = {
  central: 'central',
  senders: ['web1', 'web2'],
  serverAddress: '10.99.0.1',
  port: 60,
  transport: 'tcp',
  mode: 'forward',
  nameFormat: 'hostname',
  localLog: 'keep',
  firewall: 'open',
  wrappers: 'allow',
  commands: 'leave',
  confirmSeconds: 60,
};

const fresh = (): HostFile[] => [
  file('/etc/audit/auditd.conf', auditd),
  file('/etc/audit/audisp-remote.conf', remote),
  file('/etc/audit/plugins.d/au-remote.conf', plugin),
];

function look(host: string, more: Partial<HostState> = {}, around: Partial<Surroundings> = {}): HostLook {
  return { host, state: state({ host, files: fresh(), loaded: [], ...more }), around: surroundings(around) };
}

const senderAddress: Readonly<Record<string, string>> = { web1: '10.99.0.11', web2: '10.99.0.12' };
function looks(central: Partial<Surroundings> = {}, sender: Partial<Surroundings> = {}): HostLook[] {
  const senders = wish.senders.map((name) =>
    look(name, {}, { sourceAddress: senderAddress[name] ?? '', isSending: false, ...sender }),
  );
  return [look('central', {}, { sourceAddress: undefined, ...central }), ...senders];
}

/** The changed lines of each file, by path. */
function changes(all: readonly HostLook[], more: Partial<CentralWish> = {}, index = 0): Record<string, string[]> {
  const host = planCentral(all, { ...wish, ...more }, coreRuleBook).hosts[index];
  const found: Record<string, string[]> = {};
  for (const step of host?.deploy?.steps.filter(isFileStep) ?? []) {
    const before = new Set(
      Buffer.from(step.before?.content ?? '')
        .toString()
        .split('\n'),
    );
    const after = step.kind === 'remove' ? '' : Buffer.from(step.content).toString();
    found[step.path] = after.split('\n').filter((line) => !before.has(line));
  }
  return found;
}

/** The host after its plan was carried out. */
function afterwards(all: readonly HostLook[], more: Partial<CentralWish> = {}): HostLook[] {
  const { hosts } = planCentral(all, { ...wish, ...more }, coreRuleBook);
  return hosts.map(({ look: { host, state: before, around }, deploy }) => {
    const steps = deploy?.steps.filter(isFileStep) ?? [];
    const files = new Map(before.files.map((one) => [one.path, one]));
    for (const step of steps) {
      if (step.kind === 'remove') files.delete(step.path);
      else files.set(step.path, { ...file(step.path, ''), content: step.content, sha256: sha256(step.content) });
    }
    const listening = host === 'central' ? [{ address: '0.0.0.0', port: 60, program: 'auditd', pid: 812 }] : [];
    const daemon = { ...before.daemon, listens: host === 'central' ? [60] : [] };
    const after = {
      ...before,
      files: [...files.values()],
      daemon,
      loaded: deploy?.compiled.map(({ text }) => text).filter((text) => text.startsWith('-a')) ?? [],
    };
    return { host, state: after, around: { ...around, listening, isSending: true } };
  });
}

describe('the plan of central logging', () => {
  it('changes only the lines that matter on the central server', () => {
    expect(changes(looks())).toEqual({
      '/etc/audit/auditd.conf': [
        'name_format = hostname',
        'tcp_listen_port = 60',
        'tcp_max_per_addr = 2',
        'tcp_client_max_idle = 180',
      ],
    });
  });

  it('points a sender to the server, with a name, a queue and a heartbeat', () => {
    expect(changes(looks(), {}, 1)).toEqual({
      '/etc/audit/auditd.conf': ['name_format = hostname'],
      '/etc/audit/audisp-remote.conf': [
        'remote_server = 10.99.0.1',
        'mode = forward',
        'heartbeat_timeout = 60',
        'network_failure_action = syslog',
      ],
      '/etc/audit/plugins.d/au-remote.conf': ['active = yes'],
    });
  });

  it('has nothing to do the second time', () => {
    const again = planCentral(afterwards(looks()), wish, coreRuleBook);
    expect(again.hosts.map(({ deploy, actions }) => [deploy?.steps, actions])).toEqual([
      [[], []],
      [[], []],
      [[], []],
    ]);
    expect(isDone(again)).toBe(true);
  });

  it('touches no other sender when one is added', () => {
    const [central, web1] = afterwards(looks());
    const added = looks()[2];
    if (central === undefined || web1 === undefined || added === undefined) throw new Error('three hosts');
    const { hosts } = planCentral([central, web1, added], wish, coreRuleBook);
    expect(hosts.map(({ deploy }) => (deploy?.steps.length ?? 0) > 0)).toEqual([false, false, true]);
  });

  it('gives senders behind one address a slot each', () => {
    expect(changes(looks({}, { sourceAddress: '192.0.2.7' }))['/etc/audit/auditd.conf']).toContain(
      'tcp_max_per_addr = 3',
    );
  });

  it('switches a sender’s own log off in the words of its release', () => {
    const off = { localLog: 'off' as const };
    expect(changes(looks(), off, 1)['/etc/audit/auditd.conf']).toContain('write_logs = no');
    const old = looks().map((one) => ({ ...one, state: { ...one.state, auditVersion: '2.4.1', files: oldFiles() } }));
    expect(changes(old, off, 1)['/etc/audit/auditd.conf']).toContain('log_format = NOLOG');
    expect(JSON.stringify(changes(old, off, 1))).not.toContain('write_logs');
  });

  it('records commands with the calls that the sender’s release knows', () => {
    const rules = (version: string): string | undefined =>
      changes(
        looks().map((one) => ({ ...one, state: { ...one.state, auditVersion: version } })),
        { commands: 'record' },
        1,
      )['/etc/audit/rules.d/60-commands.rules']?.[1];
    expect(rules('3.0.9')).toBe(
      '-a always,exit -F arch=b64 -S execve,execveat -F auid>=1000 -F auid!=unset -F key=commands',
    );
    expect(rules('2.4.1')).toContain('-F auid!=4294967295 ');
  });
});

const oldFiles = (): HostFile[] => [
  file(
    '/etc/audit/auditd.conf',
    'log_file = /var/log/audit/audit.log\nlog_format = RAW\nname_format = NONE\n##tcp_listen_port = \ntcp_max_per_addr = 1\ntcp_client_max_idle = 0\nenable_krb5 = no\ndispatcher = /sbin/audispd\n',
  ),
  file('/etc/audisp/audispd.conf', 'q_depth = 150\nname_format = NONE\n'),
  file(
    '/etc/audisp/audisp-remote.conf',
    'remote_server = \nport = 60\ntransport = tcp\nmode = immediate\nformat = managed\nenable_krb5 = no\n',
  ),
  file('/etc/audisp/plugins.d/au-remote.conf', plugin),
];

describe('a host with the layout and the words of 2.x', () => {
  const all = looks().map((one) => ({ ...one, state: { ...one.state, auditVersion: '2.8.5', files: oldFiles() } }));

  it('has the plugin’s files in /etc/audisp, and is named by the dispatcher', () => {
    expect(changes(all, {}, 1)).toEqual({
      '/etc/audisp/audispd.conf': ['name_format = hostname'],
      '/etc/audisp/audisp-remote.conf': [
        'remote_server = 10.99.0.1',
        'mode = forward',
        'heartbeat_timeout = 60',
        'network_failure_action = syslog',
      ],
      '/etc/audisp/plugins.d/au-remote.conf': ['active = yes'],
    });
  });

  it('is named once only', () => {
    const named = all.map((one) => ({
      ...one,
      state: {
        ...one.state,
        files: one.state.files.map((each) =>
          each.path.endsWith('auditd.conf')
            ? file(each.path, Buffer.from(each.content).toString().replace('NONE', 'hostname'))
            : each,
        ),
      },
    }));
    expect(changes(named, {}, 1)['/etc/audit/auditd.conf']).toEqual(['name_format = none']);
  });

  it('asks for Kerberos in the old way', () => {
    const around = { keys: new Map([['/etc/audisp/audisp-remote.key', { mode: '400', owner: '0' }]]) };
    const kerberos = all.map((one) => ({ ...one, around: { ...one.around, ...around } }));
    expect(changes(kerberos, { transport: 'krb5' }, 1)['/etc/audisp/audisp-remote.conf']).toContain(
      'enable_krb5 = yes',
    );
  });
});

describe('what stands in the way', () => {
  const why = (all: readonly HostLook[], index: number, more: Partial<CentralWish> = {}): string =>
    hindrancesOf(planCentral(all, { ...wish, ...more }, coreRuleBook).hosts[index]!)
      .map(({ what }) => what)
      .join(' ');

  it('is another program on the port', () => {
    const listening = [{ address: '0.0.0.0', port: 60, program: 'nc', pid: 7 }];
    expect(why(looks({ listening }), 0)).toContain('taken by nc (process 7)');
  });

  it('is a name that the sender does not know, or no route', () => {
    expect(why(looks({}, { resolved: [] }), 1)).toContain('means nothing on this host');
    expect(why(looks({}, { sourceAddress: undefined }), 1)).toContain('no route');
  });

  it('is a server address that is the sender itself', () => {
    expect(why(looks({}, { resolved: ['127.0.0.1'] }), 1)).toContain('send its events to itself');
  });

  it('is a Kerberos key table that is not there, or open', () => {
    expect(why(looks(), 0, { transport: 'krb5' })).toContain('/etc/audit/audit.key is not there');
    const keys = new Map([['/etc/audit/audit.key', { mode: '640', owner: '0' }]]);
    expect(why(looks({ keys }), 0, { transport: 'krb5' })).toContain('has mode 640');
  });

  it('is a server that asks for Kerberos when the person chose none', () => {
    const all = looks().map((one) => ({
      ...one,
      state: {
        ...one.state,
        files: [file('/etc/audit/auditd.conf', auditd.replace('TCP', 'KRB5')), ...fresh().slice(1)],
      },
    }));
    expect(why(all, 0)).toContain('asks for Kerberos');
  });
});

describe('around the files', () => {
  it('tcp wrappers are told only where they deny', () => {
    expect(changes(looks({ hostsDeny: '# nothing\n' }))['/etc/hosts.allow']).toBeUndefined();
    expect(changes(looks({ hostsDeny: 'ALL: ALL\n' }))['/etc/hosts.allow']).toEqual(['auditd: 10.99.0.11, 10.99.0.12']);
    expect(changes(looks({ hostsDeny: 'ALL: ALL\n' }), { wrappers: 'leave' })['/etc/hosts.allow']).toBeUndefined();
  });

  it('SELinux is told of a port that it does not know', () => {
    const ports = 'audit_port_t                   tcp      60\nhttp_port_t                    tcp      80, 81, 443\n';
    const actions = (port: number): string[] =>
      planCentral(looks({ selinux: 'Enforcing', ports }), { ...wish, port }, coreRuleBook).hosts[0]!.actions.map(
        ({ command }) => command,
      );
    expect(actions(60)).toEqual([]);
    expect(actions(6000)).toEqual(['semanage port -a -t audit_port_t -p tcp 6000']);
    expect(actions(443)).toEqual(['semanage port -m -t audit_port_t -p tcp 443']);
  });

  it('auditd is enabled at boot where it is not', () => {
    const units = new Map([['auditd', 'disabled']]);
    const { actions } = planCentral(looks({ units }), wish, coreRuleBook).hosts[0]!;
    expect(actions).toEqual([
      {
        kind: 'boot',
        words: 'start auditd at boot (systemctl enable)',
        command: 'systemctl enable auditd',
        undo: 'systemctl disable auditd',
      },
    ]);
  });

  it('packages come first, by the host’s own manager, and nothing else until they are there', () => {
    const packages = (managers: string[]): string | undefined =>
      planCentral(looks({}, { managers, programs: new Map() }), wish, coreRuleBook).hosts[1]?.packages[0]?.words;
    expect(packages(['apt-get'])).toBe('install auditd audispd-plugins (apt-get)');
    expect(packages(['dnf', 'yum'])).toBe('install audit audispd-plugins (dnf)');
    expect(packages(['zypper'])).toBe('install audit audit-audispd-plugins (zypper)');
    expect(packages(['pacman'])).toBe('install audit (pacman)');
    const immutable = planCentral(
      looks({}, { managers: ['rpm-ostree', 'dnf'], programs: new Map() }),
      wish,
      coreRuleBook,
    );
    expect(hindrancesOf(immutable.hosts[1]!)[0]?.next).toContain('rpm-ostree install audit');
  });
});
