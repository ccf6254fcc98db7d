import { afterEach, beforeEach, expect, it } from 'vitest';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { applyPlan } from '../../client/src/deploy/apply';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { dumbBefore, Target, wish } from './deployKit';
import { callsOf, standInForSystemd } from './systemdStandIn';

// systemd does not run here: what is asked of it, and that its answers are understood, is tried with stand-ins.
describeWithLab('deploy where systemd runs', {}, (lab) => {
  let target: Target;
  let conf: string;
  beforeEach(async () => {
    target = new Target(lab(), lab().sender);
    conf = await target.host.readText('/etc/audit/auditd.conf');
  });
  afterEach(async () => {
    target.end();
    expect((await target.host.run('pidof auditd')).code).toBe(0);
    expect((await target.host.run('find /etc -name ".ad-*"; ls /run/standin/*.timer 2>/dev/null')).out).toBe('');
  });

  it.each([
    ['systemctl', { refuses: false, legacy: true }, ['systemctl restart auditd.service']],
    ['service', { refuses: true, legacy: true }, ['service auditd restart', 'systemctl start auditd.service']],
    ['signal', { refuses: true, legacy: false }, ['systemctl start auditd.service']],
  ] as const)('auditd is restarted by %s, and a unit of its own watches over it', async (by, unit, restarts) => {
    await standInForSystemd(target.host, unit);
    const number = { systemctl: 71, service: 72, signal: 73 }[by];
    const changed = conf.replace(/(tcp_listen_port = .*\n)?$/, `tcp_listen_port = ${number}\n`);
    const planned = await target.plan(wish({ 'auditd.conf': changed }));
    expect(planned.steps.find(({ kind }) => kind === 'restart')).toMatchObject({ by, port: number });
    expect(await target.apply(planned)).toMatchObject({ kind: 'done', daemon: { state: { listens: [number] } } });
    const [begun, ...rest] = await callsOf(target.host);
    expect(begun).toMatch(
      /^systemd-run --unit=(auditd-workbench-t[0-9a-f]{16}) --on-active=60 --timer-property=AccuracySec=1s \/bin\/sh \/etc\/audit\/\.ad-(t[0-9a-f]{16})\/script timer \2$/,
    );
    const name = /--unit=(\S+)/.exec(begun ?? '')?.[1];
    expect(rest).toEqual([...restarts, `systemctl stop ${name}.timer`]);
  });

  it('nobody confirms, and all of the login is ended: the unit undoes it', async () => {
    await standInForSystemd(target.host, { refuses: false, legacy: false });
    const before = await target.everything();
    const changed = conf.replace('num_logs = 5', 'num_logs = 8').replace(/name_format = .*/, 'name_format = none');
    const planned = await target.plan(wish({ 'auditd.conf': changed }, { confirmSeconds: 3 }));
    const root = await target.root();
    void applyPlan(dumbBefore('confirm', root), planned, { book: coreRuleBook, reconnect: () => target.root() }).catch(
      () => undefined,
    );
    await until('the wait', async () => (await target.host.run('ls /etc/audit/.ad-*/PENDING')).code === 0);
    expect((await target.plan(wish({}))).obstacles[0]?.what).toMatch(/waits for its confirmation/);
    target.end();
    await until('the old state', async () => JSON.stringify(await target.everything()) === JSON.stringify(before));
  });
});
