import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsFor } from '../../client/src/deploy/hostFindings';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { observe } from '../../client/src/deploy/observe';
import { plan } from '../../client/src/deploy/plan';
import { questionsFor } from '../../client/src/deploy/planPaths';
import { planText } from '../../client/src/deploy/planWords';
import type { FindingsResult } from '../../core/src/protocol/language';
import { describeWithLab } from '../kit/lab';
import { bundleServer, TestClient } from '../unit/server/serverProcess';
import { Target, wish } from './deployKit';

/** A rule, and what the plan says of it; none where the host takes it. */
type Line = readonly [rule: string, says?: RegExp];

const exit = (rest: string): string => `-a always,exit -F arch=b64 -S openat ${rest} -k x`;

// The host has the user only-there and the group only-theirs, which this machine has not; this machine has games.
const accounts: readonly Line[] = [
  [exit('-F auid=only-there')],
  [exit('-F auid=games'), /auditctl would refuse this: .*games/],
  [exit('-F uid!=only-there')],
  [exit('-F euid=games'), /auditctl would refuse this: .*games/],
  [exit('-F gid=only-theirs')],
  [exit('-F gid=games'), /auditctl would refuse this: .*games/],
  [exit('-F egid=only-theirs')],
  [exit('-F sgid=only-there'), /auditctl would refuse this: .*only-there/],
  ['-a always,user -F uid=only-there -k x'],
  ['-a always,user -F uid=nobody-s -k x', /auditctl would refuse this: .*nobody-s/],
];

const paths: readonly Line[] = [
  ['-w /etc/not-there.conf -p wa -k x'],
  ['-w /etc/not-there/file -p wa -k x', /kernel would refuse this: \/etc\/not-there is not there on this host/],
  ['-a always,exit -F arch=b64 -S openat -F path=/etc/only-there/file -k x'],
  ['-a always,exit -F arch=b64 -S openat -F dir=/etc/only-there -k x'],
  ['-a always,exit -F arch=b64 -S openat -F dir=/etc/not-there -k x', /kernel would refuse this: \/etc\/not-there/],
];

const calls: readonly Line[] = [
  ['-a always,exit -F arch=b32 -S chown32 -k x'],
  ['-a always,exit -F arch=b64 -S chown32 -k x', /auditctl would refuse this: .*chown32/],
  // audit 3.0.9 is older than the call.
  ['-a always,exit -F arch=b64 -S fchmodat2 -k x', /auditctl would refuse this: .*fchmodat2/],
  ['-a always,exit -F arch=aarch64 -S openat -k x'],
];

const refuses = (text: string): boolean => text.includes('would refuse this');

