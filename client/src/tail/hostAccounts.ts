import { namingOf, type Naming } from '../../../core/src/events/naming';
import { compact, quote } from '../hosts/shellText';
import type { RemoteShell } from '../hosts/remoteShell';
import accountsScript from './accounts.sh';

/** What a host said of itself: data, so that it can go from one thread to another. */
export interface Accounts {
  /** The nodes of its own records. */
  readonly nodes: readonly string[];
  /** In the forms of passwd(5) and group(5), as the host gave them. */
  readonly passwd: string;
  readonly group: string;
}

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

/** The names of a log's host, once they are known. Those of other nodes in its log are not its own: uid 1000 is somebody else there. */
export class HostNaming {
  #naming: Naming | undefined;
  #nodes: ReadonlySet<string> = new Set();

  know({ nodes, passwd, group }: Accounts): void {
    this.#naming = namingOf(passwd, group);
    this.#nodes = new Set(nodes.map((node) => node.toLowerCase()));
  }

  /** For a record of that node, as it is logged; null: the log names none, so its host wrote it. */
  of(node: string | null): Naming | undefined {
    return node === null || this.#nodes.has(node.toLowerCase()) ? this.#naming : undefined;
  }
}
