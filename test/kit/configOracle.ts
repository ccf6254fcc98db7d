/**
 * What the installed programs say of a configuration file. They run with oracle.c preloaded, in mount and network
 * namespaces of their own with an empty /run: they reach neither the kernel's audit, nor the network, nor a running
 * daemon, and are stopped before they do anything.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigKind } from '../../core/src/facts/configKeyword';

export interface OracleAnswer {
  readonly accepted: boolean;
  readonly output: string;
}

export interface ConfigOracle {
  /** Version of the installed audit-userspace, such as '3.0.9'. */
  readonly version: string;
  ask(kind: ConfigKind, text: string): Promise<OracleAnswer>;
  /** Removes the oracle's folder. */
  close(): void;
}

const programs: Partial<Record<ConfigKind, string>> = {
  auditd: '/sbin/auditd',
  plugin: '/sbin/auditd',
  remote: '/sbin/audisp-remote',
  zos: '/sbin/audispd-zos-remote',
};

/** The oracle, or the reason why there is none on this machine. */
export function openConfigOracle(): ConfigOracle | string {
  if (process.getuid?.() !== 0) return 'the programs refuse files that are not owned by root, and this is not root';
  const missing = Object.values(programs).find((path) => !existsSync(path));
  if (missing !== undefined) return `${missing} is not installed (packages auditd and audispd-plugins)`;
  const folder = mkdtempSync(join(tmpdir(), 'config-oracle-'));
  const library = join(folder, 'oracle.so');
  try {
    const source = new URL('../data/config/oracle.c', import.meta.url).pathname;
    execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'pipe' });
    execFileSync('unshare', ['-mn', 'true'], { stdio: 'pipe' });
    const version = /([0-9.]+)/.exec(execFileSync('/sbin/auditctl', ['-v'], { encoding: 'utf8' }))?.[1];
    if (version === undefined) throw new Error('auditctl -v names no version');
    let asked = 0;
    return {
      version,
      ask: (kind, text) => ask(kind, text, library, join(folder, String(asked++))),
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return `the oracle cannot be made: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function ask(kind: ConfigKind, text: string, library: string, work: string): Promise<OracleAnswer> {
  mkdirSync(work);
  const write = (name: string, content: string) => {
    const path = join(work, name);
    writeFileSync(path, content, { mode: 0o640 });
    return path;
  };
  const environment: Record<string, string> = { LD_PRELOAD: library, LC_ALL: 'C', PATH: process.env['PATH'] ?? '/bin' };
  const program = programs[kind];
  if (program === undefined) throw new Error(`no installed program reads a file of kind ${kind}`);
  const command = [program];
  let stopAt: RegExp | undefined;
  if (kind === 'auditd') {
    write('auditd.conf', text);
    command.push('-f', '-c', work);
  } else if (kind === 'plugin') {
    const plugins = join(work, 'plugins.d');
    mkdirSync(plugins);
    write('plugins.d/plugin.conf', text);
    write(
      'auditd.conf',
      `local_events = no\nwrite_logs = no\nspace_left = 75\nlog_file = ${work}/audit.log\nplugin_dir = ${plugins}\n`,
    );
    command.push('-f', '-c', work);
    environment['ORACLE_SOCKET'] = 'null';
    stopAt = /Init complete/;
  } else if (kind === 'remote') {
    environment['ORACLE_FROM'] = '/etc/audit/audisp-remote.conf';
    environment['ORACLE_TO'] = write('audisp-remote.conf', text);
  } else {
    command.push(write('zos-remote.conf', text));
  }
  const { status, output } = await run(command, environment, stopAt);
  rmSync(work, { recursive: true, force: true });
  switch (kind) {
    case 'auditd':
      if (status !== 1 && status !== 6) throw new Error(`auditd ended with ${status}: ${output.slice(-400)}`);
      return { accepted: status === 1, output };
    case 'plugin':
      if (!/Init complete/.test(output)) throw new Error(`auditd did not start: ${output.slice(-400)}`);
      return { accepted: !/Skipping \S+ plugin due to errors/.test(output.replace(/Skipping \.\.? .*/g, '')), output };
    case 'zos':
      return { accepted: !/Can't load configuration/.test(output), output };
    default:
      return { accepted: status !== 6, output };
  }
}

function run(
  command: readonly string[],
  environment: Record<string, string>,
  stopAt: RegExp | undefined,
): Promise<{ status: number | null; output: string }> {
  const tmpfs = 'mount -t tmpfs none /run && { test ! -d /var/spool/audit || mount -t tmpfs none /var/spool/audit; }';
  const child = spawn('unshare', ['-mn', 'sh', '-c', `${tmpfs} && exec "$0" "$@"`, ...command], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000);
  let output = '';
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (stopAt?.test(output) === true) child.kill('SIGTERM');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(deadline);
      resolve({ status, output });
    });
  });
}
