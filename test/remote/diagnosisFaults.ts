import type { FaultName } from '../../client/src/central/diagnosis/faultNames';
import type { Link } from '../../client/src/central/diagnosis/report';
import type { LabHost } from '../lab/host';
import { auditdConf, pluginConf, remoteConf, type Pipeline } from './diagnosisKit';

/** A way to break a pipeline for real, and what the diagnosis must make of it. */
export interface Breakage {
  /** Of docs/evidence.md and the facts: 1 to 36; `+`: beyond them. */
  readonly mode: string;
  readonly name: FaultName;
  /** What a person did. */
  readonly made: string;
  /** Default 1. */
  readonly senders?: 2;
  readonly make: (pipeline: Pipeline) => Promise<unknown>;
  /** Where it is to be mended. */
  readonly host: 'central' | 'sender1';
  /** In the chain of sender1 (of central, where there is no other): which link has the fault. */
  readonly link: Link;
  /** Another fault that what was done makes as well. */
  readonly also?: Readonly<Partial<Record<Link, FaultName>>>;
  /** Links of sender1 that are unknown because of it. The rest of them is as it was. */
  readonly unknown?: readonly Link[];
  /** Default false: it is said, but makes no link bad. */
  readonly warns?: true;
}

const restart = (host: LabHost) => host.run('service auditd restart');
async function onBoth({ central, sender }: Pipeline): Promise<void> {
  await restart(central);
  await restart(sender);
}

/** Sets in the sender's file and restarts its auditd. */
function sender(path: string, settings: Readonly<Record<string, string | null>>) {
  return async (pipeline: Pipeline): Promise<void> => {
    await pipeline.set(pipeline.sender, path, settings);
    await restart(pipeline.sender);
  };
}

/** Sets in the server's file and restarts both, the server first. */
function central(settings: Readonly<Record<string, string | null>>) {
  return async (pipeline: Pipeline): Promise<void> => {
    await pipeline.set(pipeline.central, auditdConf, settings);
    await onBoth(pipeline);
  };
}

/** Sets in a plugin's file, in auditd.conf and so on, without a restart. */
const pluginsFolder = '/etc/audit/plugins.d';

