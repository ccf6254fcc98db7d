import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A wire to a port of this machine that a test can make slow, mute or cut. */
export interface Relay {
  /** On 127.0.0.1. */
  readonly port: number;
  /** How many connections there have been. */
  readonly connections: number;
  /** How many pieces clients have sent into the silence. */
  readonly swallowed: number;
  /** Nothing passes any more, in neither direction, and nobody is told: a host that is dead behind a network. */
  silence(): void;
  /** All connections end at once, without a last word. */
  cut(): void;
  stop(): Promise<void>;
}

/** `delay`: milliseconds that each byte is under way, in each direction. */
export async function startRelay(to: number, delay = 0): Promise<Relay> {
  const sockets = new Set<Socket>();
  const state = { connections: 0, swallowed: 0, silent: false };
  const server = createServer((near) => {
    state.connections++;
    const far = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        // What is under way still arrives.
        if (!state.silent) setTimeout(() => into.destroy(), delay);
      });
      from.on('data', (bytes) => {
        if (state.silent && from === near) state.swallowed++;
        if (state.silent) return;
        if (delay === 0) into.write(bytes);
        else setTimeout(() => state.silent || into.write(bytes), delay);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return state.connections;
    },
    get swallowed() {
      return state.swallowed;
    },
    silence: () => {
      state.silent = true;
    },
    cut,
    stop: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
