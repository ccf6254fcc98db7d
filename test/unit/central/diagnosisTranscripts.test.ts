/**
 * What cannot be made in the lab: systemd, SELinux, firewalld, ufw, the kernel's command line, audit 2.x. The outputs
 * are transcribed from the programs' documented or public output unless a comment says that they were recorded.
 */
import { describe, expect, test } from 'vitest';
import { causeFor, faultsOf } from '../../../client/src/central/diagnosis/report';
import { coded, linksOf, notConnected, now, pipeline, synSent, type Answers } from './diagnosisKit';

const lost: Answers = { asked: { connections: synSent } };
const serverAlone = { asked: { connections: notConnected } };

/** firewall-cmd --list-all of Rocky 9, zone public. Transcribed. */
const zone = (ports: string, rich = '') =>
  `public (active)\n  target: default\n  icmp-block-inversion: no\n  interfaces: eth0\n  sources: \n  services: cockpit dhcpv6-client ssh\n  ports: ${ports}\n  protocols: \n  forward: yes\n  masquerade: no\n  forward-ports: \n  source-ports: \n  icmp-blocks: \n  rich rules: \n${rich}`;

/** Upstream's unit, `systemctl show` of RHEL 9. Transcribed. */
const rhelUnit = (more: Readonly<Record<string, string>> = {}) =>
  Object.entries({
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    Result: 'success',
    ExecMainStatus: '0',
    ConditionResult: 'yes',
    RefuseManualStop: 'yes',
    UnitFileState: 'enabled',
    FragmentPath: '/usr/lib/systemd/system/auditd.service',
    After: 'system.slice systemd-journald.socket local-fs.target systemd-tmpfiles-setup.service',
    Before: 'sysinit.target shutdown.target',
    ...more,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** What is not there when auditd is not running. */
const noDaemon = ['process', 'open'];
/** One of two messages in the journal's short-iso form. Transcribed. */
const journal = (...said: string[]) =>
  said.map((text) => `2026-11-23T06:20:00+0000 host auditd[46]: ${text}\n`).join('');

interface Case {
  readonly mode: string;
  readonly name: string;
  readonly sends?: Answers;
  readonly collects?: Answers;
  /** The sender's links. */
  readonly links: string;
}

const upTo = { plugin: 'rules ✓, kernel ✓, auditd ✓, plugin ✓', auditd: 'rules ✓, kernel ✓' };

const cases: readonly Case[] = [
  {
    mode: '4',
    name: 'firewall-blocks',
    sends: lost,
    collects: { asked: { ...serverAlone.asked, firewalld: zone(''), firewalldkept: zone('') } },
    links: `${upTo.plugin}, network ✗ firewall-blocks, server ? firewall-blocks, log ? firewall-blocks`,
  },
  {
    mode: '4, permanent without reload',
    name: 'firewall-blocks',
    sends: lost,
    collects: { asked: { ...serverAlone.asked, firewalld: zone(''), firewalldkept: zone('60/tcp') } },
    links: `${upTo.plugin}, network ✗ firewall-blocks, server ? firewall-blocks, log ? firewall-blocks`,
  },
  {
    mode: '4, only for now',
    name: 'firewall-now-only',
    collects: { asked: { firewalld: zone('60/tcp'), firewalldkept: zone('') } },
    links: `${upTo.plugin}, network ✓ firewall-now-only, server ✓, log ✓`,
  },
  {
    mode: '4, ufw',
    name: 'firewall-blocks',
    sends: lost,
    collects: {
      asked: {
        ...serverAlone.asked,
        ufw: 'ENABLED=yes\nLOGLEVEL=low\nDEFAULT_INPUT_POLICY="DROP"\nDEFAULT_OUTPUT_POLICY="ACCEPT"\n### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n### tuple ### allow tcp 60 0.0.0.0/0 any 10.98.0.0/16 in\n',
      },
    },
    links: `${upTo.plugin}, network ✗ firewall-blocks, server ? firewall-blocks, log ? firewall-blocks`,
  },
  {
    mode: '4, nft (recorded, nftables 1.0.6)',
    name: 'firewall-blocks',
    sends: lost,
    collects: {
      asked: {
        ...serverAlone.asked,
        nft: 'table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t\tct state established,related accept\n\t\tiif "lo" accept\n\t\ttcp dport 22 accept\n\t}\n}\n',
      },
    },
    links: `${upTo.plugin}, network ✗ firewall-blocks, server ? firewall-blocks, log ? firewall-blocks`,
  },
  {
    mode: '4, iptables (recorded, iptables 1.8.9)',
    name: 'firewall-blocks',
    sends: lost,
    collects: {
      asked: {
        ...serverAlone.asked,
        nft: 'table ip filter {\n\tchain INPUT {\n\t\ttype filter hook input priority filter; policy accept;\n\t\ttcp dport 60 counter packets 0 bytes 0 drop\n\t}\n}\n',
      },
    },
    links: `${upTo.plugin}, network ✗ firewall-blocks, server ? firewall-blocks, log ? firewall-blocks`,
  },
  {
    mode: '5',
    name: 'manual-restart-refused',
    sends: { asked: { unit: rhelUnit({ After: 'network-online.target' }) } },
    links: 'rules ✓, kernel ✓, auditd ✓ manual-restart-refused, plugin ✓, network ✓, server ✓, log ✓',
  },
  {
    mode: '6',
    name: 'selinux-port',
    sends: {
      asked: { connections: notConnected },
      files: { '/etc/audit/audisp-remote.conf': 'remote_server = 10.99.0.1\nport = 6060\n' },
    },
    collects: {
      asked: {
        connections: notConnected,
        listening: notConnected,
        selinux: 'Enforcing\n',
        ports: 'audit_port_t                   tcp      60\n',
        messages: journal('Cannot bind listener socket to port 6060 (Permission denied)'),
      },
      files: {
        '/etc/audit/auditd.conf': 'local_events = no\nspace_left = 75\nadmin_space_left = 50\ntcp_listen_port = 6060\n',
      },
    },
    links: `${upTo.plugin}, network ? selinux-port, server ✗ selinux-port, log ? selinux-port`,
  },
  {
    mode: '29',
    name: 'audit-off-at-boot',
    sends: {
      without: noDaemon,
      asked: {
        cmdline: 'BOOT_IMAGE=/vmlinuz root=/dev/vda1 audit=0\n',
        status: [255, 'Error - audit support not in kernel\nCannot open netlink audit socket\n'],
        loaded: [255, 'Error - audit support not in kernel\nCannot open netlink audit socket\n'],
        unit: rhelUnit({ ActiveState: 'inactive', SubState: 'dead', ConditionResult: 'no', RefuseManualStop: 'no' }),
        connections: notConnected,
      },
    },
    links:
      'rules ? audit-off-at-boot, kernel ✗ audit-off-at-boot, auditd ? audit-off-at-boot, plugin ? audit-off-at-boot, network ? audit-off-at-boot, server ? audit-off-at-boot, log ? audit-off-at-boot',
  },
  {
    mode: '30',
    name: 'container-without-audit',
    sends: {
      without: noDaemon,
      asked: {
        status: [255, 'Error sending status request (Operation not permitted)\n'],
        loaded: [255, 'Error sending rule list data request (Operation not permitted)\n'],
        virt: 'docker\n',
        connections: notConnected,
      },
    },
    links:
      'rules ? container-without-audit, kernel ✗ container-without-audit, auditd ? container-without-audit, plugin ? container-without-audit, network ? container-without-audit, server ? container-without-audit, log ? container-without-audit',
  },
  {
    mode: '34',
    name: 'starts-before-network',
    sends: { asked: { unit: rhelUnit({ RefuseManualStop: 'no' }) } },
    links: 'rules ✓, kernel ✓, auditd ✓ starts-before-network, plugin ✓, network ✓, server ✓, log ✓',
  },
  {
    mode: '36',
    name: 'reconnects-with-next-event',
    sends: {
      asked: {
        connections: notConnected,
        messages: `2026-11-23T06:20:00+0000 web1 audisp-remote[48]: Connected to 10.99.0.1\n2026-11-23T06:25:00+0000 web1 audisp-remote[48]: remote logging disconnected due to remote server is going down, will attempt reconnection\n`,
      },
      lines: { time: '1795415000.5 +0000 2026', clock: '10000.00 100' },
    },
    collects: { asked: { connections: notConnected } },
    links: `${upTo.plugin}, network ✗ reconnects-with-next-event, server ? reconnects-with-next-event, log ? reconnects-with-next-event`,
  },
  {
    mode: '+ round trip',
    name: 'rate-near-round-trip',
    sends: {
      asked: {
        connections: `${notConnected}ESTAB 0      0         10.99.0.11:39042    10.99.0.1:60   users:(("audisp-remote",pid=48,fd=4)) timer:(keepalive,119min,0)\n\t cubic rto:220 rtt:20.3/4.1 ato:40\n`,
      },
      lines: { summary: coded(`N web1 20000 ${now - 900}.000 ${now - 5}.000 0 2700\n`) },
    },
    links: `${upTo.plugin}, network ✓ rate-near-round-trip, server ✓, log ✓`,
  },
];

describe('a healthy pipeline', () => {
  test('is green, and has nothing to say but what is so by choice', () => {
    const report = pipeline();
    expect(linksOf(report, 'web1')).toBe(`${upTo.plugin}, network ✓, server ✓, log ✓`);
    expect(faultsOf(report).map(({ name }) => name)).toEqual(['signals-ignored']);
  });
});

describe('transcribed hosts', () => {
  test.each(cases)('$mode: $name', ({ name, sends, collects, links }) => {
    const report = pipeline(sends, collects);
    expect(linksOf(report, 'web1')).toBe(links);
    expect(faultsOf(report).map((fault) => fault.name)).toContain(name);
  });

  test('the restart that is proposed is one that this host takes', () => {
    const refuses = { asked: { unit: rhelUnit() } };
    const byPackage = pipeline({ ...refuses, lines: { legacy: 'yes' } });
    const named = (report: typeof byPackage) =>
      faultsOf(report).find((fault) => fault.name === 'manual-restart-refused');
    expect(named(byPackage)?.next).toContain('service auditd restart');
    expect(named(pipeline(refuses))?.next).toMatch(/kill -TERM 46;.*systemctl start auditd/);
  });

  test('ufw that lets the sender in is not to blame', () => {
    const ufw =
      'ENABLED=yes\nDEFAULT_INPUT_POLICY="DROP"\n### tuple ### allow tcp 60 0.0.0.0/0 any 10.99.0.0/24 in\n-A ufw-user-input -p tcp --dport 60 -s 10.99.0.0/24 -j ACCEPT\n';
    const report = pipeline(lost, { asked: { ...serverAlone.asked, ufw } });
    expect(faultsOf(report).map(({ name }) => name)).toContain('way-dropped');
  });

  test('disk and retention against what comes in', () => {
    const fast = {
      lines: {
        summary: coded(`N web1 90000 ${now - 600}.000 ${now - 5}.000 0 9000\n`),
        log: `${coded('/var/log/audit/audit.log')} 8000000 ${now - 5} 600 root:root 65024:2149037`,
      },
    };
    const short = faultsOf(pipeline({}, fast)).find(({ name }) => name === 'retention-short');
    expect(short?.cause).toBe('At 35 MB an hour, 5 pieces of 8 MB hold 69 minutes: what is older is removed.');
  });
});

/** 2.8.5 in /etc/audisp, with the dispatcher between. */
describe('the layout of 2.x', () => {
  const old = (more: Answers = {}): Answers => ({
    ...more,
    asked: { version: 'auditctl version 2.8.5\n', ...more.asked },
    files: {
      '/etc/audit/auditd.conf':
        'log_file = /var/log/audit/audit.log\nlog_format = RAW\nmax_log_file = 8\nnum_logs = 5\nmax_log_file_action = ROTATE\ndispatcher = /sbin/audispd\ndisp_qos = lossy\nname_format = NONE\nspace_left = 75\nadmin_space_left = 50\n',
      '/etc/audit/audisp-remote.conf': '',
      '/etc/audit/plugins.d/au-remote.conf': '',
      '/etc/audisp/audispd.conf':
        'q_depth = 250\noverflow_action = SYSLOG\npriority_boost = 4\nmax_restarts = 10\nname_format = HOSTNAME\n',
      '/etc/audisp/audisp-remote.conf': 'remote_server = 10.99.0.1\nport = 60\nmode = immediate\nformat = managed\n',
      '/etc/audisp/plugins.d/au-remote.conf':
        'active = yes\ndirection = out\npath = /sbin/audisp-remote\ntype = always\nformat = string\n',
      ...more.files,
    },
    lines: {
      'process 47': `47 46 1000 yes audispd ${coded('/sbin/audispd')}`,
      'process 48': `48 47 1000 yes audisp-remote ${coded('/sbin/audisp-remote')}`,
      'fact /sbin/audispd': `${coded('/sbin/audispd')} 750 0 regular file`,
      ...more.lines,
    },
  });

  test('is understood: green where all is well', () => {
    expect(linksOf(pipeline(old()), 'web1')).toBe(`${upTo.plugin}, network ✓, server ✓, log ✓`);
  });

  test.each<[string, Answers, string]>([
    [
      '15: two node= per record',
      old({
        files: {
          '/etc/audit/auditd.conf':
            'log_file = /var/log/audit/audit.log\ndispatcher = /sbin/audispd\nname_format = HOSTNAME\nspace_left = 75\nadmin_space_left = 50\n',
        },
        lines: { summary: coded(`N web1 20 ${now - 500}.000 ${now - 5}.000 20 9\n`) },
      }),
      'node-doubled',
    ],
    [
      '13: no name in either file',
      old({ files: { '/etc/audisp/audispd.conf': 'q_depth = 250\nname_format = NONE\n' } }),
      'name-format-none',
    ],
    [
      'no dispatcher',
      old({
        files: {
          '/etc/audit/auditd.conf': 'log_file = /var/log/audit/audit.log\nspace_left = 75\nadmin_space_left = 50\n',
        },
      }),
      'dispatcher-missing',
    ],
    [
      '18: the file in the folder of 3.x',
      old({
        files: {
          '/etc/audit/plugins.d/au-remote.conf':
            'active = yes\ndirection = out\npath = /sbin/audisp-remote\ntype = always\nformat = string\n',
          '/etc/audisp/plugins.d/au-remote.conf':
            'active = no\ndirection = out\npath = /sbin/audisp-remote\ntype = always\nformat = string\n',
        },
      }),
      'plugin-wrong-folder',
    ],
    [
      'a keyword of 3.x in audispd.conf',
      old({ files: { '/etc/audisp/audispd.conf': 'q_depth = 250\nname_format = HOSTNAME\nlocal_events = yes\n' } }),
      'bad-conf-waits',
    ],
  ])('%s', (_what, sends, name) => {
    const report = pipeline(sends);
    expect(faultsOf(report).map((fault) => fault.name)).toContain(name);
    expect(causeFor(report, 'web1')?.name ?? name).toBe(name);
  });
});
