import { afterEach, beforeEach, expect, it } from 'vitest';
import { undoHost } from '../../client/src/central/setUp/changeHost';
import { hindrancesOf, isDone } from '../../client/src/central/setUp/plan';
import { Progress } from '../../client/src/central/setUp/progress';
import { installPackages, runSetUp } from '../../client/src/central/setUp/run';
import type { LabHost } from '../lab/host';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { Administrator } from './centralKit';

const settings = async (host: LabHost, path: string): Promise<string[]> =>
  (await host.readText(path)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describeWithLab(
  'central logging where something stands in the way',
  { senders: 2, configuration: 'as-installed' },
  (lab) => {
    let admin: Administrator;
    beforeEach(() => {
      admin = new Administrator(lab());
    });
    afterEach(async () => {
      for (const record of await admin.undoLog.all()) {
        for (const job of record.hosts.toReversed()) await undoHost(job, admin.world(), 60);
      }
      await lab().central.run('nft flush ruleset; : > /etc/hosts.deny');
      await admin.end();
    });

    it('goes through a firewall and tcp wrappers, with no log of the senders’ own and every command recorded', async () => {
      const { central, sender } = lab();
      await central.run(
        "nft 'table inet filter { chain input { type filter hook input priority 0; policy drop; iif lo accept; ct state established,related accept; }; }'; echo 'auditd: ALL' > /etc/hosts.deny",
      );
      const wish = admin.wish({ localLog: 'off', commands: 'record', mode: 'forward' });
      const result = await admin.run(await admin.plan(wish));
      expect(result).toMatchObject({ failed: [], proven: ['central', 'sender1', 'sender2'] });
      expect((await central.readText('/etc/hosts.allow')).trimEnd().split('\n').at(-1)).toBe(
        'auditd: 10.99.0.11, 10.99.0.12',
      );
      expect(await settings(sender, '/etc/audit/auditd.conf')).toContain('write_logs = no');
      expect(await sender.kernel.loadedRules()).toHaveLength(2);
      expect(isDone(await admin.plan(wish))).toBe(true);
      // What is not allowed stays out.
      await central.run("sed -i 's/, 10.99.0.12//' /etc/hosts.allow");
      expect((await admin.plan(wish)).hosts[0]?.deploy?.steps.length).toBeGreaterThan(0);
    });

    it('a sender whose event does not arrive is put back, and the others stay', async () => {
      const { central, senders } = lab();
      await central.run("echo 'auditd: 10.99.0.12' > /etc/hosts.deny");
      const before = await settings(senders[1]!, '/etc/audit/auditd.conf');
      const result = await admin.run(await admin.plan(admin.wish({ wrappers: 'leave' })));
      expect(result).toMatchObject({ proven: ['central', 'sender1'], undone: ['sender2'], notUndone: [] });
      expect(admin.told).toEqual([
        { host: 'sender2', why: expect.stringMatching(/^its test event was not seen in \d+ s/) as string },
      ]);
      expect(await settings(senders[1]!, '/etc/audit/auditd.conf')).toEqual(before);
      expect(admin.items.find(({ host, words }) => host === 'sender2' && words.startsWith('write'))?.state).toBe(
        'undone',
      );
      // What is left to undo is what was left done.
      expect((await admin.undoLog.all()).map(({ hosts }) => hosts.map(({ host }) => host))).toEqual([
        ['central', 'sender1'],
      ]);
    });

    it('keeps what failed where the person says so, and can undo it later', async () => {
      await lab().central.run("echo 'auditd: 10.99.0.12' > /etc/hosts.deny");
      admin.chooses = () => [];
      const result = await admin.run(await admin.plan(admin.wish({ wrappers: 'leave' })));
      expect(result.undone).toEqual([]);
      expect(await settings(lab().senders[1]!, '/etc/audit/plugins.d/au-remote.conf')).toContain('active = yes');
    });

    it('is not begun where another program has the port', async () => {
      const program =
        'use IO::Socket::INET; $s = IO::Socket::INET->new(LocalPort => 60, ReuseAddr => 1, Listen => 1) or die; sleep 600';
      await lab().central.run(`perl -e '${program}' >/dev/null 2>&1 </dev/null & echo $! > /run/perl.pid`);
      try {
        await until(
          'the port',
          async () => (await lab().central.run('ss -Hltn "sport = :60" | grep -q 60')).code === 0,
        );
        const [central] = (await admin.plan()).hosts;
        expect(hindrancesOf(central!).map(({ what }) => what)).toEqual([
          expect.stringContaining('Port 60 is taken by perl'),
        ]);
      } finally {
        await lab().central.run('kill "$(cat /run/perl.pid)"');
      }
    });

    it('cancelled in the middle, everything goes back', async () => {
      const stop = new AbortController();
      const plan = await admin.plan();
      const world = admin.world(stop.signal);
      // As soon as the central server is done.
      const progress = new Progress((items) => {
        if (items.some(({ host, state }) => host === 'central' && state === 'done')) stop.abort();
      });
      const result = await runSetUp(plan, world, progress);
      expect(result.proven).toEqual([]);
      expect(result.notUndone).toEqual([]);
      expect(await settings(lab().central, '/etc/audit/auditd.conf')).not.toContain('tcp_listen_port = 60');
      expect(await admin.undoLog.all()).toEqual([]);
    });

    // The lab's hosts share the machine's programs: the package is taken away and brought by a stand-in for apt-get.
    it('packages that are missing come first, and the rest is planned when they are there', async () => {
      const { sender } = lab();
      await sender.run(
        'touch /run/none && mount --bind /run/none /usr/sbin/audisp-remote && printf \'#!/bin/sh\\ncase "$*" in *install*audispd-plugins*) umount /usr/sbin/audisp-remote ;; esac\\n\' > /run/apt-get && chmod 755 /run/apt-get && mount --bind /run/apt-get /usr/bin/apt-get',
      );
      const plan = await admin.plan();
      expect(plan.hosts.map(({ packages }) => packages.map(({ words }) => words))).toEqual([
        [],
        ['install audispd-plugins (apt-get)'],
        [],
      ]);
      expect(plan.hosts[1]?.deploy).toBeUndefined();
      expect(await installPackages(plan, admin.world(), admin.progress())).toEqual([]);
      const again = await admin.plan();
      expect(again.hosts[1]?.packages).toEqual([]);
      expect(again.hosts[1]?.deploy?.steps.length).toBeGreaterThan(0);
      await sender.run('umount /usr/bin/apt-get');
    });

    // auditctl says that it is 2.8.5, and the folders are those of 2.x; auditd stays what it is.
    it('the plan for a host with the layout of 2.x has its files where 2.x reads them', async () => {
      const { sender } = lab();
      const conf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
      await sender.run(
        'printf \'#!/bin/sh\\n[ "$1" = -v ] && echo "auditctl version 2.8.5" && exit\\nexec /run/auditctl.real "$@"\\n\' > /run/auditctl.stub && chmod 755 /run/auditctl.stub && cp /usr/sbin/auditctl /run/auditctl.real && mount --bind /run/auditctl.stub /usr/sbin/auditctl',
      );
      await sender.run(
        'cp -a /etc/audit/auditd.conf /run/ && echo "dispatcher = /sbin/audispd" >> /etc/audit/auditd.conf',
      );
      await sender.writeFile('/etc/audisp/audispd.conf', conf(['q_depth = 250', 'name_format = NONE']));
      await sender.writeFile(
        '/etc/audisp/audisp-remote.conf',
        conf(['remote_server =', 'port = 60', 'mode = immediate']),
      );
      await sender.writeFile(
        '/etc/audisp/plugins.d/au-remote.conf',
        conf(['active = no', 'path = /sbin/audisp-remote']),
      );
      try {
        const plan = await admin.plan(admin.wish({ senders: ['sender1'] }));
        const written = plan.hosts[1]?.deploy?.steps.flatMap((step) => (step.kind === 'write' ? [step.path] : []));
        expect(written).toEqual([
          '/etc/audisp/audispd.conf',
          '/etc/audisp/audisp-remote.conf',
          '/etc/audisp/plugins.d/au-remote.conf',
        ]);
      } finally {
        await sender.run('umount /usr/sbin/auditctl; rm -rf /etc/audisp; cp -a /run/auditd.conf /etc/audit/');
      }
    });
  },
);
