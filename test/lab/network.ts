import { mustRun, processName, startBound, end, type ProcessName } from './processes';

export const centralAddress = '10.99.0.1';

/** The address of the sender with this number, from 0; there is room for 200. */
export function senderAddress(number: number): string {
  return `10.99.0.${11 + number}`;
}

/**
 * The cable and switch between the hosts of one lab: a bridge in a network namespace that has no name and no way out,
 * so labs do not meet, addresses need not be chosen, and nothing is left when its one process ends.
 */
export interface Network {
  readonly holder: ProcessName;
  /** Plugs the network namespace of a process in; `port` names the socket on the switch. */
  plugIn(port: string, pid: number, address: string): Promise<void>;
  setLink(port: string, state: 'up' | 'down'): Promise<void>;
}

export async function startNetwork(): Promise<Network> {
  const child = startBound('unshare', ['-n', 'sh', '-c', 'echo ready; exec sleep infinity']);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the lab's switch ended with status ${code}`)));
  });
  const holder = child.pid === undefined ? undefined : processName(child.pid);
  if (!holder) throw new Error("the lab's switch ended at once");
  child.unref();

  const ip = (pid: number, commands: readonly string[]) =>
    mustRun('nsenter', ['-t', String(pid), '-n', 'ip', '-batch', '-'], { stdin: commands.join('\n') + '\n' });
  await ip(holder.pid, ['link set lo up', 'link add br0 type bridge', 'link set br0 up']);

  return {
    holder,
    async plugIn(port, pid, address) {
      await ip(holder.pid, [
        `link add ${port} type veth peer name eth0 netns ${pid}`,
        `link set ${port} master br0 up`,
      ]);
      await ip(pid, ['link set lo up', `address add ${address}/24 dev eth0`, 'link set eth0 up']);
    },
    async setLink(port, state) {
      await ip(holder.pid, [`link set ${port} ${state}`]);
    },
  };
}

export function stopNetwork(network: Network): Promise<void> {
  return end(network.holder);
}
