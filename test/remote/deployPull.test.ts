import { afterEach, beforeEach, expect, it } from 'vitest';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { observe } from '../../client/src/deploy/observe';
import { plan } from '../../client/src/deploy/plan';
import { differencesOf } from '../../client/src/deploy/planDifferences';
import { planPull } from '../../client/src/deploy/planPull';
import { describeWithLab } from '../kit/lab';
import { base, Target, wish } from './deployKit';
import { text } from './hostKit';

describeWithLab('pull and compare', { auditd: false }, (lab) => {
  let target: Target;
  beforeEach(async () => {
    target = new Target(lab(), lab().central, 'operator');
    await target.begin({ '10-base.rules': base, '20-own.rules': '-w /etc/hosts -p wa -k own\n# umlaut ä\r\n' });
  });
  afterEach(() => target.end());

  it('files come as they are, byte for byte, and the host stays as it is', async () => {
    const before = await target.everything();
    const { fresh, left } = planPull(await observe(await target.root()), new Map());
    expect(left).toEqual([]);
    expect(fresh.map(({ name, content }) => [name, text(content)])).toEqual([
      ['10-base.rules', base],
      ['20-own.rules', '-w /etc/hosts -p wa -k own\n# umlaut ä\r\n'],
    ]);
    expect(await target.everything()).toEqual(before);
  });

  it('names that lead elsewhere are left there', async () => {
    const hostile = ['up\\..\\x.rules', 'a\nb.rules', '$(id).rules', '-rf.rules', 'con.rules'];
    for (const name of hostile) await target.host.writeFile(`/etc/audit/rules.d/${name}`, '-D\n');
    await target.host.run('ln -s /etc/shadow /etc/audit/rules.d/30-link.rules');
    await target.host.run('head -c 2000000 /dev/zero > /etc/audit/rules.d/40-large.rules');
    const { fresh, left } = planPull(await observe(await target.root()), new Map());
    expect(fresh.map(({ name }) => name)).toEqual(['10-base.rules', '20-own.rules']);
    expect(left.map(({ name }) => name).sort()).toEqual([...hostile, '30-link.rules', '40-large.rules'].sort());
  });

  it('a comparison shows both sides, and the host stays as it is', async () => {
    const before = await target.everything();
    const wished = wish({ '10-base.rules': `${base}-w /etc/shadow -p wa -k id\n` });
    const differences = differencesOf(plan(await observe(await target.root()), wished, coreRuleBook), true);
    expect(differences.map(({ name, there, here }) => [name, there !== undefined, here !== undefined])).toEqual([
      ['10-base.rules', true, true],
      ['20-own.rules', true, false],
    ]);
    expect(await target.everything()).toEqual(before);
  });
});
