import { afterEach, expect, it } from 'vitest';
import type { SearchForm } from '../../client/src/search/searchForm';
import { SearchSource } from '../../client/src/search/searchSource';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { describeWithLab } from '../kit/lab';
import { until } from '../kit/until';
import { connectTo, text } from './hostKit';

// The real ausearch on the lab's central server, over its live log and a rotated one, and the scan that needs none.
describeWithLab('a search of the central log', {}, (lab) => {
  const shells: RemoteShell[] = [];
  const said: string[] = [];
  afterEach(() => {
    for (const shell of shells.splice(0)) shell.end();
    said.splice(0);
  });

  async function found(how: 'ausearch' | 'scan', form: SearchForm): Promise<string[]> {
    const source = new SearchSource(
      {
        hostName: 'central',
        connect: async () => {
          const shell = await connectTo(lab(), lab().central);
          shells.push(shell);
          return shell;
        },
        clock: { now: Date.now() },
        how,
        onScan: (why) => said.push(why),
      },
      form,
    );
    let all = '';
    for await (const happening of source.attempt(new AbortController().signal)) {
      if (happening.kind === 'bytes') all += text(happening.bytes);
    }
    return all.split('\n').filter((line) => line.includes('finding'));
  }

  const user = (id: number, words: string, uid = 0): string =>
    `type=USER msg=audit(1795323659.${100 + id}:${9000 + id}): pid=${id} uid=${uid} auid=1000 ses=2 msg='finding ${words} exe="/usr/sbin/auditctl" hostname=sender addr=? terminal=pts/1 res=success'`;

  it('finds the same with ausearch and without, rotated files included', async () => {
    const { central, sender } = lab();
    await sender.feed([user(1, 'one'), user(2, 'two', 1000)]);
    await central.waitForText('finding two');
    await central.run(
      'cd /var/log/audit && cp audit.log audit.log.1 && sed -i "s/finding/older finding/;s/:90/:80/" audit.log.1',
    );
    for (const form of [
      { node: 'sender', type: 'USER' },
      { user: '1000', type: 'USER' },
      { pid: '1' },
      { type: 'USER', since: '2026-11-21' },
    ] as const) {
      const [first, second] = [await found('ausearch', form), await found('scan', form)];
      expect(first.length, JSON.stringify(form)).toBeGreaterThan(0);
      expect(second.sort()).toEqual(first.sort());
    }
    expect((await found('ausearch', { pid: '1' })).length).toBe(2);
  });

  it('finds the same by each word of a system call', async () => {
    const { central } = lab();
    const stamp = 'msg=audit(1795323670.100:9900):';
    const records = [
      `node=sender type=SYSCALL ${stamp} arch=c000003e syscall=257 success=no exit=-13 a0=ffffff9c a1=7f a2=0 a3=0 items=1 ppid=77 pid=78 auid=1000 uid=1000 gid=10 euid=1000 suid=1000 fsuid=1000 egid=10 sgid=10 fsgid=10 tty=pts7 ses=2 comm="finding" exe="/usr/bin/finding" subj=finding_t key="finding"`,
      `node=sender type=CWD ${stamp} cwd="/finding"`,
      `node=sender type=PATH ${stamp} item=0 name="/finding" inode=1 dev=08:01 mode=0100640 ouid=0 ogid=42 rdev=00:00 nametype=NORMAL`,
      `node=sender type=PROCTITLE ${stamp} proctitle="finding"`,
    ];
    await central.run(`cat >> /var/log/audit/audit.log <<'END'\n${records.join('\n')}\nEND`);
    for (const form of [
      { login: '1000', event: '9900' },
      { group: '10' },
      { exit: 'EACCES', pid: '78' },
      { comm: 'findi' },
      { arch: 'x86_64', parent: '77' },
      { terminal: 'pts7' },
      { subject: 'finding_t' },
    ] as const) {
      const [first, second] = [await found('ausearch', form), await found('scan', form)];
      expect(first.length, JSON.stringify(form)).toBeGreaterThan(0);
      expect(second.sort(), JSON.stringify(form)).toEqual(first.sort());
    }
  });

  it('ends on the host when it is given up', async () => {
    const { central } = lab();
    await central.run('truncate -s 4G /var/log/slow');
    const giveUp = new AbortController();
    const shell = await connectTo(lab(), central);
    shells.push(shell);
    const parts = { hostName: 'central', connect: () => Promise.resolve(shell), clock: { now: Date.now() } };
    const source = new SearchSource(
      { ...parts, how: 'scan', onScan: (why) => said.push(why) },
      { log: '/var/log/slow' },
    );
    const ended = (async () => {
      for await (const happening of source.attempt(giveUp.signal)) if (happening.kind === 'opened') giveUp.abort();
    })().catch(() => undefined);
    await ended;
    await until('the reader to be gone', async () => (await central.run('pgrep -f "[c]at /var/log/slow"')).code !== 0);
  });

  it('finding nothing is no failure', async () => {
    expect(await found('ausearch', { key: 'no-such-key' })).toEqual([]);
    expect(await found('scan', { key: 'no-such-key' })).toEqual([]);
  });

  it('says what ausearch refuses', async () => {
    await expect(found('ausearch', { type: 'NO_SUCH_TYPE' })).rejects.toThrow(/central: ausearch refused: /);
  });

  it('a value is a value for the shell, whatever stands in it', async () => {
    expect(await found('ausearch', { exe: '$(touch /root/pwned); `id` "x"' })).toEqual([]);
    expect((await lab().central.run('ls /root/pwned')).code).not.toBe(0);
  });

  it('looks through another file of the host, records inside lines of syslog too', async () => {
    const lines = `Nov 23 07:00:05 web1 sshd[12]: Accepted publickey for root\nNov 23 07:00:06 web1 audisp-syslog: ${user(7, 'inside')}\n`;
    await lab().central.writeFile('/var/log/others', lines);
    expect(await found('scan', { pid: '7', log: '/var/log/others' })).toEqual([
      expect.stringMatching(/^node=web1 type=USER .*finding inside/),
    ]);
    await expect(found('scan', { log: '/var/log/nothing' })).rejects.toThrow('there is no file /var/log/nothing');
  });

  it('reads the log itself where there is no ausearch', async () => {
    const { central } = lab();
    await central.run('touch /run/none && mount --bind /run/none /usr/sbin/ausearch');
    try {
      expect((await found('ausearch', { pid: '1' })).length).toBe(2);
      expect(said).toEqual(['central has no ausearch, so its log is read and looked through here.']);
    } finally {
      await central.run('umount /usr/sbin/ausearch');
    }
  });
});
