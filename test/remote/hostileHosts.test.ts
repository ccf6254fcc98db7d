import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeOutcome } from '../../client/src/deploy/outcome';
import { observe } from '../../client/src/deploy/observe';
import { planText } from '../../client/src/deploy/planWords';
import { describeWithLab } from '../kit/lab';
import { Target, wish } from './deployKit';
import { connectTo, Person, refusalOf } from './hostKit';

/** A link that runs a command, the end of a line and of a screen, a text turned around, an answer, and two commands. */
const evil = String.raw`[Update](command:workbench.action.quit)\r\n\033[2J\nOK\nERR x\nPENDING 1\n\342\200\256$(touch /tmp/pwned) \140touch /tmp/pwned\140; touch /tmp/pwned`;

function isHarmless(text: string): void {
  expect(text).not.toMatch(/\]\(/);
  expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
  expect(text.length).toBeLessThan(2_000);
}

describeWithLab('hosts that mean no good', { auditd: false }, (lab) => {
  let target: Target;
  beforeEach(async () => {
    target = new Target(lab(), lab().central);
    await target.begin();
    await target.host.run(`printf '${evil}' > /run/evil; cp /run/evil /tmp/evil`);
  });
  afterEach(async () => {
    target.end();
    const pwned = await target.host.run('ls /tmp/pwned /root/pwned /pwned /etc/audit/pwned 2>/dev/null');
    expect(pwned.out).toBe('');
  });
  const instead = async (program: string, text: string, what: () => Promise<void>): Promise<void> => {
    await target.host.run(`printf '%s\\n' '#!/bin/sh' '${text}' > /run/instead; chmod 755 /run/instead`);
    await target.host.run(`mount --bind /run/instead ${program}`);
    try {
      await what();
    } finally {
      await target.host.run(`umount ${program}`);
    }
  };

  it('the error text of a program is one line without links, and no answer', async () => {
    await instead('/usr/sbin/augenrules', 'cat /run/evil; cat /run/evil >&2; exit 1', async () => {
      const outcome = await target.deploy(wish({ '40.rules': '-w /etc/hosts -p wa -k net\n' }));
      expect(outcome).toMatchObject({ kind: 'rolled-back', reason: { kind: 'load-refused' }, differs: [] });
      const message = describeOutcome('central', outcome);
      expect(message).toContain('Update');
      isHarmless(message);
    });
  });

  it('what auditctl says of itself and of the kernel is text', async () => {
    await instead('/usr/sbin/auditctl', 'cat /run/evil; echo version 3.0.9', async () => {
      const planned = await target.plan(wish({ '40.rules': '-w /etc/hosts -p wa -k net\n' }));
      expect(planned.obstacles.length).toBeGreaterThan(0);
      for (const { what, next } of planned.obstacles) isHarmless(`${what} ${next}`);
    });
  });

  it('names and contents of files stay names and contents', async () => {
    const names = [
      '[x](command:y).rules',
      '$(touch pwned).rules',
      '`touch pwned`.rules',
      'a\nOK\nb.rules',
      '; touch pwned .rules',
    ];
    for (const name of names)
      await target.host.writeFile(`/etc/audit/rules.d/${name}`, '-w /etc/issue -p wa -k [x](command:y)\n');
    await target.host.run('cp /run/evil /etc/os-release; cp /run/evil /etc/audit/rules.d/evil.rules');
    const state = await observe(await target.root());
    expect(state.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(names.map((name) => `/etc/audit/rules.d/${name}`)),
    );
    const planned = await target.plan(wish({ '40.rules': '-w /etc/hosts -p wa -k net\n' }));
    // A document, in which nothing can be clicked.
    expect(planText([{ plan: planned, findings: [] }]).replaceAll('\n', '')).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u202e]/,
    );
    isHarmless(describeOutcome('central', await target.apply(planned)));
  });

  it('a banner and rc files cannot pretend to be the answer', async () => {
    await target.host.run('cp /run/evil /etc/ssh/banner; echo "cat /run/evil; cat /run/evil >&2" > /root/.bashrc');
    await target.host.sshd.restart(['Banner /etc/ssh/banner']);
    try {
      const outcome = await target.deploy(wish({ '40.rules': '-w /etc/hosts -p wa -k net\n' }));
      expect(outcome).toMatchObject({ kind: 'done', comparison: { missing: [], foreign: [] } });
    } finally {
      await target.host.run('rm /root/.bashrc /etc/ssh/banner');
      await target.host.sshd.restart();
    }
  });

  it('a login that runs something else is told in one line', async () => {
    await target.host.sshd.restart(['ForceCommand cat /run/evil; cat /run/evil >&2']);
    try {
      const shell = await connectTo(lab(), target.host);
      const refusal = await refusalOf(shell.run('true'));
      expect(refusal).toMatchObject({ failure: { kind: 'no-shell' } });
      isHarmless(String(refusal));
      shell.end();
    } finally {
      await target.host.sshd.restart();
    }
  });

  it('a sudo that asks in its own words gets no password', async () => {
    const asks = 'printf "[sudo] password for operator: " >&2; read -r given; echo "$given" > /run/given';
    await instead('/usr/bin/sudo', asks, async () => {
      const person = new Person({ secret: 'mine' });
      const root = await (await connectTo(lab(), target.host, 'operator', person)).asRoot();
      isHarmless(String(await refusalOf(root.run('id', { timeout: 3_000 }))));
      expect(person.secretQuestions).toEqual([]);
      expect((await target.host.run('cat /run/given 2>/dev/null')).out.trim()).toBe('');
    });
  });

  it('an SELinux label goes with the file, and a new file gets the one of its place (stand-ins for chcon and restorecon)', async () => {
    // No kernel here has SELinux: what is shown is that the host's own programs are asked, with the right files.
    const { host } = target;
    const standIn = (name: string) =>
      `printf '%s\\n' '#!/bin/sh' 'echo ${name} "$@" >> /run/labels' > /run/${name}; chmod 755 /run/${name}`;
    const made = await host.run(
      `set -e; rm -f /run/labels; ${standIn('chcon')}; ${standIn('restorecon')}
       mount -t tmpfs selinux /sys/fs; mkdir /sys/fs/selinux; echo 1 > /sys/fs/selinux/enforce
       mkdir -p /run/over/upper /run/over/work; mount -t tmpfs over /run/over; mkdir /run/over/upper /run/over/work
       mount -t overlay over -o lowerdir=/usr/bin,upperdir=/run/over/upper,workdir=/run/over/work /usr/bin
       cp /run/chcon /run/restorecon /usr/bin/`,
    );
    expect(made).toMatchObject({ code: 0 });
    try {
      const outcome = await target.deploy(
        wish({ '10-base.rules': '-D\n-w /etc/group -p wa -k id\n', '40.rules': '-w /etc/hosts -p wa -k net\n' }),
      );
      expect(outcome.kind).toBe('done');
      const lines = (await host.readText('/run/labels')).trim().split('\n');
      expect(lines).toEqual([
        expect.stringMatching(
          /^chcon --reference=\/etc\/audit\/rules\.d\/10-base\.rules \/etc\/audit\/\.ad-t[0-9a-f]+\/new\.rules\.d\/10-base\.rules$/,
        ),
        'restorecon /etc/audit/rules.d/40.rules',
      ]);
    } finally {
      await host.run('umount -l /usr/bin; umount /run/over; umount /sys/fs; rm -rf /run/labels /run/over');
    }
  });
});
