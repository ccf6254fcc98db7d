import { describe, expect, it } from 'vitest';
import { Connections } from '../../../client/src/hosts/connections';
import type { Host, Route } from '../../../client/src/hosts/host';
import { HostError } from '../../../client/src/hosts/hostFailure';
import type { RemoteShell } from '../../../client/src/hosts/remoteShell';
import { until } from '../../kit/until';

const web1: Host = { name: 'web1', source: 'ssh-config' };
const result = { code: 0, out: new Uint8Array(), err: '' };

/** Connections to nowhere, that can be counted and cut. */
class Nowhere {
  opened = 0;
  readonly resolved: string[] = [];
  ended = 0;
  trusted = true;
  refuse = false;
  cut: () => void = () => undefined;

  connections(idle: number): Connections {
    return new Connections({
      trusted: () => this.trusted,
      resolve: ({ name }) => {
        this.resolved.push(name);
        return Promise.resolve({} as Route);
      },
      open: (hostName) => {
        this.opened++;
        if (this.refuse) return Promise.reject(new HostError(hostName, { kind: 'cancelled' }));
        return Promise.resolve(this.shell(hostName));
      },
      idle,
    });
  }

  shell(hostName: string): RemoteShell {
    let close: (reason?: Error) => void = () => undefined;
    const closed = new Promise<Error | undefined>((resolve) => (close = resolve));
    this.cut = () => close(new Error('cut'));
    const shell: RemoteShell = {
      hostName,
      closed,
      run: () => Promise.resolve(result),
      open: () => Promise.reject(new Error('not here')),
      asRoot: () => Promise.resolve(shell),
      end: () => {
        this.ended++;
        close();
      },
    };
    return shell;
  }
}

describe('connections', () => {
  it('are shared, also while they are being made', async () => {
    const nowhere = new Nowhere();
    const connections = nowhere.connections(10_000);
    const [one, two] = await Promise.all([connections.connect(web1), connections.connect(web1)]);
    expect(one).toBe(two);
    await connections.connectAsRoot(web1);
    expect(nowhere.opened).toBe(1);
    await connections.dispose();
    expect(nowhere.ended).toBe(1);
  });

  it('are made anew after one was lost, refused or ended', async () => {
    const nowhere = new Nowhere();
    const connections = nowhere.connections(10_000);
    nowhere.refuse = true;
    await expect(connections.connect(web1)).rejects.toThrow(/cancelled/);
    nowhere.refuse = false;
    const lost = await connections.connect(web1);
    nowhere.cut();
    await lost.closed;
    await connections.connect(web1);
    await connections.end('web1');
    await connections.connect(web1);
    expect(nowhere.opened).toBe(4);
    await connections.dispose();
  });

  it('end when nobody has used them for a while', async () => {
    const nowhere = new Nowhere();
    const connections = nowhere.connections(30);
    await (await connections.connect(web1)).run('true');
    await until('the end', () => nowhere.ended === 1, { every: 5 });
    await connections.connect(web1);
    expect(nowhere.opened).toBe(2);
    await connections.dispose();
  });

  it('find their ways at once where several are announced, and each way serves once', async () => {
    const nowhere = new Nowhere();
    const connections = nowhere.connections(10_000);
    const web2: Host = { name: 'web2', source: 'settings' };
    connections.prepare([web1, web2]);
    expect(nowhere.resolved).toEqual(['web1', 'web2']);
    expect(nowhere.opened).toBe(0);
    await Promise.all([web1, web2].map((host) => connections.connect(host)));
    expect(nowhere).toMatchObject({ opened: 2, resolved: ['web1', 'web2'] });
    connections.prepare([web1]);
    await connections.end('web1');
    await connections.connect(web1);
    expect(nowhere.resolved).toEqual(['web1', 'web2', 'web1']);
    await connections.dispose();
  });

  it('go to where a host is said to be now; what runs on the one before is let be', async () => {
    const nowhere = new Nowhere();
    const connections = nowhere.connections(10_000);
    const here: Host = { name: 'web1', source: 'settings', hostName: '10.0.0.1' };
    const moved: Host = { ...here, hostName: '10.0.0.2' };
    const before = await connections.connect(here);
    connections.prepare([moved]);
    const after = await connections.connect(moved);
    expect(after).not.toBe(before);
    expect(await connections.connect({ ...moved, role: 'sender' })).toBe(after);
    expect(nowhere).toMatchObject({ opened: 2, ended: 0, resolved: ['web1', 'web1'] });
    connections.renew();
    expect(await connections.connect(moved)).not.toBe(after);
    expect(nowhere).toMatchObject({ opened: 3, ended: 0 });
    await connections.dispose();
    expect(nowhere.ended).toBe(3);
  });

  it('a way that was found before a host moved is not gone', async () => {
    const nowhere = new Nowhere();
    const connections = nowhere.connections(10_000);
    connections.prepare([web1]);
    await connections.connect({ ...web1, port: 2222 });
    expect(nowhere.resolved).toEqual(['web1', 'web1']);
    await connections.dispose();
  });

  describe('that others wait for, too', () => {
    /** One that opens when it is told to, or gives up when who began it does. */
    const slow = () => {
      const nowhere = new Nowhere();
      const opened: (() => void)[] = [];
      const connections = new Connections({
        trusted: () => true,
        resolve: () => Promise.resolve({} as Route),
        open: (hostName, _route, signal) =>
          new Promise((resolve, reject) => {
            const refuse = (): void => reject(new HostError(hostName, { kind: 'cancelled' }));
            signal?.addEventListener('abort', refuse);
            if (nowhere.refuse) refuse();
            opened.push(() => resolve(nowhere.shell(hostName)));
          }),
      });
      const isOpening = (count: number) => until('the opening', () => opened.length === count, { every: 5 });
      return { nowhere, opened, connections, isOpening };
    };

    it('are made again for them when who began it gives up', async () => {
      const { opened, connections, isOpening } = slow();
      const cancel = new AbortController();
      const first = connections.connect(web1, cancel.signal);
      await isOpening(1);
      const second = connections.connect(web1, new AbortController().signal);
      cancel.abort();
      await expect(first).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
      await isOpening(2);
      opened[1]?.();
      expect((await second).hostName).toBe('web1');
      await connections.dispose();
    });

    it('are not waited for by who gives up, and go on for the other', async () => {
      const { opened, connections, isOpening } = slow();
      const cancel = new AbortController();
      const first = connections.connect(web1, new AbortController().signal);
      await isOpening(1);
      const second = connections.connect(web1, cancel.signal);
      cancel.abort();
      await expect(second).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
      opened[0]?.();
      expect((await first).hostName).toBe('web1');
      await connections.dispose();
    });

    it('are not made again when the person said no to a question', async () => {
      const { nowhere, opened, connections } = slow();
      nowhere.refuse = true;
      const signals = [new AbortController().signal, new AbortController().signal];
      const refusals = signals.map((signal) => connections.connect(web1, signal).catch((error: unknown) => error));
      expect(await Promise.all(refusals)).toMatchObject(signals.map(() => ({ failure: { kind: 'cancelled' } })));
      expect(opened).toHaveLength(1);
    });
  });

  it('are not made from an untrusted workspace', async () => {
    const nowhere = new Nowhere();
    nowhere.trusted = false;
    nowhere.connections(1).prepare([web1]);
    expect(nowhere.resolved).toEqual([]);
    await expect(nowhere.connections(1).connect(web1)).rejects.toMatchObject({
      failure: { kind: 'untrusted-workspace' },
    });
    expect(nowhere.opened).toBe(0);
  });
});