export const breakages: readonly Breakage[] = [
  {
    mode: '1',
    name: 'server-not-listening',
    made: 'tcp_listen_port taken out, restarted',
    make: central({ tcp_listen_port: null }),
    host: 'central',
    link: 'server',
    unknown: ['network', 'log'],
  },
  {
    mode: '2',
    name: 'port-taken',
    made: 'another program on port 60 when auditd starts',
    make: async (pipeline) => {
      await pipeline.central.run(`service auditd stop; ${listenOn60} >/dev/null 2>&1 </dev/null; service auditd start`);
      await restart(pipeline.sender);
    },
    host: 'central',
    link: 'server',
    unknown: ['network', 'log'],
  },
  {
    mode: '3',
    name: 'port-change-waits',
    made: 'tcp_listen_port = 6060 on both sides, server only reloaded',
    make: async (pipeline) => {
      await pipeline.set(pipeline.central, auditdConf, { tcp_listen_port: '6060' });
      await pipeline.central.run('service auditd reload');
      await sender(remoteConf, { port: '6060' })(pipeline);
    },
    host: 'central',
    link: 'server',
    unknown: ['network', 'log'],
  },
  {
    mode: '4',
    name: 'way-dropped',
    made: 'what the server sends to the sender vanishes (ip route add blackhole)',
    make: async (pipeline) => {
      await pipeline.central.run(`ip route add blackhole ${pipeline.sender.address}`);
      await restart(pipeline.sender);
    },
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '7',
    name: 'transport-differs',
    made: 'transport = krb5 on the sender only',
    make: sender(remoteConf, { transport: 'krb5' }),
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '8',
    name: 'key-table-unusable',
    made: 'transport = krb5 on the server only, without a key table',
    make: async (pipeline) => {
      await pipeline.set(pipeline.central, auditdConf, { transport: 'krb5' });
      await restart(pipeline.central);
    },
    host: 'central',
    link: 'server',
    also: { network: 'transport-differs' },
    unknown: ['log'],
  },
  {
    mode: '9',
    name: 'wrappers-refuse',
    made: 'auditd: ALL in hosts.deny of the server',
    make: async (pipeline) => {
      await pipeline.central.run("printf 'auditd: ALL\\n' >> /etc/hosts.deny");
      await restart(pipeline.sender);
    },
    host: 'central',
    link: 'server',
    unknown: ['network', 'log'],
  },
  {
    mode: '10',
    name: 'too-many-per-address',
    made: 'tcp_max_per_addr = 1, and another connection from the sender’s address',
    make: async (pipeline) => {
      await pipeline.sender.run('service auditd stop');
      await pipeline.set(pipeline.central, auditdConf, { tcp_max_per_addr: '1' });
      await restart(pipeline.central);
      await pipeline.sender.run(`${holdConnection} >/dev/null 2>&1 </dev/null`);
      await restart(pipeline.sender);
    },
    host: 'central',
    link: 'server',
    unknown: ['network', 'log'],
  },
  {
    mode: '11',
    name: 'source-port-refused',
    made: 'tcp_client_ports = 1-1023 on the server',
    make: central({ tcp_client_ports: '1-1023' }),
    host: 'central',
    link: 'server',
    unknown: ['network', 'log'],
  },
  {
    mode: '12',
    name: 'local-port-taken',
    made: 'local_port = 900, which another program on the sender has',
    make: async (pipeline) => {
      await pipeline.sender.run(`${listenOn60.replaceAll('60', '900')} >/dev/null 2>&1 </dev/null`);
      await sender(remoteConf, { local_port: '900' })(pipeline);
    },
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '13',
    name: 'name-format-none',
    made: 'name_format = none on the sender',
    make: sender(auditdConf, { name_format: 'none' }),
    host: 'sender1',
    link: 'auditd',
    unknown: ['log'],
  },
  {
    mode: '14',
    name: 'node-null',
    made: 'name_format from none to hostname, only reloaded',
    make: async (pipeline) => {
      await sender(auditdConf, { name_format: 'none' })(pipeline);
      await pipeline.set(pipeline.sender, auditdConf, { name_format: 'hostname' });
      await pipeline.sender.run('service auditd reload; sleep 0.5; auditctl -m after-the-reload');
    },
    host: 'sender1',
    link: 'auditd',
    also: { network: 'reload-ended-sending' },
    unknown: ['server', 'log'],
  },
  {
    mode: '23',
    name: 'reload-ended-sending',
    made: 'service auditd reload on the sender: 3.0.9 does not connect again',
    make: async (pipeline) => {
      await pipeline.sender.run('service auditd reload; sleep 0.5; auditctl -m after-the-reload');
    },
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '16',
    name: 'server-throws-away',
    made: 'write_logs = no on the server',
    make: central({ write_logs: 'no' }),
    host: 'central',
    link: 'log',
  },
  {
    mode: '16',
    name: 'server-throws-away',
    made: 'log_format = nolog on the server',
    make: central({ log_format: 'nolog' }),
    host: 'central',
    link: 'log',
  },
  {
    mode: '17',
    name: 'format-ascii',
    made: 'format = ascii on the sender',
    make: sender(remoteConf, { format: 'ascii' }),
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18',
    name: 'plugin-inactive',
    made: 'active = no in au-remote.conf',
    make: sender(pluginConf, { active: 'no' }),
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18',
    name: 'plugin-wrong-folder',
    made: 'au-remote.conf in /etc/audisp/plugins.d, where 3.x does not look',
    make: async (pipeline) => {
      await pipeline.sender.run(`mkdir -p /etc/audisp/plugins.d; mv ${pluginConf} /etc/audisp/plugins.d/`);
      await restart(pipeline.sender);
    },
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18',
    name: 'plugin-wrong-folder',
    made: 'plugin_dir = /etc/audit/plugins.other',
    make: async (pipeline) => {
      await pipeline.sender.run('mkdir -p /etc/audit/plugins.other');
      await sender(auditdConf, { plugin_dir: '/etc/audit/plugins.other' })(pipeline);
    },
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18',
    name: 'plugin-program-unusable',
    made: 'path = a copy of the program with mode 0644',
    make: async (pipeline) => {
      await pipeline.sender.run('install -m 0644 /sbin/audisp-remote /root/audisp-remote');
      await sender(pluginConf, { path: '/root/audisp-remote' })(pipeline);
    },
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18',
    name: 'plugin-program-unusable',
    made: 'path = a program that is not there',
    make: sender(pluginConf, { path: '/usr/local/sbin/audisp-remote' }),
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18',
    name: 'plugin-conf-refused',
    made: 'an unknown keyword in au-remote.conf',
    make: sender(pluginConf, { colour: 'blue' }),
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18',
    name: 'plugin-missing',
    made: 'au-remote.conf removed',
    make: async (pipeline) => {
      await pipeline.sender.run(`rm ${pluginsFolder}/au-remote.conf`);
      await restart(pipeline.sender);
    },
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18',
    name: 'plugin-binary-format',
    made: 'format = binary in au-remote.conf',
    make: sender(pluginConf, { format: 'binary' }),
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '18, 19',
    name: 'remote-conf-refused',
    made: 'mode = sometimes in audisp-remote.conf, and events until auditd gives up',
    make: async (pipeline) => {
      await sender(remoteConf, { mode: 'sometimes' })(pipeline);
      await pipeline.sender.run('for n in 1 2 3 4 5 6 7 8 9 10 11 12; do auditctl -m again$n; sleep 0.05; done');
    },
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '19',
    name: 'plugin-gave-up',
    made: 'max_restarts = 1, and audisp-remote killed again and again',
    make: async (pipeline) => {
      await sender(auditdConf, { max_restarts: '1' })(pipeline);
      await pipeline.sender.run(
        'for n in 1 2 3 4 5 6; do pkill -KILL -x audisp-remote -P $(cat /run/auditd.pid); sleep 0.3; auditctl -m again$n; done; sleep 0.3; pkill -KILL -x audisp-remote -P $(cat /run/auditd.pid)',
      );
    },
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '20',
    name: 'plugin-queue-overflow',
    made: 'q_depth = 1 and audisp-remote stopped while 3,000 records come',
    make: async (pipeline) => {
      await sender(auditdConf, { q_depth: '1' })(pipeline);
      await pipeline.sender.run('pkill -STOP -x audisp-remote -P $(cat /run/auditd.pid)');
      await pipeline.sender.kernel.record(
        Array.from(
          { length: 3000 },
          (_, n) =>
            `type=USER msg=audit(1795331397.373:${9000 + n}): pid=1 uid=0 auid=0 ses=1 msg='text=${'x'.repeat(200)}'`,
        ),
      );
      await pipeline.sender.run('sleep 1; pkill -CONT -x audisp-remote -P $(cat /run/auditd.pid)');
    },
    host: 'sender1',
    link: 'plugin',
  },
  {
    mode: '21',
    name: 'logging-suspended',
    made: 'the server’s log on a disk of 2 MB that fills up',
    make: async (pipeline) => {
      await pipeline.central.run('service auditd stop; mount -t tmpfs -o size=2m,mode=700 lab-small /var/log/audit');
      await pipeline.set(pipeline.central, auditdConf, {
        space_left: '1',
        admin_space_left: '0',
        admin_space_left_action: 'suspend',
        disk_full_action: 'suspend',
        disk_error_action: 'suspend',
        max_log_file_action: 'ignore',
        num_logs: '0',
      });
      await pipeline.central.run('service auditd start; head -c 3000000 /dev/zero > /var/log/audit/ballast');
      await restart(pipeline.sender);
    },
    host: 'central',
    link: 'log',
    unknown: ['network', 'server'],
  },
  {
    mode: '22',
    name: 'halting-action',
    made: 'disk_full_action = halt on the server',
    make: central({ disk_full_action: 'halt' }),
    host: 'central',
    link: 'auditd',
    warns: true,
  },
  {
    mode: '23',
    name: 'signals-ignored',
    made: 'local_events = no on the server, as the lab has it',
    make: async () => undefined,
    host: 'central',
    link: 'auditd',
    warns: true,
  },
  {
    mode: '24',
    name: 'log-replaced',
    made: 'sed -i on the server’s log',
    make: async (pipeline) => {
      await pipeline.central.run("sed -i 's/nothing/nothing/' /var/log/audit/audit.log");
      await restart(pipeline.sender);
    },
    host: 'central',
    link: 'log',
  },
  {
    mode: '25',
    name: 'bad-conf-waits',
    made: 'freq=50 without blanks written into the sender’s auditd.conf, reloaded',
    make: async (pipeline) => {
      await pipeline.sender.run(`echo freq=50 >> ${auditdConf}; service auditd reload`);
    },
    host: 'sender1',
    link: 'auditd',
    warns: true,
  },
  {
    mode: '25',
    name: 'auditd-conf-refused',
    made: 'freq=50 without blanks on the sender, restarted',
    make: async (pipeline) => {
      await pipeline.sender.run(`echo freq=50 >> ${auditdConf}; service auditd restart`);
    },
    host: 'sender1',
    link: 'auditd',
    unknown: ['plugin', 'network', 'server', 'log'],
  },
  {
    mode: '27',
    name: 'rule-exists',
    made: 'no -D, and a rule twice',
    make: async (pipeline) => {
      await rules(pipeline, '-w /etc/passwd -p wa -k id\n-w /etc/passwd -p wa -k id\n-w /etc/group -p wa -k id\n');
    },
    host: 'sender1',
    link: 'rules',
  },
  {
    mode: '28',
    name: 'rules-locked',
    made: '-e 2, then another rule in the files',
    make: async (pipeline) => {
      await rules(pipeline, '-D\n-w /etc/passwd -p wa -k id\n-e 2\n');
      await rules(pipeline, '-D\n-w /etc/passwd -p wa -k id\n-w /etc/group -p wa -k id\n-e 2\n');
    },
    host: 'sender1',
    link: 'rules',
  },
  {
    mode: '31',
    name: 'log-unreadable',
    made: 'looked at by a login without root’s rights, through sudo',
    make: async (pipeline) => pipeline.as('nopasswd'),
    host: 'central',
    link: 'log',
    warns: true,
  },
  {
    mode: '32',
    name: 'another-daemon',
    made: 'a second auditd with files of its own takes the kernel’s events',
    make: async (pipeline) => {
      const { sender: host } = pipeline;
      await host.run(secondDaemon);
    },
    host: 'sender1',
    link: 'kernel',
    unknown: ['auditd', 'plugin', 'network', 'server', 'log'],
  },
  {
    mode: '33',
    name: 'kernel-lost-events',
    made: 'lost 17 in the pretended kernel',
    make: async (pipeline) => pipeline.sender.kernel.set('lost', 17),
    host: 'sender1',
    link: 'kernel',
  },
  {
    mode: '35',
    name: 'no-remote-server',
    made: 'remote_server taken out',
    make: sender(remoteConf, { remote_server: null }),
    host: 'sender1',
    link: 'plugin',
    unknown: ['network', 'server', 'log'],
  },
  {
    mode: '+',
    name: 'auditd-stopped',
    made: 'auditd stopped on the server',
    make: async (pipeline) => {
      await pipeline.central.run('service auditd stop');
    },
    host: 'central',
    link: 'server',
    unknown: ['network', 'log'],
  },
  {
    mode: '+',
    name: 'auditd-stopped',
    made: 'auditd killed on the sender',
    make: async (pipeline) => {
      await pipeline.sender.run('kill -KILL $(cat /run/auditd.pid)');
    },
    host: 'sender1',
    link: 'auditd',
    unknown: ['plugin', 'network', 'server', 'log'],
  },
  {
    mode: '+',
    name: 'log-folder-unusable',
    made: 'the folder of the server’s log is gone',
    make: async (pipeline) => {
      await pipeline.central.run('service auditd stop; mv /var/log/audit /var/log/audit.away; service auditd start');
      await restart(pipeline.sender);
    },
    host: 'central',
    link: 'server',
    unknown: ['network', 'log'],
  },
  {
    mode: '+',
    name: 'server-name-unknown',
    made: 'remote_server = a name that nobody knows',
    make: sender(remoteConf, { remote_server: 'centrall.example.invalid' }),
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '+',
    name: 'wrong-server',
    made: 'remote_server = localhost',
    make: sender(remoteConf, { remote_server: 'localhost' }),
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '+',
    name: 'wrong-server',
    made: 'remote_server = the other sender’s address',
    senders: 2,
    make: sender(remoteConf, { remote_server: '10.99.0.12' }),
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '+',
    name: 'no-route',
    made: 'no route to the server’s address',
    make: async (pipeline) => {
      await pipeline.sender.run('ip route add unreachable 10.99.0.1');
      await restart(pipeline.sender);
    },
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '+',
    name: 'no-route',
    made: 'the sender’s network interface is down',
    make: async (pipeline) => {
      await pipeline.sender.run('service auditd stop; ip link set eth0 down; service auditd start');
    },
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '+',
    name: 'port-differs',
    made: 'port = 61 on the sender',
    make: sender(remoteConf, { port: '61' }),
    host: 'sender1',
    link: 'network',
    unknown: ['server', 'log'],
  },
  {
    mode: '+',
    name: 'rules-not-loaded',
    made: 'auditctl -D',
    make: async (pipeline) => {
      await rules(pipeline, '-D\n-w /etc/passwd -p wa -k id\n');
      await pipeline.sender.run('auditctl -D');
    },
    host: 'sender1',
    link: 'rules',
  },
  {
    mode: '+',
    name: 'rules-differ',
    made: 'one of two rules deleted with auditctl -W',
    make: async (pipeline) => {
      await rules(pipeline, '-D\n-w /etc/passwd -p wa -k id\n-w /etc/group -p wa -k id\n');
      await pipeline.sender.run('auditctl -W /etc/group -p wa -k id');
    },
    host: 'sender1',
    link: 'rules',
  },
  {
    mode: '+',
    name: 'rules-file-refused',
    made: 'an unknown field in the second rule',
    make: async (pipeline) => {
      await rules(
        pipeline,
        '-D\n-w /etc/passwd -p wa -k id\n-a always,exit -S open -F colour=blue -k x\n-w /etc/group -p wa -k id\n',
      );
    },
    host: 'sender1',
    link: 'rules',
  },
  {
    mode: '26',
    name: 'rules-not-compiled',
    made: 'a comment and a setting added in rules.d, augenrules not run',
    make: async (pipeline) => {
      await rules(pipeline, '-D\n-w /etc/passwd -p wa -k id\n');
      await pipeline.sender.writeFile('/etc/audit/rules.d/90-more.rules', '-b 16384\n');
    },
    host: 'sender1',
    link: 'rules',
    warns: true,
  },
  {
    mode: '+',
    name: 'rules-hidden-by-never',
    made: '-a never,task as Fedora ships it',
    make: async (pipeline) => {
      await rules(pipeline, '-D\n-a never,task\n-w /etc/passwd -p wa -k id\n');
    },
    host: 'sender1',
    link: 'rules',
  },
  {
    mode: '+',
    name: 'records-excluded',
    made: '-a always,exclude -F msgtype=SYSCALL',
    make: async (pipeline) => {
      await rules(pipeline, '-D\n-a always,exclude -F msgtype=SYSCALL\n-w /etc/passwd -p wa -k id\n');
    },
    host: 'sender1',
    link: 'rules',
  },
  {
    mode: '+',
    name: 'audit-disabled',
    made: 'auditctl -e 0',
    make: async (pipeline) => pipeline.sender.run('auditctl -e 0'),
    host: 'sender1',
    link: 'kernel',
    unknown: ['auditd', 'plugin', 'network', 'server', 'log'],
  },
  {
    mode: '+',
    name: 'kernel-rate-limit',
    made: 'auditctl -r 100',
    make: async (pipeline) => pipeline.sender.run('auditctl -r 100'),
    host: 'sender1',
    link: 'kernel',
    warns: true,
  },
  {
    mode: '+',
    name: 'syslog-plugin-active',
    made: 'syslog.conf active with /sbin/audisp-syslog',
    make: async (pipeline) => {
      await pipeline.sender.writeFile(
        `${pluginsFolder}/syslog.conf`,
        'active = yes\ndirection = out\npath = /sbin/audisp-syslog\ntype = always\nargs = LOG_INFO\nformat = string\n',
      );
      await restart(pipeline.sender);
    },
    host: 'sender1',
    link: 'plugin',
    warns: true,
  },
  {
    mode: '+',
    name: 'conf-change-waits',
    made: 'queue_depth changed in audisp-remote.conf, nothing restarted',
    make: async (pipeline) => {
      await pipeline.sender.run('sleep 2');
      await pipeline.set(pipeline.sender, remoteConf, { queue_depth: '10000' });
    },
    host: 'sender1',
    link: 'plugin',
    warns: true,
  },
  {
    mode: '+',
    name: 'node-shared',
    made: 'name_format = user with the same name on both senders',
    senders: 2,
    make: async (pipeline) => {
      for (const host of pipeline.lab.senders) {
        await pipeline.set(host, auditdConf, { name_format: 'user', name: 'web' });
        await restart(host);
      }
    },
    host: 'sender1',
    link: 'log',
    warns: true,
  },
  {
    mode: '+',
    name: 'clocks-apart',
    made: 'a sender whose date says an hour more',
    make: async (pipeline) => {
      await pipeline.sender.run(
        'cp /bin/date /root/date; printf \'#!/bin/sh\\nexec /root/date -d "+1 hour" "$@"\\n\' > /root/late; chmod 755 /root/late; mount --bind /root/late /bin/date',
      );
    },
    host: 'sender1',
    link: 'log',
    warns: true,
  },
];

