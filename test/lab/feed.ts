import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * A sender's audisp-remote with a pipe as its standard input, where auditd would have the other end: records go its
 * real way, over TCP to the central server's auditd. Started with the first record, kept until the host ends.
 */
export class RecordFeed {
  private readonly hostProcess: number;
  private readonly node: string;
  private plugin: ChildProcess | undefined;

  constructor(hostProcess: number, node: string) {
    this.hostProcess = hostProcess;
    this.node = node;
  }

  /** Lines as in a log; one that names no node gets the host's, as auditd's name_format would give it. */
  async send(records: string | readonly string[]): Promise<void> {
    const lines = (typeof records === 'string' ? records.split('\n') : records).filter((line) => line !== '');
    const text = lines.map((line) => (line.startsWith('node=') ? line : `node=${this.node} ${line}`) + '\n').join('');
    const { stdin } = this.running();
    if (!stdin) throw new Error('audisp-remote has no standard input');
    if (!stdin.write(text)) await once(stdin, 'drain');
  }

  private running(): ChildProcess {
    if (this.plugin && this.plugin.exitCode === null && this.plugin.signalCode === null) return this.plugin;
    const plugin = spawn(
      'nsenter',
      ['-t', String(this.hostProcess), '-m', '-u', '-n', '-p', '--', '/sbin/audisp-remote'],
      // auditd gives its plugins an empty environment.
      { stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: { PATH: process.env['PATH'] } },
    );
    plugin.stdin.on('error', () => {
      // It ended; the next record starts it anew. The host's syslog says why.
    });
    plugin.unref();
    this.plugin = plugin;
    return plugin;
  }
}
