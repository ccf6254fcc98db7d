import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { applyPlan } from '../../client/src/deploy/apply';
import { observe } from '../../client/src/deploy/observe';
import { describeOutcome } from '../../client/src/deploy/outcome';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { base, dumbBefore, Target, wish } from './deployKit';

const conf = '/etc/audit/auditd.conf';
const remote = '/etc/audit/audisp-remote.conf';
const plugin = '/etc/audit/plugins.d/au-remote.conf';

// The central server listens and has no local events; the sender has, and sends.
describeWithLab('deploy of configuration files', {}, (lab) => {
  let target: Target;
  const on = async (which: 'central' | 'sender'): Promise<void> => {
    target = new Target(lab(), lab()[which]);
    await target.host.run('augenrules --load');
  };
  const pid = async (): Promise<string> => (await target.host.run('cat /run/auditd.pid')).out.trim();
  const runs = async (): Promise<boolean> => target.host.auditd.isRunning();
  const text = (place: string): Promise<string> => target.host.readText(place);
  const steps = async (files: Readonly<Record<string, string>>): Promise<string[]> =>
    (await target.plan(wish(files))).steps.map(({ kind }) => kind);
  beforeEach(() => on('sender'));
  afterEach(async () => {
    target.end();
    expect(await runs()).toBe(true);
    expect((await target.host.run('find /etc -name ".ad-*"')).out).toBe('');
  });

  it('a look at a host says how auditd runs there', async () => {
    const { daemon } = await observe(await target.root());
    expect(daemon).toEqual({ pid: Number(await pid()), listens: [], restartBy: 'init', validates: [conf, remote] });
    await on('central');
    expect((await observe(await target.root())).daemon).toMatchObject({ listens: [60] });
  });

  it('what needs a restart is restarted and proven; rules that were loaded by hand stay', async () => {
    await target.host.run('auditctl -w /opt -p x -k by-hand');
    const before = await pid();
    const rules = await target.host.kernel.loadedRules();
    const planned = await target.plan(wish({ 'auditd.conf': `${await text(conf)}tcp_listen_port = 61\n` }));
    expect(planned.steps.map(({ kind }) => kind)).toEqual(['validate', 'write', 'restart', 'confirm']);
    const outcome = await target.apply(planned);
    expect(outcome).toMatchObject({ kind: 'done', daemon: { change: 'restart', state: { listens: [61] } } });
    expect(await pid()).not.toBe(before);
    expect(await target.host.kernel.loadedRules()).toEqual(rules);
    expect(describeOutcome('sender', outcome)).toMatch(
      /auditd was restarted and runs as process \d+ and listens on port 61/,
    );
    expect((await target.plan(wish({ 'auditd.conf': await text(conf) }))).steps).toEqual([]);
  });

  it('what a signal is enough for is reloaded: the same process, a new DAEMON_CONFIG', async () => {
    const before = await pid();
    const configs = (await target.host.run('grep -c DAEMON_CONFIG /var/log/audit/audit.log')).out;
    const wished = { 'auditd.conf': (await text(conf)).replace('num_logs = 5', 'num_logs = 6') };
    expect(await steps(wished)).toEqual(['validate', 'write', 'reload', 'confirm']);
    expect(await target.deploy(wish(wished))).toMatchObject({ kind: 'done', daemon: { change: 'reload' } });
    expect(await pid()).toBe(before);
    expect(Number((await target.host.run('grep -c DAEMON_CONFIG /var/log/audit/audit.log')).out)).toBe(
      Number(configs) + 1,
    );
  });

  it('a comment needs nothing of auditd', async () => {
    expect(await steps({ 'auditd.conf': `${await text(conf)}# why\n` })).toEqual(['validate', 'write']);
    expect(await target.deploy(wish({ 'auditd.conf': `${await text(conf)}# why\n` }))).toMatchObject({
      kind: 'done',
      later: [],
    });
  });

  it('a plugin file is put where this version has it', async () => {
    const wished = { 'plugins.d/au-remote.conf': (await text(plugin)).replace('active = yes', 'active = no') };
    const planned = await target.plan(wish(wished));
    expect(planned.steps.map(({ kind }) => kind)).toEqual(['write', 'reload', 'confirm']);
    expect(planned.steps[0]).toMatchObject({ path: plugin });
    expect((await target.apply(planned)).kind).toBe('done');
    await until('the plugin to end', async () => (await target.host.run('pidof audisp-remote')).code !== 0);
    const back = wish({ 'plugins.d/au-remote.conf': (await text(plugin)).replace('active = no', 'active = yes') });
    expect((await target.deploy(back)).kind).toBe('done');
  });

  describe('a file that the host’s program refuses', () => {
    it.each([
      ['auditd.conf', conf, 'num_logs = many\n', /should only be numbers/],
      ['audisp-remote.conf', remote, 'colour = red\n', /Unknown keyword "colour"/],
    ])('%s stays in the editor, and the reason comes back', async (name, path, line, reason) => {
      const before = await target.everything();
      const running = await pid();
      const outcome = await target.deploy(wish({ [name]: `${await text(path)}${line}` }));
      expect(outcome).toMatchObject({ kind: 'untouched', reason: { kind: 'invalid', path } });
      expect(describeOutcome('sender', outcome)).toMatch(reason);
      expect(await target.everything()).toEqual(before);
      expect(await pid()).toBe(running);
    });
  });

  it('an auditd that ends at its start is brought back with the old files', async () => {
    const before = await target.everything();
    const wished = (await text(conf)).replace('name_format = HOSTNAME', 'name_format = USER');
    const outcome = await target.deploy(wish({ 'auditd.conf': wished }));
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      reason: { kind: 'daemon', fault: 'not-started' },
      differs: [],
    });
    expect(describeOutcome('sender', outcome)).toMatch(/did not start.*User defined name missing/);
    expect(await target.everything()).toEqual(before);
  });

  it('a port that another program has is no success', async () => {
    const program = 'use IO::Socket::INET; $s = IO::Socket::INET->new(LocalPort => 62, Listen => 1) or die; sleep 600';
    await target.host.run(`perl -e '${program}' >/dev/null 2>&1 </dev/null & echo $! > /tmp/other.pid`);
    await until('the port', async () => (await target.host.run('ss -Hltn "sport = :62" | grep -q 62')).code === 0);
    const before = await target.everything();
    const outcome = await target.deploy(wish({ 'auditd.conf': `${await text(conf)}tcp_listen_port = 62\n` }));
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      reason: { kind: 'daemon', fault: 'not-listening' },
      differs: [],
    });
    expect(await target.everything()).toEqual(before);
    await target.host.run('kill $(cat /tmp/other.pid)');
  });

  it('files of other folders, on other file systems, come and go with the rest', async () => {
    await target.host.run('mkdir -p /etc/audisp && mount -t tmpfs none /etc/audisp && mkdir /etc/audisp/plugins.d');
    await target.host.writeFile('/etc/audisp/plugins.d/own.conf', 'active = no\n');
    const places = ['/etc/audisp', '/etc/hosts.allow'];
    const everywhere = async (): Promise<unknown> => [
      await target.everything(),
      await Promise.all(places.map((place) => target.host.snapshot(place, { inodes: true }))),
    ];
    const before = await everywhere();
    const allowed = `${await text('/etc/hosts.allow')}auditd: 10.99.0.0/255.255.255.0\n`;
    const files = {
      '/etc/audisp/audisp-remote.conf': 'remote_server = 10.99.0.1\n',
      '/etc/audisp/plugins.d/own.conf': 'active = no\ndirection = out\n',
      '/etc/hosts.allow': allowed,
    };
    const broken = { 'auditd.conf': (await text(conf)).replace('name_format = HOSTNAME', 'name_format = USER') };
    expect(await target.deploy(wish({ ...files, ...broken }))).toMatchObject({ kind: 'rolled-back', differs: [] });
    expect(await everywhere()).toEqual(before);

    expect((await target.deploy(wish(files))).kind).toBe('done');
    expect(await text('/etc/hosts.allow')).toBe(allowed);
    expect((await target.host.run('stat -c "%a %u:%g" /etc/hosts.allow /etc/audisp/audisp-remote.conf')).out).toBe(
      '644 0:0\n640 0:0\n',
    );
    await target.host.run('umount /etc/audisp; rmdir /etc/audisp');
  });

  it('owner and mode that auditd would refuse are mended', async () => {
    await target.host.run(`chmod 666 ${plugin}; chown 1000 ${plugin}`);
    const same = wish({ 'plugins.d/au-remote.conf': await text(plugin) });
    const planned = await target.plan(same);
    expect(planned.steps).toMatchObject([{ kind: 'write', mode: '640', owner: '0:0' }]);
    expect((await target.apply(planned)).kind).toBe('done');
    expect((await target.host.run(`stat -c "%a %u" ${plugin}`)).out).toBe('640 0\n');
    expect((await target.plan(same)).steps).toEqual([]);
  });

  it('nobody confirms: the host restarts auditd with the old file by itself', async () => {
    const before = await target.everything();
    const wished = wish({ 'auditd.conf': `${await text(conf)}tcp_listen_port = 63\n` }, { confirmSeconds: 2 });
    const planned = await target.plan(wished);
    const root = await target.root();
    void applyPlan(dumbBefore('confirm', root), planned, { book: coreRuleBook, reconnect: () => target.root() });
    const listening = async (): Promise<boolean> =>
      (await target.host.run('ss -Hltn "sport = :63" | grep -q 63')).code === 0;
    await until('the new port', listening);
    await until('the old state', async () => JSON.stringify(await target.everything()) === JSON.stringify(before));
    await until('auditd', async () => (await runs()) && !(await listening()));
  });

  it('all that works on a deploy is killed in the middle: what watches over it brings auditd back', async () => {
    const before = await target.everything();
    const wished = wish({ 'auditd.conf': `${await text(conf)}tcp_listen_port = 64\n` }, { confirmSeconds: 2 });
    void target.deploy(wished, { patience: 1 }).catch(() => undefined);
    await until('the restart', async () => (await target.host.run('ls /etc/audit/.ad-*/DAEMON')).code === 0);
    await until('the watch', async () => (await target.host.run('test -s /etc/audit/.ad-*/timer')).code === 0);
    // The script and what it has started; not the timer.
    const killed = await target.host.run(
      'timer=$(cat /etc/audit/.ad-*/timer); for p in $(pgrep -f "t[0-9a-f]{16}"); do [ $p = $timer ] || kill -9 $p; done; pkill -9 -x auditd',
    );
    expect(killed.code).toBe(0);
    target.end();
    await until('the old state', async () => JSON.stringify(await target.everything()) === JSON.stringify(before));
    await until('auditd', runs);
  });

  it('rules and configuration go together, and the lock comes last', async () => {
    const wished = wish({
      '10-base.rules': base,
      '99-lock.rules': '-e 2\n',
      'auditd.conf': `${await text(conf)}tcp_listen_port = 65\n`,
    });
    const planned = await target.plan(wished);
    expect(planned.obstacles).toEqual([]);
    expect(planned.steps.map(({ kind }) => kind)).toEqual([
      'validate',
      'write',
      'write',
      'write',
      'restart',
      'load',
      'prove',
      'confirm',
      'lock',
    ]);
    expect(await target.apply(planned)).toMatchObject({ kind: 'done', lock: 'locked', daemon: { change: 'restart' } });
    expect(await target.host.kernel.status()).toMatchObject({ enabled: '2' });
    await target.host.kernel.reset();
    await target.host.run('rm /etc/audit/rules.d/99-lock.rules; service auditd restart');
  });

  it('auditd that hears no signal is restarted for everything, and one that does not run is left so', async () => {
    await on('central');
    const wished = { 'auditd.conf': (await text(conf)).replace('num_logs = 5', 'num_logs = 7') };
    expect(await steps(wished)).toEqual(['validate', 'write', 'restart', 'confirm']);
    await target.host.auditd.stop();
    const planned = await target.plan(wish(wished));
    expect(planned.steps.map(({ kind }) => kind)).toEqual(['validate', 'write', 'next-start']);
    expect(await target.apply(planned)).toMatchObject({ kind: 'done', later: ['next-start'] });
    expect(await runs()).toBe(false);
    const forced = await target.plan(wish(wished, { restart: 'always' }));
    expect(forced.steps.map(({ kind }) => kind)).toEqual(['restart', 'confirm']);
    expect(await target.apply(forced)).toMatchObject({ kind: 'done', daemon: { state: { listens: [60] } } });
  });
});
