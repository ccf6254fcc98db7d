import { compact, quote } from '../hosts/shellText';
import type { RemoteShell } from '../hosts/remoteShell';
import accountsScript from './accounts.sh';
import type { Accounts } from './hostNaming';

/** A host with a directory of many users takes its time: `timeout` in ms. undefined where it cannot tell. */
export async function askAccounts(
  shell: RemoteShell,
  signal: AbortSignal,
  timeout = 60_000,
): Promise<Accounts | undefined> {
  const command = `exec sh -c ${quote(compact(accountsScript))}`;
  try {
    const { out } = await shell.run(command, { signal, timeout });
    return readAccounts(new TextDecoder().decode(out));
  } catch {
    // Without names ids are shown as numbers; whether the connection still stands the following finds out.
    return undefined;
  }
}

export function readAccounts(said: string): Accounts | undefined {
  const [nodes, passwd, group] = said.split(/^\.\n/m);
  if (nodes === undefined || passwd === undefined || group === undefined) return undefined;
  return { nodes: nodes.split('\n').filter((node) => node !== ''), passwd, group };
}