/** Forks and listens, on every address, whichever port stands there for 60. */
const listenOn60 =
  "perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 5, LocalPort => 60, ReuseAddr => 1) or die; fork and exit; sleep 600'";

/** A connection to the server that says nothing and stays. */
const holdConnection =
  "perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(PeerAddr => q(10.99.0.1:60)) or die; fork and exit; sleep 600'";

/** In the foreground, with a folder of configuration and a /run of its own. */
const secondDaemon =
  'cp -r /etc/audit /root/second; mkdir /root/run; sed -i "s,^log_file.*,log_file = /root/second.log," /root/second/auditd.conf; rm -r /root/second/plugins.d; mkdir /root/second/plugins.d; sed -i "s,^plugin_dir.*,plugin_dir = /root/second/plugins.d," /root/second/auditd.conf; (unshare -m sh -c "mount --bind /root/run /run/lock; mount -t tmpfs none /run/auditd 2>/dev/null; rm -f /run/auditd.pid; exec auditd -n -c /root/second" >/dev/null 2>&1 </dev/null &); sleep 0.7';

async function rules({ sender: host }: Pipeline, text: string): Promise<void> {
  await host.run('rm -f /etc/audit/rules.d/*');
  await host.writeFile('/etc/audit/rules.d/10-test.rules', text);
  await host.run('augenrules --load');
}
