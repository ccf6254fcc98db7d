import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { mustRun, until } from './processes';

/**
 * The SSH server of one host: a real sshd in the host's namespaces that listens on the machine's loopback
 * (machine/listen.c says how), so that clients talk to it without a relay.
 */
export class LabSshd {
  readonly port: number;
  private readonly folder: string;
  private readonly hostProcess: number;
  private daemon: ChildProcess | undefined;

  constructor(folder: string, hostProcess: number, port: number) {
    this.folder = folder;
    this.hostProcess = hostProcess;
    this.port = port;
  }

  /**
   * False when somebody else has the port. `lines` go before the lab's own: of most keywords sshd takes the first
   * value that it meets.
   */
  async start(lines: readonly string[] = []): Promise<boolean> {
    await writeFile(path.join(this.folder, 'etc/ssh/sshd_config'), config(this.port, lines));
    const command = ['/usr/sbin/sshd', '-D', '-E', '/var/log/sshd.log'];
    const daemon = spawn(
      'nsenter',
      // Not the network's: sshd takes its port on the machine's loopback and moves by itself.
      [
        ...['-t', String(this.hostProcess), '-m', '-u', '-p', '--', 'env', 'LD_PRELOAD=/run/lab/tools/listen.so'],
        ...command,
      ],
      { stdio: 'ignore', cwd: '/', env: { PATH: process.env['PATH'] } },
    );
    daemon.unref();
    this.daemon = daemon;
    // The file first: another sshd may answer on the port.
    const pidFile = `/proc/${this.hostProcess}/root/run/sshd.pid`;
    await until(async () => daemon.exitCode !== null || (existsSync(pidFile) && (await hasBanner(this.port))), 'sshd');
    if (daemon.exitCode === null) return true;
    const log = await this.log();
    if (log.split('\n').slice(-4).join('\n').includes('Address already in use')) return false;
    throw new Error(`sshd ended: ${log}`);
  }

  /** Ends the server and its sessions' listeners; sessions that stand go on, as when a real sshd stops. */
  async stop(): Promise<void> {
    const daemon = this.daemon;
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = once(daemon, 'exit');
    const pid = (await readFile(`/proc/${this.hostProcess}/root/run/sshd.pid`, 'utf8')).trim();
    await mustRun('nsenter', ['-t', String(this.hostProcess), '-p', '-m', '--', 'kill', pid]);
    await ended;
    this.daemon = undefined;
  }

  async restart(lines: readonly string[] = []): Promise<void> {
    await this.stop();
    if (!(await this.start(lines))) throw new Error(`port ${this.port} was taken while sshd was down`);
  }

  /** The host's public key in the form of known_hosts: type and base64. */
  async publicKey(): Promise<string> {
    const text = await readFile(path.join(this.folder, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8');
    return text.split(' ').slice(0, 2).join(' ').trim();
  }

  log(): Promise<string> {
    return readFile(path.join(this.folder, 'log/sshd.log'), 'utf8').catch(() => '');
  }
}

/** An sshd on some free port of the loopback. */
export async function startSshd(folder: string, hostProcess: number, lines: readonly string[]): Promise<LabSshd> {
  for (;;) {
    const sshd = new LabSshd(folder, hostProcess, await freePort());
    if (await sshd.start(lines)) return sshd;
  }
}

/** A new host key in the host's /etc/ssh; the running sshd has the old one until it is restarted. */
export async function makeHostKey(folder: string): Promise<void> {
  const file = path.join(folder, 'etc/ssh/ssh_host_ed25519_key');
  await rm(file, { force: true });
  await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file]);
}

function config(port: number, lines: readonly string[]): string {
  const own = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    'HostKey /etc/ssh/ssh_host_ed25519_key',
    'AuthorizedKeysFile /etc/ssh/authorized_keys/%u',
    'PermitRootLogin prohibit-password',
    'UsePAM yes',
    'UseDNS no',
    'PrintMotd no',
    'PrintLastLog no',
    'PidFile /run/sshd.pid',
    'LogLevel VERBOSE',
    'AcceptEnv LANG LC_*',
  ];
  if (!lines.includes('# no sftp')) own.push('Subsystem sftp internal-sftp');
  // Of this one OpenSSH 9.2 takes the last value, so there must be no second one.
  if (!lines.some((line) => /^\s*MaxStartups/i.test(line))) own.push('MaxStartups 200:30:400');
  // What comes after Match is for some clients only, so it must come last.
  const match = lines.findIndex((line) => /^\s*Match\s/i.test(line));
  const general = match < 0 ? lines : lines.slice(0, match);
  return [...general, ...own, ...lines.slice(general.length)].join('\n') + '\n';
}

/** A port of the loopback that nobody has now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('a port was expected'));
        else resolve(address.port);
      });
    });
  });
}

function hasBanner(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('data', (bytes: Buffer) => {
      socket.destroy();
      resolve(bytes.toString('latin1').startsWith('SSH-'));
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
