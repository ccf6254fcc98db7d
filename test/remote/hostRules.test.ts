import { afterEach, expect, it } from 'vitest';
import type { HostRulesRead } from '../../client/src/tail/hostRules';
import type { HostLog } from '../../client/src/tail/hostLog';
import { describeWithLab } from '../kit/lab';
import { userPassword } from '../lab/users';
import { labLog, type LabLog } from './followKit';
import { Person } from './hostKit';

const rule = '-w /etc/shadow -p r -k from-the-host\n';

describeWithLab('the rules of a host whose log is followed', { auditd: false }, (lab) => {
  let log: LabLog | undefined;
  const stop = new AbortController();
  afterEach(() => log?.shell()?.end());

  const write = (text: string) =>
    lab().central.run(
      `printf %s '${text}' > /etc/audit/rules.d/50-host.rules; chmod 640 /etc/audit/rules.d/*; chmod 750 /etc/audit /etc/audit/rules.d; [ -e /var/log/audit/audit.log ] || echo > /var/log/audit/audit.log; chgrp -R nosudo /var/log/audit; chmod 750 /var/log/audit; chmod 640 /var/log/audit/*`,
    );
  /** What one connection says of them. */
  async function read(source: HostLog): Promise<HostRulesRead | undefined> {
    for await (const happening of source.attempt(stop.signal)) {
      if (happening.kind === 'rules') return happening.read;
    }
    return undefined;
  }
  const textOf = (said: HostRulesRead | undefined) =>
    said?.rules?.files.find(({ path }) => path === '/etc/audit/rules.d/50-host.rules')?.text;

  it('are read with root’s rights where the log needs them, and again on each connection', async () => {
    await write(rule);
    log = await labLog(lab(), lab().central, { at: 'end' }, 'operator', new Person({ secret: userPassword }));
    const said = await read(log.source);
    expect(textOf(said)).toBe(rule);
    expect(said?.rules?.host).toBe('central');
    expect(said?.remark).toBeUndefined();
    await write(`# changed\n${rule}`);
    const first = log.shell();
    first?.end();
    await first?.closed;
    expect(textOf(await read(log.source))).toBe(`# changed\n${rule}`);
    expect(log.connections()).toBe(2);
  });

  it('are left alone where the login may read the log only: nobody is asked for more', async () => {
    await write(rule);
    const person = new Person();
    log = await labLog(lab(), lab().central, { at: 'end' }, 'nosudo', person);
    const said = await read(log.source);
    expect(said?.rules).toBeUndefined();
    expect(said?.remark).toContain('no rules files could be read');
  });
});
