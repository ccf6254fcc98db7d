import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AuditdService, type Role } from './auditd';
import type { Login, PersonKeys } from './clientFiles';
import { RecordFeed } from './feed';
import { PretendedKernel } from './kernel/kernel';
import { run, until, type Finished, type ProcessName, type Running } from './processes';
import { snapshotOf, type Entry, type SnapshotDetail } from './snapshot';
import type { LabSshd } from './sshd';
import { userPassword, type LabUser } from './users';

/** What a host is made of; lab.ts puts it together. */
export interface HostParts {
  readonly name: string;
  readonly role: Role;
  readonly address: string;
  readonly folder: string;
  /** The process whose end is the host's end, and process 1 as the machine numbers it. */
  readonly holder: ProcessName;
  readonly pid: number;
  readonly sshd: LabSshd;
  readonly keys: PersonKeys;
  readonly withKernel: boolean;
}

export interface FileOptions {
  /** Default 0o640. */
  readonly mode?: number;
  /** uid and gid; default root. */
  readonly owner?: readonly [number, number];
}

/**
 * One host of a lab, for a test's own eyes and hands: everything here goes past ssh. Paths are the host's; on the way
 * to a file there must be no absolute symbolic link (it would lead into the machine), so /run, not /var/run.
 */
export class LabHost {
  readonly name: string;
  readonly role: Role;
  /** In the lab's own network. */
  readonly address: string;
  /** Process 1, as the machine numbers it. */
  readonly pid: number;
  readonly holder: ProcessName;
  readonly sshd: LabSshd;
  readonly auditd: AuditdService;
  private readonly parts: HostParts;
  private readonly records: RecordFeed;
  private readonly pretended: PretendedKernel | undefined;

  constructor(parts: HostParts) {
    this.parts = parts;
    this.name = parts.name;
    this.role = parts.role;
    this.address = parts.address;
    this.pid = parts.pid;
    this.holder = parts.holder;
    this.sshd = parts.sshd;
    const shell = (command: string, options?: Running) => this.run(command, options);
    this.auditd = new AuditdService(shell);
    this.pretended = parts.withKernel ? new PretendedKernel(path.join(parts.folder, 'kernel'), shell) : undefined;
    this.records = new RecordFeed(parts.pid, parts.name);
  }

  /** Of sshd, on 127.0.0.1. */
  get port(): number {
    return this.sshd.port;
  }

  get kernel(): PretendedKernel {
    if (!this.pretended) throw new Error(`${this.name} was started with kernel: 'none'`);
    return this.pretended;
  }

  /** For ssh2's connect(), and readable for others. */
  login(user: LabUser = 'root', how: 'key' | 'locked-key' | 'password' = 'key'): Login {
    const place = { host: '127.0.0.1', port: this.port, username: user };
    const { keys } = this.parts;
    if (how === 'password') return { ...place, password: userPassword };
    if (how === 'locked-key') return { ...place, privateKey: keys.lockedKeyText, passphrase: keys.passphrase };
    return { ...place, privateKey: keys.keyText };
  }

  /** A shell command as root, in all of the host's namespaces. Never rejects because of the exit status. */
  run(command: string, options: Running = {}): Promise<Finished> {
    const inside = [
      '-t',
      String(this.pid),
      '-m',
      '-u',
      '-n',
      '-p',
      '--',
      '/bin/sh',
      '-c',
      `cd /root && { ${command}\n}`,
    ];
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    return run('nsenter', inside, { env: { PATH: path, HOME: '/root', USER: 'root', LC_ALL: 'C.UTF-8' }, ...options });
  }

  /** Where a path of the host is for programs of the machine. */
  outside(place: string): string {
    return `/proc/${this.pid}/root${place}`;
  }

  readFile(place: string): Promise<Buffer> {
    return readFile(this.outside(place));
  }

  readText(place: string): Promise<string> {
    return readFile(this.outside(place), 'utf8');
  }

  /** Writes in place, as an editor that keeps the inode; folders on the way are made. */
  async writeFile(place: string, content: string | Uint8Array, options: FileOptions = {}): Promise<void> {
    const file = this.outside(place);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, options.mode ?? 0o640);
    await chown(file, ...(options.owner ?? [0, 0]));
  }

  snapshot(folder: string, detail?: SnapshotDetail): Promise<Entry[]> {
    return snapshotOf(this.outside(folder), detail);
  }

  /**
   * Sends records (lines as in a log, `node=` may be left out) by this sender's real audisp-remote and TCP to the
   * central server's auditd. Resolves when the plugin has them; see `waitForText` for their arrival.
   */
  feed(records: string | readonly string[]): Promise<void> {
    if (this.role !== 'sender') throw new Error(`${this.name} sends nothing: feed a sender`);
    return this.records.send(records);
  }

  /** Until a file of the host has the text, as it does when an event has arrived in the central log. */
  async waitForText(text: string, place = '/var/log/audit/audit.log', milliseconds = 10_000): Promise<void> {
    await until(
      async () => (await this.readText(place).catch(() => '')).includes(text),
      `'${text}' in ${place} of ${this.name}`,
      milliseconds,
      20,
    );
  }
}
