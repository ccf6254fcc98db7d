import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyPlan } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { describeOutcome } from '../../client/src/deploy/outcome';
import { asTransaction } from '../../client/src/deploy/hostScript';
import { observe } from '../../client/src/deploy/observe';
import { plan } from '../../client/src/deploy/plan';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { base, dumbBefore, Target, wish } from './deployKit';
import { text } from './hostKit';

const network = '-w /etc/hosts -p wa -k net\n-w /etc/resolv.conf -p wa -k net\n';

describeWithLab('deploy', { auditd: false }, (lab) => {
  let target: Target;
  beforeEach(async () => {
    target = new Target(lab(), lab().central);
    await target.begin();
  });
  afterEach(() => target.end());

  it('observes a host in one command', async () => {
    const state = await observe(await target.root());
    expect(state).toMatchObject({
      auditVersion: '3.0.9',
      arch: 'x86_64',
      hasAugenrules: true,
      hasRulesFolder: true,
      waiting: [],
    });
    expect(state.status).toMatchObject({ enabled: 1, backlog_limit: 8192 });
    expect(state.loaded).toEqual(['-w /etc/passwd -p wa -k id', '-w /etc/group -p wa -k id']);
    const file = state.files.find(({ path }) => path === '/etc/audit/rules.d/10-base.rules');
    expect(file).toMatchObject({ mode: '640', owner: '0:0', kind: 'file' });
    expect(text(file?.content ?? new Uint8Array())).toBe(base);
    expect(state.users.get('operator')).toBe(1000);
    expect(state.missingTools).toEqual([]);
  });

  it('folders that are not there are named, whatever they are called', async () => {
    const hostile = ["/opt/a b'$(touch pwned)", '/no/such'];
    const state = await observe(await target.root(), { folders: ['/etc', ...hostile, '/etc/passwd'] });
    expect(state.absent).toEqual([...hostile, '/etc/passwd']);
  });

  describe.each(['root', 'nopasswd', 'operator'] as const)('as %s', (user) => {
    it('writes, loads, proves, confirms, and leaves nothing behind; again there is nothing to do', async () => {
      const as = new Target(lab(), lab().central, user);
      try {
        await as.host.run('chmod 600 /etc/audit/rules.d/10-base.rules; chown 0:4 /etc/audit/rules.d/10-base.rules');
        const wished = wish({ '10-base.rules': `${base}-w /etc/shadow -p wa -k id\n`, '40-network.rules': network });
        const planned = await as.plan(wished);
        expect(planned.steps.map(({ kind }) => kind)).toEqual(['write', 'write', 'load', 'prove', 'confirm']);
        const outcome = await as.apply(planned);
        expect(outcome).toMatchObject({ kind: 'done', comparison: { wanted: 5, missing: [], foreign: [] } });
        expect(await as.host.readText('/etc/audit/rules.d/40-network.rules')).toBe(network);
        expect(await as.host.kernel.loadedRules()).toHaveLength(5);
        const files = await as.host.snapshot('/etc/audit');
        expect(files.find(({ path }) => path === 'rules.d/10-base.rules')).toMatchObject({
          mode: '0600',
          owner: '0:4',
        });
        expect(files.find(({ path }) => path === 'rules.d/40-network.rules')).toMatchObject({
          mode: '0640',
          owner: '0:0',
        });
        expect(files.filter(({ path }) => path.includes('.ad-'))).toEqual([]);
        expect((await as.plan(wished)).steps).toEqual([]);
      } finally {
        as.end();
      }
    });
  });

  it('loads and proves what people really write', async () => {
    await target.host.kernel.paths('any');
    const samples = '/usr/share/doc/auditd/examples/rules';
    const listed = await target.host.run(`ls ${samples}`);
    for (const name of [
      '30-stig.rules',
      '30-pci-dss-v31.rules',
      '30-ospp-v42.rules',
      '30-nispom.rules',
      '23-ignore-filesystems.rules',
    ]) {
      if (!listed.out.includes(name)) continue;
      await target.begin({ '10-base.rules': '-D\n-b 8192\n' });
      await target.host.kernel.paths('any');
      const outcome = await target.deploy(wish({ [name]: await target.host.readText(`${samples}/${name}`) }));
      expect(outcome, name).toMatchObject({ kind: 'done', comparison: { missing: [], foreign: [] } });
    }
  });

  it('keeps files that only the host has, and removes those that are to go', async () => {
    await target.begin({
      '10-base.rules': base,
      '20-own.rules': '-w /etc/hosts -p wa -k own\n',
      '30-old.rules': '-w /etc/issue -p wa -k old\n',
    });
    const planned = await target.plan(
      wish({ '40-network.rules': '-w /etc/resolv.conf -p wa -k net\n' }, { remove: ['30-old.rules'] }),
    );
    expect(planned.kept).toEqual(['10-base.rules', '20-own.rules']);
    expect((await target.apply(planned)).kind).toBe('done');
    const names = (await target.host.run('ls /etc/audit/rules.d')).out.split('\n').filter(Boolean);
    expect(names).toEqual(['10-base.rules', '20-own.rules', '40-network.rules']);
    expect(await target.host.kernel.loadedRules()).toContain('-w /etc/hosts -p wa -k own');
  });

  describe('a file that the host refuses', () => {
    const refused = `# network\n${network}-w /etc/services -p wz -k bad\n-w /etc/protocols -p wa -k net\n`;

    it('leaves the host byte for byte as before, and says which line and why', async () => {
      // What is loaded differs from the files, and augenrules has written before: both are to come back.
      await target.host.run('echo "-w /etc/issue -p wa -k more" > /etc/audit/rules.d/11.rules; augenrules --load');
      await target.host.run(
        'auditctl -w /opt -p x -k by-hand; auditctl -b 4096; auditctl -A always,exit -F arch=b64 -S open -F filetype=file',
      );
      const before = await target.everything();
      const outcome = await target.deploy(
        wish({ '10-base.rules': base.replace('8192', '320'), '40-network.rules': refused }),
      );
      expect(outcome).toMatchObject({
        kind: 'rolled-back',
        reason: {
          kind: 'load-refused',
          line: { file: '40-network.rules', line: 4, text: '-w /etc/services -p wz -k bad' },
        },
        differs: [],
      });
      expect(describeOutcome('central', outcome)).toMatch(
        /40-network\.rules:4.*Permission z isn't supported.*as before/s,
      );
      expect(await target.everything()).toEqual(before);
    });

    it.each(['operator'] as const)('also as %s', async (user) => {
      const as = new Target(lab(), lab().central, user);
      const before = await as.everything();
      expect((await as.deploy(wish({ '40-network.rules': refused }))).kind).toBe('rolled-back');
      expect(await as.everything()).toEqual(before);
      as.end();
    });

    it('also when the kernel refuses it in the middle', async () => {
      const before = await target.everything();
      await target.host.kernel.failAt(3, 'ENOSPC');
      const outcome = await target.deploy(wish({ '40-network.rules': network }));
      expect(outcome).toMatchObject({
        reason: { kind: 'load-refused', line: { file: '40-network.rules', line: 1 } },
        differs: [],
      });
      expect(describeOutcome('central', outcome)).toContain('No space left on device');
      expect(await target.everything()).toEqual(before);
    });

    it('also on a host that never compiled its rules', async () => {
      await target.host.run('rm -f /etc/audit/audit.rules*');
      const before = await target.everything();
      expect((await target.deploy(wish({ '40-network.rules': refused }))).kind).toBe('rolled-back');
      expect(await target.everything()).toEqual(before);
    });
  });

  it('a load that passes in part is no success', async () => {
    const before = await target.everything();
    const outcome = await target.deploy(
      wish({ '10-base.rules': `-D\n-i\n-w /etc/passwd -p wa -k id\n-w /etc/x/y/z -p wa -k no\n` }),
    );
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      reason: { kind: 'not-proven', comparison: { missing: [{ file: '10-base.rules', line: 4 }] } },
      differs: [],
    });
    expect(await target.everything()).toEqual(before);
  });

  it('a setting that the kernel did not take is no success', async () => {
    const before = await target.everything();
    const outcome = await target.deploy(
      wish({ '10-base.rules': `-D\n-b 4096\n-i\n--backlog_wait_time 999999999\n-w /etc/passwd -p wa -k id\n` }),
    );
    expect(outcome).toMatchObject({
      kind: 'rolled-back',
      reason: {
        kind: 'not-proven',
        comparison: { missing: [], foreign: [] },
        settings: [{ name: 'backlog_wait_time', wanted: 999_999_999, line: { file: '10-base.rules', line: 4 } }],
      },
      differs: [],
    });
    expect(describeOutcome('central', outcome)).toMatch(/10-base\.rules:4 says .* but backlog_wait_time is \d+\./);
    expect(await target.everything()).toEqual(before);
  });

  it('settings that the kernel took are proven', async () => {
    const settings = '-b 4096\n-f 2\n-r 50\n--backlog_wait_time 30000\n-e 0\n';
    const outcome = await target.deploy(wish({ '10-base.rules': `-D\n${settings}-w /etc/passwd -p wa -k id\n` }));
    expect(outcome).toMatchObject({ kind: 'done' });
    expect((await observe(await target.root())).status).toMatchObject({
      backlog_limit: 4096,
      failure: 2,
      rate_limit: 50,
      backlog_wait_time: 30000,
      enabled: 0,
    });
  });

  it('nothing that a host has can inject into a command or an answer', async () => {
    const names = ['$(touch pwned).rules', 'a b\'"\\.rules', 'END\nERR x.rules', '-rf.rules', '.hidden.rules'];
    for (const name of names)
      await target.host.writeFile(`/etc/audit/rules.d/${name}`, '# `id` $(touch /tmp/pwned)\nEND\n');
    await target.host.writeFile('/etc/os-release', 'PRETTY_NAME="x\u001b[2J$(touch /tmp/pwned)"\nEND\n');
    const planned = await target.plan(wish({ '40-network.rules': network }));
    expect(planned.kept).toEqual(expect.arrayContaining(names.slice(0, 4)));
    await target.apply(planned);
    expect((await target.host.run('ls /tmp/pwned /root/pwned /pwned 2>/dev/null | grep .')).code).not.toBe(0);
    expect((await target.host.run('ls -A /etc/audit/rules.d')).out).toContain('touch');
  });

  it('takes two commands: observe; apply and confirm', async () => {
    const root = await target.root();
    let commands = 0;
    const counting: RemoteShell = {
      ...root,
      run: (...args) => (commands++, root.run(...args)),
      open: (...args) => (commands++, root.open(...args)),
    };
    const made = plan(await observe(counting), wish({ '40-network.rules': network }), coreRuleBook);
    await applyPlan(counting, made, { book: coreRuleBook, reconnect: () => target.root() });
    expect(commands).toBe(2);
  });

  it('what has changed since the plan is refused untouched', async () => {
    const planned = await target.plan(wish({ '10-base.rules': `${base}# more\n` }));
    await target.host.writeFile('/etc/audit/rules.d/10-base.rules', `${base}# somebody else\n`);
    const before = await target.everything();
    const outcome = await target.apply(planned);
    expect(outcome).toMatchObject({
      kind: 'untouched',
      reason: { kind: 'drift', path: '/etc/audit/rules.d/10-base.rules' },
    });
    expect(await target.everything()).toEqual(before);
  });

  it('on a locked host files are written and rules take effect at the next boot', async () => {
    await target.host.kernel.lock();
    const planned = await target.plan(wish({ '40-network.rules': network }));
    expect(planned.steps.map(({ kind }) => kind)).toEqual(['write', 'load', 'next-boot']);
    const outcome = await target.apply(planned);
    expect(outcome).toEqual({ kind: 'done', lock: 'not-wished', later: ['next-boot'] });
    expect(await target.host.readText('/etc/audit/audit.rules')).toContain('-w /etc/hosts -p wa -k net');
    expect(await target.host.kernel.loadedRules()).toHaveLength(2);
    expect((await target.plan(wish({ '40-network.rules': network }))).steps).toEqual([]);
  });

  describe('a lock', () => {
    const locking = wish({ '40-network.rules': network, '99-lock.rules': '-e 2\n' });

    it('comes last, after the proof and the confirmation', async () => {
      const planned = await target.plan(locking);
      expect(planned.steps.map(({ kind }) => kind)).toEqual(['write', 'write', 'load', 'prove', 'confirm', 'lock']);
      expect(await target.apply(planned)).toMatchObject({ kind: 'done', lock: 'locked' });
      expect(await target.host.kernel.status()).toMatchObject({ enabled: '2' });
      expect(await target.host.readText('/etc/audit/audit.rules')).toMatch(/-e 2\n$/);
      expect((await target.plan(locking)).steps).toEqual([]);
    });

    it('does not come when the load fails', async () => {
      const before = await target.everything();
      await target.host.kernel.failAt(3);
      expect((await target.deploy(locking)).kind).toBe('rolled-back');
      expect(await target.everything()).toEqual(before);
    });
  });

  it('who cancels before the confirmation gets the host as before', async () => {
    const before = await target.everything();
    const cancel = new AbortController();
    const onStage = (stage: string): void => (stage === 'sending' ? cancel.abort() : undefined);
    const outcome = await target.deploy(wish({ '40-network.rules': network }), { signal: cancel.signal, onStage });
    expect(outcome).toEqual({ kind: 'rolled-back', reason: { kind: 'cancelled' }, differs: [] });
    expect(await target.everything()).toEqual(before);
  });

  it('nobody confirms: the host goes back by itself, loaded rules included', async () => {
    const before = await target.everything();
    const planned = await target.plan(wish({ '40-network.rules': network }, { confirmSeconds: 2 }));
    const root = await target.root();
    void applyPlan(dumbBefore('confirm', root), planned, { book: coreRuleBook, reconnect: () => target.root() });
    await until('the new rules', async () => (await target.host.kernel.loadedRules()).length === 4);
    const waiting = await target.plan(wish({}));
    expect(waiting.obstacles[0]?.what).toMatch(/waits for its confirmation/);
    await until('the old state', async () => JSON.stringify(await target.everything()) === JSON.stringify(before));
  });

  it('who confirms and who undoes at the same moment: one of both has it', async () => {
    const root = await target.root();
    const other = await target.root();
    const file = '/etc/audit/rules.d/10-base.rules';
    const kinds: string[] = [];
    for (let round = 0; round < 8; round++) {
      const before = await target.host.readText(file);
      const after = `${base}# round ${round}\n-w /etc/hosts -p wa -k round${round}\n`;
      let undone: Promise<unknown> | undefined;
      const contested: RemoteShell = {
        ...root,
        open: async (command, options) => {
          const process = await root.open(command, options);
          const name = /\bt[0-9a-f]{16}\b/.exec(command)?.[0] ?? '';
          const write = (text: string): void => {
            undone = observe(other, { settle: asTransaction(name) });
            setTimeout(() => process.write(text), round * 15);
          };
          return { ...process, write };
        },
      };
      const planned = plan(await observe(root), wish({ '10-base.rules': after }), coreRuleBook);
      const outcome = await applyPlan(contested, planned, { book: coreRuleBook, reconnect: () => target.root() });
      await undone;
      kinds.push(outcome.kind);
      expect(await target.host.readText(file)).toBe(outcome.kind === 'done' ? after : before);
      expect((await target.host.run('ls -d /etc/audit/.ad-*')).code).not.toBe(0);
    }
    // Without both the moment was never the same.
    expect(new Set(kinds)).toEqual(new Set(['done', 'rolled-back']));
  });

  it('the connection is cut in the middle: it is found out how it ended', async () => {
    const before = await target.everything();
    await target.host.kernel.delayMs(100);
    const planned = await target.plan(wish({ '40-network.rules': network }));
    const cutting = target.apply(planned);
    await until('the load to begin', async () => (await target.host.run('ls /etc/audit/.ad-*/LOADING')).code === 0);
    target.end();
    const outcome = await cutting;
    expect(outcome).toEqual({ kind: 'rolled-back', reason: { kind: 'connection-lost' }, differs: [] });
    await target.host.kernel.delayMs(0);
    expect(await target.everything()).toEqual(before);
    expect((await target.deploy(wish({ '40-network.rules': network }))).kind).toBe('done');
  });
});
