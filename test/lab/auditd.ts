import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { centralAddress } from './network';
import type { Finished } from './processes';

export type Role = 'central' | 'sender';

/** Whether senders send to the central server, or the hosts are as their packages left them. */
export type Configuration = 'forwarding' | 'as-installed';

const keyValues = (settings: Readonly<Record<string, string | number>>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');

const centralConf = keyValues({
  write_logs: 'yes',
  log_file: '/var/log/audit/audit.log',
  log_format: 'ENRICHED',
  flush: 'NONE',
  max_log_file: 8,
  num_logs: 5,
  max_log_file_action: 'ROTATE',
  name_format: 'HOSTNAME',
  space_left: 75,
  admin_space_left: 50,
  tcp_listen_port: 60,
  tcp_listen_queue: 16,
  tcp_max_per_addr: 8,
  tcp_client_max_idle: 0,
  use_libwrap: 'yes',
  distribute_network: 'no',
});

const senderConf = keyValues({
  write_logs: 'yes',
  log_file: '/var/log/audit/audit.log',
  log_format: 'ENRICHED',
  flush: 'NONE',
  max_log_file: 8,
  num_logs: 5,
  max_log_file_action: 'ROTATE',
  name_format: 'HOSTNAME',
  space_left: 75,
  admin_space_left: 50,
  plugin_dir: '/etc/audit/plugins.d',
});

const remoteConf = keyValues({
  remote_server: centralAddress,
  port: 60,
  transport: 'tcp',
  mode: 'immediate',
  queue_depth: 20_000,
  format: 'managed',
  network_failure_action: 'syslog',
});

/** As Debian's packages leave a host: auditd hears its own kernel, nobody listens, nothing is sent. */
const freshConf = keyValues({
  write_logs: 'yes',
  log_file: '/var/log/audit/audit.log',
  log_group: 'adm',
  log_format: 'ENRICHED',
  flush: 'INCREMENTAL_ASYNC',
  freq: 50,
  max_log_file: 8,
  num_logs: 5,
  priority_boost: 4,
  name_format: 'NONE',
  '##name': 'mydomain',
  max_log_file_action: 'ROTATE',
  space_left: 75,
  space_left_action: 'SYSLOG',
  admin_space_left: 50,
  admin_space_left_action: 'SUSPEND',
  disk_full_action: 'SUSPEND',
  disk_error_action: 'SUSPEND',
  use_libwrap: 'yes',
  '##tcp_listen_port': 60,
  tcp_listen_queue: 5,
  tcp_max_per_addr: 1,
  '##tcp_client_ports': '1024-65535',
  tcp_client_max_idle: 0,
  transport: 'TCP',
  krb5_principal: 'auditd',
  distribute_network: 'no',
  q_depth: 2000,
  overflow_action: 'SYSLOG',
  max_restarts: 10,
  plugin_dir: '/etc/audit/plugins.d',
});

const freshRemoteConf = keyValues({
  remote_server: '',
  port: 60,
  '##local_port': '',
  transport: 'tcp',
  queue_file: '/var/spool/audit/remote.log',
  mode: 'immediate',
  queue_depth: 10_240,
  format: 'managed',
  network_retry_time: 1,
  max_tries_per_record: 3,
  max_time_per_record: 5,
  heartbeat_timeout: 0,
  network_failure_action: 'stop',
  startup_failure_action: 'warn_once_continue',
});

const remotePlugin = keyValues({
  active: 'yes',
  direction: 'out',
  path: '/sbin/audisp-remote',
  type: 'always',
  format: 'string',
});

/** As Debian's package leaves it. */
const firstRules = `## First rule - delete all
-D

## Increase the buffers to survive stress events.
-b 8192

## This determine how long to wait in burst of events
--backlog_wait_time 60000

## Set failure mode to syslog
-f 1

`;

/**
 * /etc/audit of a host, whatever the machine's own has been made into; modes and owners as Debian's. Without local
 * events auditd leaves the kernel alone; its price: SIGHUP, USR1 and USR2 do nothing.
 */
export async function writeAuditConfiguration(
  folder: string,
  role: Role,
  localEvents: 'yes' | 'no',
  configuration: Configuration,
): Promise<void> {
  const audit = path.join(folder, 'etc/audit');
  await rm(audit, { recursive: true, force: true });
  // The layout of 2.x, if the machine has it: programs and tests look for it.
  await rm(path.join(folder, 'etc/audisp'), { recursive: true, force: true });
  for (const place of [audit, `${audit}/rules.d`, `${audit}/plugins.d`]) {
    await mkdir(place);
    await chmod(place, 0o750);
  }
  const fresh = configuration === 'as-installed';
  const auditdConf = fresh ? freshConf : role === 'central' ? centralConf : senderConf;
  const files: Record<string, string> = {
    'auditd.conf': keyValues({ local_events: localEvents }) + auditdConf,
    'audisp-remote.conf': fresh ? freshRemoteConf : remoteConf,
    'audit-stop.rules': '-e 0\n-D\n',
    'rules.d/audit.rules': firstRules,
    'plugins.d/au-remote.conf': fresh || role === 'central' ? remotePlugin.replace('yes', 'no') : remotePlugin,
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(`${audit}/${name}`, text);
    await chmod(`${audit}/${name}`, 0o640);
  }
}

/** The host's auditd, handled as a person does: with the init script. */
export class AuditdService {
  private readonly shell: (command: string) => Promise<Finished>;

  constructor(shell: (command: string) => Promise<Finished>) {
    this.shell = shell;
  }

  start(): Promise<void> {
    return this.service('start');
  }
  stop(): Promise<void> {
    return this.service('stop');
  }
  restart(): Promise<void> {
    return this.service('restart');
  }

  /** Closes the log and begins another, as when it is full; only where the kernel's events are heard. */
  async rotate(): Promise<void> {
    await this.shell('service auditd rotate');
  }

  async isRunning(): Promise<boolean> {
    return (await this.shell('service auditd status')).code === 0;
  }

  /** The script says 'failed!' and answers 0 where only the loading of rules failed; the daemon is what counts. */
  private async service(action: string): Promise<void> {
    const said = await this.shell(`service auditd ${action}`);
    if ((await this.isRunning()) === (action === 'stop')) {
      const log = await this.shell('tail -n 20 /var/log/syslog');
      throw new Error(`service auditd ${action}: ${said.out}${said.err}${log.out}`);
    }
  }
}
