import { quote } from '../hosts/shellText';
import type { RemoteShell } from '../hosts/remoteShell';

const configuration = '/etc/audit/auditd.conf';
/** What auditd takes when nothing is configured (auditd.conf(5), log_file). */
const usualLog = '/var/log/audit/audit.log';

/** Where a host's log is, and a shell that may read it. */
export interface LogOnHost {
  readonly path: string;
  readonly shell: RemoteShell;
}

export class NoLog extends Error {
  override readonly name = 'NoLog';
}

/** Another file of the host that has records in it, such as its syslog. */
async function findFile(shell: RemoteShell, signal: AbortSignal, path: string): Promise<LogOnHost> {
  const options = { signal, timeout: 20_000 };
  const test = `test -f ${quote(path)} && test -r ${quote(path)}`;
  if ((await shell.run(test, options)).code === 0) return { path, shell };
  const root = await shell.asRoot();
  if ((await root.run(test, options)).code === 0) return { path, shell: root };
  throw new NoLog(`${shell.hostName}: there is no file ${path}, or it cannot be read. Look at the path.`);
}

/**
 * Finds the log by the host's own auditd.conf. Root's rights are asked for only where the login cannot read the log
 * itself (log_group). A login that may read the log but not auditd.conf, as is usual, is believed to mean the usual place.
 * `path`: that file instead.
 */
export async function findLog(shell: RemoteShell, signal: AbortSignal, path?: string): Promise<LogOnHost> {
  if (path !== undefined) return findFile(shell, signal, path);
  const asLogin = await look(shell, signal);
  if (asLogin.readable) return { path: asLogin.path, shell };
  const root = await shell.asRoot();
  const asRoot = await look(root, signal);
  if (!asRoot.readable && !asRoot.configured) {
    throw new NoLog(
      `${shell.hostName}: there is neither ${configuration} nor ${usualLog}, so auditd does not seem to be installed there. Select the host that keeps the log.`,
    );
  }
  return { path: asRoot.path, shell: root };
}

interface Look {
  readonly path: string;
  readonly configured: boolean;
  readonly readable: boolean;
}

async function look(shell: RemoteShell, signal: AbortSignal): Promise<Look> {
  const options = { signal, timeout: 20_000 };
  const { code, out } = await shell.run(`cat ${configuration} 2>/dev/null`, options);
  const path = (code === 0 ? logFileOf(new TextDecoder().decode(out)) : undefined) ?? usualLog;
  const test = await shell.run(`test -r ${quote(path)}`, options);
  return { path, configured: code === 0, readable: test.code === 0 };
}

/**
 * The value of log_file in the text of an auditd.conf: the last one counts, keywords in any case, tokens between spaces.
 * undefined where there is none, or none that auditd would take (it wants an absolute path).
 */
export function logFileOf(text: string): string | undefined {
  let path: string | undefined;
  for (const line of text.split('\n')) {
    const match = /^ *log_file +=  *(\/[^ \x00-\x1f\x7f]+) *$/i.exec(line);
    if (match !== null) path = match[1];
  }
  return path;
}
