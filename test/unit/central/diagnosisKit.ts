import { diagnose } from '../../../client/src/central/diagnosis/diagnose';
import type { Observation } from '../../../client/src/central/diagnosis/observation';
import { observationOf } from '../../../client/src/central/diagnosis/observation';
import type { LinkState, Report } from '../../../client/src/central/diagnosis/report';

/** What a host answers, program by program; the rest is a healthy Debian 12. */
export interface Answers {
  readonly asked?: Readonly<Record<string, string | readonly [status: number, said: string]>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Lines of probe.sh's answer in place of those that begin so. */
  readonly lines?: Readonly<Record<string, string>>;
  readonly without?: readonly string[];
}

export const now = 1_795_412_400;

/** The central server of the lab, word for word as probe.sh had it there, cut to what matters. */
export function central(answers: Answers = {}): Observation {
  return observed('central', {
    ...answers,
    files: {
      '/etc/audit/auditd.conf':
        'local_events = no\nwrite_logs = yes\nlog_file = /var/log/audit/audit.log\nlog_format = ENRICHED\nmax_log_file = 8\nnum_logs = 5\nmax_log_file_action = ROTATE\nname_format = HOSTNAME\nspace_left = 75\nadmin_space_left = 50\ntcp_listen_port = 60\n',
      ...answers.files,
    },
    asked: {
      addresses: '2: eth0    inet 10.99.0.1/24 scope global eth0\\       valid_lft forever\n',
      listening:
        'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\nLISTEN 0      16                 *:60              *:*    users:(("auditd",pid=46,fd=11))\n',
      connections:
        'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\nESTAB  0      0      [::ffff:10.99.0.1]:60   [::ffff:10.99.0.11]:39042 users:(("auditd",pid=46,fd=4)) timer:(keepalive,119min,0)\n',
      ...answers.asked,
    },
    lines: {
      summary: coded(`N web1 20 ${now - 500}.000 ${now - 5}.000 0 9\n`),
      ...answers.lines,
    },
  });
}

/** A sender of it. */
export function sender(answers: Answers = {}): Observation {
  return observed('web1', {
    ...answers,
    files: {
      '/etc/audit/auditd.conf':
        'local_events = yes\nwrite_logs = yes\nlog_file = /var/log/audit/audit.log\nlog_format = ENRICHED\nmax_log_file = 8\nnum_logs = 5\nmax_log_file_action = ROTATE\nname_format = HOSTNAME\nspace_left = 75\nadmin_space_left = 50\n',
      '/etc/audit/audisp-remote.conf': 'remote_server = 10.99.0.1\nport = 60\nmode = immediate\nformat = managed\n',
      '/etc/audit/plugins.d/au-remote.conf':
        'active = yes\ndirection = out\npath = /sbin/audisp-remote\ntype = always\nformat = string\n',
      ...answers.files,
    },
    asked: {
      addresses: '2: eth0    inet 10.99.0.11/24 scope global eth0\\       valid_lft forever\n',
      resolve: '10.99.0.1       STREAM 10.99.0.1\n10.99.0.1       DGRAM  \n',
      route: '10.99.0.1 dev eth0 src 10.99.0.11 uid 0 \n    cache \n',
      listening: 'State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n',
      connections:
        'State Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess\nESTAB 0      0         10.99.0.11:39042    10.99.0.1:60   users:(("audisp-remote",pid=48,fd=4)) timer:(keepalive,119min,0)\n\t bbr wscale:10,10 rto:204 rtt:0.095/0.063 ato:40\n',
      ...answers.asked,
    },
    lines: {
      'process 48': `48 46 1000 yes audisp-remote ${coded('/sbin/audisp-remote')}`,
      summary: coded(`N web1 20 ${now - 500}.000 ${now - 5}.000 0 9\n`),
      ...answers.lines,
    },
  });
}

export const notConnected = 'State Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess\n';
export const synSent = `${notConnected}SYN-SENT 0      1         10.99.0.11:55088    10.99.0.1:60   users:(("audisp-remote",pid=48,fd=4)) timer:(on,980ms,0)\n`;

export function pipeline(sends: Answers = {}, collects: Answers = {}): Report {
  return diagnose(
    [
      { host: 'central', role: 'central', seen: central(collects) },
      { host: 'web1', role: 'sender', seen: sender(sends) },
    ],
    now * 1000,
  );
}

/** `rules good, kernel good, plugin plugin-inactive, network ? plugin-inactive`: a host's links on one line. */
export function linksOf(report: Report, host: string): string {
  const words = ({ link, state, faults, because }: LinkState): string => {
    const notes = faults.map(({ name }) => name).join('+');
    if (state === 'bad') return `${link} ✗ ${notes}`;
    if (state === 'unknown') return `${link} ? ${because?.name ?? ''}`;
    return `${link} ${state === 'good' ? '✓' : '-'}${notes === '' ? '' : ` ${notes}`}`;
  };
  return (
    report.hosts
      .find((one) => one.host === host)
      ?.links.map(words)
      .join(', ') ?? ''
  );
}

function observed(host: string, { asked = {}, files = {}, lines = {}, without = [] }: Answers): Observation {
  const all: Record<string, string | readonly [number, string]> = {
    version: 'auditctl version 3.0.9\n',
    status:
      'enabled 1\nfailure 1\npid 46\nrate_limit 0\nbacklog_limit 8192\nlost 0\nbacklog 0\nbacklog_wait_time 60000\n',
    loaded: 'No rules\n',
    os: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
    cmdline: 'root=/dev/vda1 quiet\n',
    df: 'Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda         264212084 24006644  82384268      23% /var/log\n',
    logs: `41748 ${now - 5} audit.log\n`,
    ...asked,
  };
  const fixed: Record<string, string> = {
    time: `${now}.5 +0000 2026`,
    clock: '1000.00 100',
    kernel: '6.1.0',
    arch: 'x86_64',
    hostname: host,
    login: 'root ',
    libwrap: 'yes',
    'process 46': `46 1 1000 yes auditd ${coded('/sbin/auditd')}`,
    'open 46': `46 65024:2149037 ${coded('/var/log/audit/audit.log')}`,
    log: `${coded('/var/log/audit/audit.log')} 41748 ${now - 5} 600 root:root 65024:2149037`,
    logfolder: '700 root:root',
    'fact /sbin/audisp-remote': `${coded('/sbin/audisp-remote')} 755 0 regular file`,
    ...lines,
  };
  const text = [
    ...Object.entries(fixed).map(([name, value]) => `${name.split(' ')[0]} ${value}`),
    ...Object.entries(all).map(([name, answer]) => {
      const [status, said] = typeof answer === 'string' ? ([0, answer] as const) : answer;
      return `${name} ${status} ${coded(commands[name] ?? name)} ${coded(said)}`;
    }),
    ...Object.entries(files).map(
      ([path, content]) => `file 640 0:0 file ${content.length} ${now - 100_000} ${coded(path)} ${coded(content)}`,
    ),
    'END',
  ].filter((line) => !without.some((name) => line.startsWith(`${name} `)));
  const seen = observationOf(host, Buffer.from(text.join('\n')), 0);
  if (seen === undefined) throw new Error('no observation');
  return seen;
}

const commands: Readonly<Record<string, string>> = {
  unit: 'systemctl show auditd.service',
  nft: 'nft list ruleset',
  iptables: 'iptables-save',
  firewalld: 'firewall-cmd --list-all',
  firewalldkept: 'firewall-cmd --permanent --list-all',
  ufw: 'ufw status verbose',
};

export function coded(text: string): string {
  return Buffer.from(text).toString('base64');
}
