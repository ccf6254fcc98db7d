import { afterEach, expect, it } from 'vitest';
import { runAction } from '../../client/src/central/setUp/changeHost';
import { firewallActions } from '../../client/src/central/setUp/firewall';
import { surroundingsOf, type Surroundings } from '../../client/src/central/setUp/surroundings';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { describeWithLab } from '../kit/lab';
import { connectTo } from './hostKit';

// Real nft, iptables and ufw, in the network namespace of the lab's central server.
describeWithLab('a closed firewall is opened for the senders only', { senders: 2 }, (lab) => {
  const shells: RemoteShell[] = [];
  const root = async (): Promise<RemoteShell> => {
    const shell = await (await connectTo(lab(), lab().central)).asRoot();
    shells.push(shell);
    return shell;
  };
  const isOpenFor = async (number: number): Promise<boolean> =>
    (await lab().senders[number]!.run("timeout 1 bash -c '</dev/tcp/10.99.0.1/60'")).code === 0;
  const opening = { port: 60, sources: ['10.99.0.11'] };

  afterEach(async () => {
    for (const shell of shells.splice(0)) shell.end();
    await lab().central.run('nft flush ruleset');
  });

  const kinds: readonly [name: string, close: string, from: (around: Surroundings) => string | undefined][] = [
    [
      'nft',
      "nft 'table inet filter { chain input { type filter hook input priority 0; policy drop; iif lo accept; ct state established,related accept; }; }'",
      ({ nft }) => nft,
    ],
    [
      'iptables',
      'iptables -P INPUT DROP && iptables -A INPUT -m state --state ESTABLISHED -j ACCEPT',
      ({ iptables }) => iptables,
    ],
    ['ufw', 'ufw --force enable && ufw deny 60/tcp', ({ ufw }) => ufw?.status],
  ];

  it.each(kinds)('%s', async (name, close, seen) => {
    expect(await lab().central.run(close)).toMatchObject({ code: 0 });
    expect([await isOpenFor(0), await isOpenFor(1)]).toEqual([false, false]);

    const before = await surroundingsOf(await root());
    expect(seen(before)).toBeTruthy();
    const { actions } = firewallActions(before, opening);
    expect(actions.map(({ words }) => words)).toEqual([
      expect.stringContaining(`allow 10.99.0.11 to port 60/tcp in ${name}`),
    ]);
    for (const action of actions) await runAction(await root(), action);
    expect([await isOpenFor(0), await isOpenFor(1)]).toEqual([true, false]);

    // The second time there is nothing to do.
    expect(firewallActions(await surroundingsOf(await root()), opening).actions).toEqual([]);

    for (const action of actions) await runAction(await root(), { ...action, command: action.undo ?? 'false' });
    expect([await isOpenFor(0), await isOpenFor(1)]).toEqual([false, false]);
    expect(seen(await surroundingsOf(await root()))).toBe(seen(before));
    if (name === 'ufw') await lab().central.run('ufw --force disable');
  });
});
