import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import type { Beginning } from '../../client/src/tail/following';
import { HostLog } from '../../client/src/tail/hostLog';
import { Log } from '../../client/src/tail/log';
import { systemClock } from '../../client/src/tail/source';
import { Store, type Notice } from '../../client/src/tail/store';
import type { Lab } from '../lab/lab';
import type { LabHost } from '../lab/host';
import type { LabUser } from '../lab/users';
import { until } from '../kit/until';
import { HostKeys } from '../../client/src/hosts/hostKeys';
import { Secrets } from '../../client/src/hosts/secrets';
import { connectSsh2 } from '../../client/src/hosts/ssh2Shell';
import { Person, routeTo } from './hostKit';

export interface FollowedLog {
  readonly log: Log;
  /** The connection that is in use. */
  readonly shell: () => RemoteShell | undefined;
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** A lab host's log, over a connection that the test may cut. */
export interface LabLog {
  readonly source: HostLog;
  readonly shell: () => RemoteShell | undefined;
  readonly connections: () => number;
}

export async function labLog(
  lab: Lab,
  host: LabHost,
  beginning: Beginning,
  user: LabUser = 'root',
  person = new Person(),
): Promise<LabLog> {
  const route = await routeTo(lab, host, user);
  const trust = { hostKeys: new HostKeys(person), secrets: new Secrets(person) };
  let shell: RemoteShell | undefined;
  let connections = 0;
  const connect = async (): Promise<RemoteShell> => {
    shell = await connectSsh2(host.name, route, trust);
    connections++;
    return shell;
  };
  const parts = { hostName: host.name, connect, disconnect: () => shell?.end(), clock: systemClock };
  return { source: new HostLog(parts, beginning), shell: () => shell, connections: () => connections };
}

/** From now on this host's auditd rotates at 1 MiB, and keeps so many files. Answers how many there are. */
export async function rotateOften(host: LabHost, keep: number): Promise<() => Promise<number>> {
  await host.run(
    `sed -i 's/^max_log_file = .*/max_log_file = 1/; s/^num_logs = .*/num_logs = ${keep}/' /etc/audit/auditd.conf`,
  );
  await host.run("sed -i 's/^disk_error_action = .*/disk_error_action = syslog/' /etc/audit/auditd.conf");
  await host.auditd.restart();
  return async () => Number((await host.run('ls /var/log/audit | wc -l')).out);
}

/** Follows a lab host's log as the extension does. */
export async function follow(
  lab: Lab,
  host: LabHost,
  beginning: Beginning = { at: 'oldest' },
  { user = 'root', person = new Person(), keep = 500_000 }: { user?: LabUser; person?: Person; keep?: number } = {},
): Promise<FollowedLog> {
  const { source, shell, connections } = await labLog(lab, host, beginning, user, person);
  const log = new Log(source, new Store(keep), systemClock);
  const running = log.run();
  return {
    log,
    shell,
    connections,
    async stop() {
      log.stop();
      await running;
      shell()?.end();
    },
  };
}

/** How often each serial from `from` to `to` (excluded) is in the store: what is not there once. */
export function faults(log: Log, from: number, to: number): { readonly lost: number; readonly twice: number } {
  const seen = new Map<number, number>();
  for (let id = log.store.first; id < log.store.end; id++) {
    const entry = log.store.get(id);
    if (entry?.kind === 'event' && entry.serial >= from && entry.serial < to) {
      seen.set(entry.serial, (seen.get(entry.serial) ?? 0) + entry.lines.length);
    }
  }
  let lost = 0;
  let twice = 0;
  for (let serial = from; serial < to; serial++) {
    const times = seen.get(serial) ?? 0;
    if (times === 0) lost++;
    if (times > 1) twice++;
  }
  return { lost, twice };
}

export function notices(log: Log): Notice[] {
  const found: Notice[] = [];
  for (let id = log.store.first; id < log.store.end; id++) {
    const entry = log.store.get(id);
    if (entry?.kind === 'notice') found.push(entry.notice);
  }
  return found;
}

export function hasSerial(log: Log, serial: number): boolean {
  for (let id = log.store.end - 1; id >= log.store.first; id--) {
    const entry = log.store.get(id);
    if (entry?.kind === 'event' && entry.serial === serial) return true;
  }
  return false;
}

/** Ends the server's side of the connection, as a network or a reboot would. */
export async function cut(followed: FollowedLog): Promise<void> {
  await followed
    .shell()
    ?.run('kill -9 $PPID', { timeout: 3000 })
    .catch(() => undefined);
}

export async function phase(log: Log, wanted: Log['state']['phase']): Promise<void> {
  await until(`the log to be ${wanted}; it is ${JSON.stringify(log.state)}`, () => log.state.phase === wanted);
}
