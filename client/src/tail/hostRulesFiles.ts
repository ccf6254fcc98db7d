import type { HostRulesText } from '../../../core/src/matching/hostRules';
import type { RemoteShell } from '../hosts/remoteShell';
import { compact, quote } from '../hosts/shellText';
import type { HostRulesRead } from './hostRules';
import rulesScript from './rules.sh';

/**
 * Reads the rules files of a host with the rights that are there: nobody is asked for more. undefined: it was stopped.
 * `timeout` in ms.
 */
export async function askHostRules(
  shell: RemoteShell,
  signal: AbortSignal,
  timeout = 20_000,
): Promise<HostRulesRead | undefined> {
  const command = `exec sh -c ${quote(compact(rulesScript))} rules /etc/audit`;
  try {
    const { out } = await shell.run(command, { signal, timeout });
    return readHostRules(shell.hostName, new TextDecoder().decode(out));
  } catch (error) {
    // Without them events are held against the workspace's; whether the connection still stands the following finds out.
    if (signal.aborted) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    return { rules: undefined, remark: `${shell.hostName}: its audit rules were not read: ${why}` };
  }
}

export function readHostRules(host: string, said: string): HostRulesRead {
  const pieces = said.split('\n.\n');
  const last = pieces.pop() ?? '';
  const arch = /^arch ([\w.-]*)\n/.exec(said)?.[1] ?? '';
  const files = pieces.flatMap((piece) => fileOf(piece.replace(/^arch .*\n/, '')) ?? []);
  const rules: HostRulesText = { host, arch, files };
  if (!/(^|\n)end\n$/.test(last)) {
    return {
      rules,
      remark: `${host}: its audit rules are too many to be read whole; the rest is not held against events.`,
    };
  }
  if (files.length > 0) return { rules };
  return {
    rules: undefined,
    remark: `${host}: no rules files could be read in /etc/audit with the rights of this login, so its events are held against the workspace's rules only.`,
  };
}

function fileOf(piece: string): HostRulesText['files'][number] | undefined {
  if (!piece.startsWith('file /')) return undefined;
  const end = piece.indexOf('\n');
  if (end === -1) return undefined;
  return { path: piece.slice('file '.length, end), text: piece.slice(end + 2).replaceAll('\n>', '\n') };
}
