import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { applyPlan } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { observe } from '../../client/src/deploy/observe';
import type { Wish } from '../../client/src/deploy/planModel';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { Target, wish } from './deployKit';

const rounds = 24;
const names = ['10-a.rules', '20-b.rules', '30-c.rules'];

function version(number: number): Record<string, string> {
  const rules = (name: string): string =>
    ['/etc/passwd', '/etc/group', '/etc/hosts'].map((path) => `-w ${path} -p wa -k ${name[0]}v${number}\n`).join('');
  const first = names[0] ?? '';
  return Object.fromEntries(
    names.map((name) => [
      name,
      `${name === first ? '-D\n' : ''}# version ${number}\n${rules(name).replace('passwd', { 1: 'passwd', 2: 'shadow', 3: 'services' }[name[0] ?? ''] ?? '')}`,
    ]),
  );
}

describeWithLab('killing deploys at random moments', { auditd: false }, (lab) => {
  let target: Target;
  afterEach(() => target.end());

  /** The one version that all files and all loaded rules have; throws when there are two. */
  const versionNow = async (): Promise<number> => {
    const texts = await Promise.all(names.map((name) => target.host.readText(`/etc/audit/rules.d/${name}`)));
    const inFiles = new Set(texts.map((text) => /# version (\d+)\n/.exec(text)?.[1]));
    const inKernel = new Set((await target.host.kernel.loadedRules()).map((rule) => /v(\d+)$/.exec(rule)?.[1]));
    const both = new Set([...inFiles, ...inKernel]);
    if (both.size !== 1) throw new Error(`mixed: files ${[...inFiles].join()}, loaded ${[...inKernel].join()}`);
    const number = Number([...both][0]);
    for (const [index, name] of names.entries()) expect(texts[index]).toBe(version(number)[name]);
    return number;
  };

  /** What a deploy started, and nothing of the host itself. */
  const killRemote = () =>
    target.host.run(
      'for p in /proc/[0-9]*; do n=${p#/proc/}; c=$(cat $p/comm 2>/dev/null); s=$(tr "\\0" " " < $p/cmdline 2>/dev/null); ' +
        'case "$c $s" in *"eval \\"\\$1\\""*|auditctl*|augenrules*|sleep*|awk*) [ $n = $$ ] || kill -9 $n 2>/dev/null;; esac; done; true',
    );

  it(`leaves the old state or the new one, ${rounds} times`, async () => {
    target = new Target(lab(), lab().central);
    await target.begin(version(0));
    let current = await versionNow();
    const seen = { old: 0, new: 0 };
    const begun = performance.now();
    expect((await target.deploy(wish(version(1)))).kind).toBe('done');
    const usual = performance.now() - begun;
    current = await versionNow();
    for (let round = 0; round < rounds; round++) {
      const next = wish(version(current + 1), { confirmSeconds: 1 });
      const delay = Math.random() * usual * 1.2;
      const how = (['cut', 'kill', 'forget'] as const)[round % 3];
      if (how === 'forget') await forgetful(next, delay);
      else {
        const outcome = target.deploy(next).catch((error: unknown) => error);
        await pause(delay);
        if (how === 'cut') target.end();
        else await killRemote();
        await outcome;
      }
      // One look at the host is all the recovery that there may be.
      await until('nothing to wait for', async () => (await observe(await target.root())).waiting.length === 0);
      const now = await versionNow();
      expect([current, current + 1]).toContain(now);
      const left = (await target.host.run('ls -d /etc/audit/.ad-* 2>/dev/null')).out;
      expect(left, `left behind after ${how}`).toBe('');
      seen[now === current ? 'old' : 'new']++;
      current = now;
      target.end();
    }
    console.log(`killed ${rounds} deploys: ${seen.old} old, ${seen.new} new, 0 mixed`);
    // A campaign in which nothing is deployed any more proves nothing.
    expect(seen.old).toBeGreaterThan(0);
    expect(seen.new + (await deployOnceMore(current))).toBeGreaterThan(0);
  }, 180_000);

  async function deployOnceMore(current: number): Promise<number> {
    expect((await target.deploy(wish(version(current + 1)))).kind).toBe('done');
    return (await versionNow()) - current;
  }

  /** A client that is gone without a word and never looks again. */
  async function forgetful(next: Wish, delay: number): Promise<void> {
    const planned = await target.plan(next);
    const root = await target.root();
    const gone: RemoteShell = {
      ...root,
      run: (command, options) => Promise.race([root.run(command, options), silence()]),
    };
    const silence = (): Promise<never> => pause(delay).then(() => new Promise<never>(() => undefined));
    void applyPlan(gone, planned, { book: coreRuleBook, reconnect: () => new Promise(() => undefined) }).catch(
      () => undefined,
    );
    await pause(delay);
    target.end();
  }
});