describeWithLab('findings for this host, in the plan', { auditd: false }, (lab) => {
  let target: Target;
  let server: Awaited<ReturnType<typeof bundleServer>>;
  let client: TestClient;
  beforeAll(async () => {
    server = await bundleServer();
    client = new TestClient(server.path);
    await client.initialized;
    target = new Target(lab(), lab().central);
    await target.begin();
    const made = await target.host.run(
      `set -e; sed -i /^games:/d /etc/passwd /etc/group; mkdir /etc/only-there
       echo only-there:x:4242:100::/:/bin/sh >> /etc/passwd; echo only-theirs:x:4343: >> /etc/group`,
    );
    expect(made).toMatchObject({ code: 0, err: '' });
  });
  afterAll(async () => {
    target.end();
    await client.stop();
    server.remove();
  });

  /** What the plan says of each line, as the person reads it before anything happens. */
  const said = async (rules: readonly string[]): Promise<readonly string[]> => {
    const wished = wish({ '30-here.rules': `${rules.join('\n')}\n` });
    const state = await observe(await target.root(), questionsFor(wished));
    const judge = (params: unknown): Promise<FindingsResult> => client.request('auditd/findings', params);
    const failed: string[] = [];
    const findings = await findingsFor({ judge, warn: (text) => failed.push(text) }, state, wished);
    expect(failed).toEqual([]);
    const text = planText([{ plan: plan(state, wished, coreRuleBook), findings }]).replace(/\n {6,}/g, ' ');
    const lines = text.split('\n').map((line) => line.trim());
    return rules.map((_, index) => lines.filter((line) => line.startsWith(`30-here.rules:${index + 1}:`)).join(' '));
  };

  it('this machine and the host have not the same accounts', () => {
    for (const file of ['/etc/passwd', '/etc/group']) {
      const here = readFileSync(file, 'utf8');
      expect(here).toMatch(/^games:/m);
      expect(here).not.toMatch(/^only-the/m);
    }
  });

  it.each([
    ['users and groups', accounts],
    ['paths', paths],
    ['calls of its version and machine', calls],
  ] as const)('%s: what it says is what the host does', async (_, lines) => {
    const texts = await said(lines.map(([rule]) => rule));
    for (const [index, [rule, says]] of lines.entries()) {
      const text = texts[index] ?? '';
      if (says !== undefined) expect([rule, text]).toEqual([rule, expect.stringMatching(says)]);
      const loaded = await target.host.run(`auditctl ${rule}`);
      expect([rule, text, refuses(text)]).toEqual([rule, text, loaded.code !== 0]);
    }
  });

  it('a user that a directory knows and does not list, as sssd’s (a getent in its place)', async () => {
    const getent = [
      '#!/bin/sh',
      'if [ $# = 1 ]; then grep -v ^unlisted: /etc/$1; exit; fi',
      'database=$1; shift; for name; do grep "^$name:" /etc/$database; done',
    ];
    await target.host.writeFile('/run/getent', `${getent.join('\n')}\n`, { mode: 0o755 });
    const made = await target.host.run(
      `set -e; echo unlisted:x:5252:100::/:/bin/sh >> /etc/passwd
       cp /etc/nsswitch.conf /run/; sed -i 's/^\\(passwd\\|group\\):.*/\\1: files sss/' /etc/nsswitch.conf
       mount --bind /run/getent /usr/bin/getent`,
    );
    expect(made).toMatchObject({ code: 0, err: '' });
    try {
      const rules = [exit('-F auid=unlisted'), exit('-F auid=nobody-s'), exit('-F egid=only-theirs')];
      expect((await said(rules)).map(refuses)).toEqual([false, true, false]);
      const wished = wish({ '40-there.rules': `${exit('-F auid=unlisted')}\n` });
      const state = await observe(await target.root(), questionsFor(wished));
      const outcome = await target.apply(plan(state, wished, coreRuleBook));
      expect(outcome).toMatchObject({ kind: 'done', comparison: { missing: [], foreign: [] } });
      // Nobody asks for it by name now; the rule on the host does.
      const again = await target.plan(wish({ '50-other.rules': '-w /etc/hosts -p wa -k x\n' }));
      expect(again.state.users.get('unlisted')).toBe(5252);
      expect(again.vanishing).toEqual([]);
    } finally {
      await target.host.run('umount /usr/bin/getent; cp /run/nsswitch.conf /etc/');
      await target.begin();
    }
  });

  it('another machine has other calls (what tells its name in its place)', async () => {
    const rules = ['-a always,exit -F arch=b64 -S open -k x', '-a always,exit -F arch=b64 -S openat -k x'];
    expect((await said(rules)).map(refuses)).toEqual([false, false]);
    const kernel = '/proc/sys/kernel/arch';
    const made = await target.host.run(
      `set -e; echo aarch64 > /run/arch; printf '%s\\n' '#!/bin/sh' 'echo aarch64' > /run/uname; chmod 755 /run/uname
       mount --bind /run/uname /usr/bin/uname; [ ! -e ${kernel} ] || mount --bind /run/arch ${kernel}`,
    );
    expect(made).toMatchObject({ code: 0, err: '' });
    try {
      const [open, openat] = await said(rules);
      expect(open).toMatch(/auditctl would refuse this: .*open/);
      expect(openat).not.toContain('refuse');
    } finally {
      await target.host.run(`umount /usr/bin/uname; umount ${kernel}`);
    }
  });
});
