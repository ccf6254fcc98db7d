import { applyPlan } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { observe } from '../../client/src/deploy/observe';
import { plan } from '../../client/src/deploy/plan';
import { startRelay, type Relay } from '../kit/relay';
import { until } from '../kit/until';
import { dumbBefore, wish } from './deployKit';
import type { Bed, FailingHost } from './failing';

/** What may be in the way once a command runs with root's rights. */

const ok: FailingHost['says'] = [/central: deployed\. 4 rules are loaded and proven\./, /proven/];
const file = '/etc/audit/rules.d/40-network.rules';

const without = (program: string): Pick<FailingHost, 'make' | 'undo'> => ({
  make: `mount --bind /dev/null ${program}`,
  undo: `umount ${program}`,
});

/** /etc/audit on a small file system of its own, with what it had. */
const onSmallDisk = (options: string, more: string): Pick<FailingHost, 'make' | 'undo'> => ({
  make: `cp -a /etc/audit /run/was && mount -t tmpfs -o mode=750,${options} small /etc/audit && cp -a /run/was/. /etc/audit/ && ${more}`,
  undo: 'umount /etc/audit; rm -rf /run/was',
});

const busybox = {
  make: `set -e; mkdir -p /run/over; mount -t tmpfs over /run/over; mkdir /run/over/upper /run/over/work
    for program in $(busybox --list | grep -vx busybox); do [ ! -e /usr/bin/$program ] || ln -s /usr/bin/busybox /run/over/upper/$program; done
    mount -t overlay over -o lowerdir=/usr/bin,upperdir=/run/over/upper,workdir=/run/over/work /usr/bin`,
  undo: 'umount -l /usr/bin; umount -l /run/over; rmdir /run/over',
};

export const failingTools: readonly FailingHost[] = [
  ...['sha256sum', 'flock'].map((tool): FailingHost => ({
    title: `no ${tool}`,
    ...without(`/usr/bin/${tool}`),
    says: [new RegExp(`lacks ${tool}\\.`), /Install coreutils and util-linux there/],
    host: 'unchanged',
  })),
  ...['base64', 'tar', 'setsid'].map((tool): FailingHost => ({
    title: `no ${tool}`,
    ...without(`/usr/bin/${tool}`),
    says: ok,
    host: 'deployed',
  })),
  ...['bash', 'mksh', 'zsh'].flatMap((shell): FailingHost[] => {
    const asSh = { make: `mount --bind /usr/bin/${shell} /usr/bin/dash`, undo: 'umount -l /usr/bin/dash' };
    return [
      { title: `${shell} as /bin/sh`, ...asSh, says: ok, host: 'deployed' },
      {
        title: `${shell} as /bin/sh, and a rule that the kernel refuses`,
        ...asSh,
        wished: { '40-network.rules': '-w /etc/hosts -p wa -k net\n-w /no/such/folder/file -p wa -k net\n' },
        says: [/the host refused 40-network\.rules:2/, /The host is as before/],
        host: 'unchanged',
      },
    ];
  }),
  {
    title: 'busybox as shell and for all of coreutils and util-linux',
    ...busybox,
    says: ok,
    host: 'deployed',
  },
  {
    title: 'busybox for all, and a rule that is passed over by -i',
    ...busybox,
    wished: { '40-network.rules': '-i\n-w /etc/hosts -p wa -k net\n-w /no/such/folder/file -p wa -k net\n' },
    says: [/the load passed but the proof did not: 1 rule is not loaded/, /The host is as before/],
    host: 'unchanged but for times',
  },
  {
    title: 'busybox for all, and a rule that the kernel refuses',
    ...busybox,
    wished: { '40-network.rules': '-w /etc/hosts -p wa -k net\n-w /no/such/folder/file -p wa -k net\n' },
    says: [/the host refused 40-network\.rules:2/, /The host is as before/],
    host: 'unchanged but for times',
  },
  {
    title: 'no auditctl',
    ...without('/usr/sbin/auditctl'),
    says: [/There is no auditctl on this host/, /Install audit there/],
    host: 'unchanged',
  },
  {
    title: 'no augenrules',
    ...without('/usr/sbin/augenrules'),
    says: [/This host has no augenrules/, /it comes with audit 2\.3 and later/],
    host: 'unchanged',
  },
  {
    title: 'an augenrules that fails',
    make: `printf '#!/bin/sh\\necho it is broken >&2; exit 1\\n' > /run/broken; chmod 755 /run/broken; mount --bind /run/broken /usr/sbin/augenrules`,
    undo: 'umount /usr/sbin/augenrules; rm /run/broken',
    says: [/the host refused to load the rules \(it is broken\)/, /The host is as before/],
    host: 'unchanged',
  },
  {
    title: 'no rules.d',
    make: 'rm -rf /etc/audit/rules.d',
    undo: 'mkdir -m 750 /etc/audit/rules.d',
    says: [/This host has no folder \/etc\/audit\/rules\.d/, /Make the folder/],
    host: 'unchanged',
  },
  {
    title: 'no process more for the login (limits.conf)',
    make: 'echo "nopasswd hard nproc 0" > /etc/security/limits.d/few.conf',
    undo: 'rm /etc/security/limits.d/few.conf',
    says: [/ended the connection during the login as nopasswd/, /a limit of processes/],
    host: 'unchanged',
  },
  {
    title: 'a /tmp that is full',
    make: 'mount -t tmpfs -o size=4k small /tmp; head -c 4096 /dev/zero > /tmp/full',
    undo: 'umount /tmp',
    says: [
      /augenrules there left \d rules? out of audit\.rules, such as .*No space left/,
      /It works in \/tmp: check that there is space/,
    ],
    host: 'unchanged',
  },
  {
    title: 'a /tmp from which nothing runs',
    make: 'mount -t tmpfs -o noexec,size=1m small /tmp',
    undo: 'umount /tmp',
    says: ok,
    host: 'deployed',
  },
  {
    title: 'a clock that says 1970 (a date program in its place)',
    make: `printf '#!/bin/sh\\necho 7\\n' > /run/date; chmod 755 /run/date; mount --bind /run/date /usr/bin/date`,
    undo: 'umount /usr/bin/date; rm /run/date',
    says: ok,
    host: 'deployed',
  },
];

export const failingDisks: readonly FailingHost[] = [
  {
    title: 'no space left in /etc/audit',
    ...onSmallDisk('size=128k', 'cat /dev/zero > /etc/audit/fill 2>/dev/null; true'),
    says: [/nothing was changed\. The host cannot write \/etc\/audit.*No space left on device/, /Check free space/],
    host: 'unchanged',
  },
  {
    title: 'space for a part of the files only',
    ...onSmallDisk('size=128k', 'true'),
    wished: { '40-network.rules': `${'# much\n'.repeat(20_000)}-w /etc/hosts -p wa -k net\n` },
    says: [/nothing was changed\. The host cannot write \/etc\/audit.*No space left on device/, /Check free space/],
    host: 'unchanged',
  },
  {
    title: 'no inode left in /etc/audit',
    ...onSmallDisk(
      'size=1m,nr_inodes=40',
      'for n in $(seq 60); do touch /etc/audit/fill$n || break; done 2>/dev/null; true',
    ),
    says: [/nothing was changed\. The host cannot write \/etc\/audit.*No space left on device/, /Check free space/],
    host: 'unchanged',
  },
  {
    title: 'a read-only /etc/audit',
    make: 'mount --bind /etc/audit /etc/audit; mount -o remount,bind,ro /etc/audit',
    undo: 'umount /etc/audit',
    says: [
      /nothing was changed\. The host cannot write \/etc\/audit.*Read-only file system/,
      /whether the file system is read-only/,
    ],
    host: 'unchanged',
  },
  {
    title: 'an immutable file',
    make: `echo '# old' > ${file}; chattr +i ${file}`,
    undo: `chattr -i ${file}`,
    says: [/nothing was changed\..*Operation not permitted/, /lsattr.*chattr -i/],
    host: 'unchanged',
  },
  {
    title: 'an immutable folder',
    make: 'chattr +i /etc/audit/rules.d',
    undo: 'chattr -i /etc/audit/rules.d',
    says: [/could not write.*Operation not permitted/, /lsattr.*chattr -i.*The host is as before/],
    host: 'unchanged',
  },
  {
    title: 'a symbolic link in place of the file',
    make: `ln -s /etc/hosts ${file}`,
    says: [/40-network\.rules is a symbolic link on this host/, /Replace it there by an ordinary file first/],
    host: 'unchanged',
  },
  {
    title: 'a symbolic link to nowhere in place of the file',
    make: `ln -s /nowhere/at/all ${file}`,
    says: [/40-network\.rules is a symbolic link on this host/, /Replace it/],
    host: 'unchanged',
  },
  {
    title: 'a folder in place of the file',
    make: `mkdir ${file}`,
    says: [/40-network\.rules is no ordinary file on this host/, /Replace it/],
    host: 'unchanged',
  },
  {
    title: 'a pipe in place of the file',
    make: `mkfifo ${file}`,
    says: [/40-network\.rules is no ordinary file on this host/, /Replace it/],
    host: 'unchanged',
  },
  {
    title: 'a file of three megabytes in its place',
    make: `yes '# much' | head -c 3000000 > ${file}`,
    says: [/40-network\.rules is larger than 1 MiB/, /first/],
    host: 'unchanged',
  },
  {
    title: 'rules.d is a link to a folder elsewhere',
    make: 'mkdir /srv-rules; cp -a /etc/audit/rules.d/. /srv-rules; rm -rf /etc/audit/rules.d; ln -s /srv-rules /etc/audit/rules.d',
    undo: 'rm /etc/audit/rules.d; mkdir -m 750 /etc/audit/rules.d; rm -rf /srv-rules',
    says: ok,
    host: 'deployed',
  },
  {
    title: 'audit.rules that everybody may write',
    make: 'chmod 666 /etc/audit/audit.rules',
    says: ok,
    host: 'deployed',
  },
  {
    title: 'files of another owner',
    make: 'chown -R operator:operator /etc/audit/rules.d /etc/audit/audit.rules',
    undo: 'chown -R root:root /etc/audit/rules.d /etc/audit/audit.rules',
    says: [/audit\.rules is owned by 1000:\d+.*auditctl reads no file that is not root's/, /chown root:root/],
    host: 'unchanged',
  },
  {
    title: 'a file that changed after the plan',
    planned: (bed) => bed.host.writeFile('/etc/audit/rules.d/10-base.rules', '-D\n'),
    wished: { '10-base.rules': '-D\n-w /etc/hosts -p wa -k net\n' },
    says: [/nothing was changed\. \/etc\/audit\/rules\.d\/10-base\.rules has changed on the host/, /Deploy again/],
    host: 'unchanged',
  },
];

export const failingKernels: readonly FailingHost[] = [
  {
    title: 'a rule that the kernel refuses',
    make: (bed) => bed.host.kernel.failAt(4, 'ENOSPC'),
    says: [
      /the host refused 40-network\.rules:2: "-w \/etc\/resolv\.conf.*No space left on device/,
      /The host is as before/,
    ],
    host: 'unchanged',
  },
  {
    title: 'csh as login shell, and a rule that the kernel refuses',
    make: 'usermod -s /bin/tcsh nopasswd',
    undo: 'usermod -s /bin/bash nopasswd',
    wished: { '40-network.rules': '-w /etc/hosts -p wa -k net\n-w /no/such/folder/file -p wa -k net\n' },
    says: [/the host refused 40-network\.rules:2/, /The host is as before/],
    host: 'unchanged',
  },
  {
    title: 'a rule that auditctl refuses',
    wished: { '40-network.rules': '-w /etc/hosts -p wz -k net\n' },
    says: [
      /the host refused 40-network\.rules:1: "-w \/etc\/hosts -p wz -k net".*Permission z/,
      /The host is as before/,
    ],
    host: 'unchanged',
  },
  {
    title: 'a rule that is passed over by -i',
    wished: { '40-network.rules': '-i\n-w /no/such/folder/file -p wa -k net\n' },
    says: [
      /the load passed but the proof did not: 1 rule is not loaded, such as 40-network\.rules:2/,
      /The host is as before/,
    ],
    host: 'unchanged',
  },
  {
    title: 'rules that are half loaded',
    make: 'auditctl -d -w /etc/group -p wa -k id; auditctl -w /opt -p x -k by-hand',
    says: ok,
    host: 'deployed',
  },
  {
    title: 'locked rules',
    make: (bed) => bed.host.kernel.lock(),
    says: [/The rules are written; they are locked there \(enabled 2\)/, /take effect at the next boot/],
    host: 'deployed',
  },
];

export const withoutKernel: readonly FailingHost[] = [
  {
    title: 'a container, in which auditctl is refused',
    says: [/auditctl cannot talk to the kernel: .+/, /deploy to the machine that runs it/],
    host: 'unchanged',
  },
];

let relay: Relay | undefined;
const throughRelay: Pick<FailingHost, 'route' | 'key' | 'undo'> = {
  route: async (bed) => {
    relay = await startRelay(bed.host.port);
    return { port: relay.port };
  },
  key: 'once',
  undo: () => relay?.stop(),
};

/** A deploy of somebody who is gone before the confirmation. */
async function leaveWaiting({ target }: Bed, confirmSeconds: number): Promise<void> {
  const root = await target.root();
  const planned = plan(
    await observe(root),
    wish({ '50-other.rules': '-w /etc/issue -p wa -k other\n' }, { confirmSeconds }),
    coreRuleBook,
  );
  await new Promise<void>((resolve) => {
    void applyPlan(dumbBefore('confirm', root, resolve), planned, {
      book: coreRuleBook,
      reconnect: () => new Promise(() => undefined),
    });
  });
}

/** All that works on a deploy there, and what watches over it. */
const killDeploy = 'for p in $(pgrep -f "t[0-9a-f]{16}"); do kill -9 $p; done; true';
const asBefore = /the connection was lost while deploying\. The host is as before/;

export const failingDeploys: readonly FailingHost[] = [
  {
    title: 'another deploy runs',
    planned: async (bed) => {
      void bed.host.run('flock /etc/audit sleep 31');
      await until('the lock', async () => (await bed.host.run('pgrep -f "sleep 3[1]"')).code === 0);
    },
    undo: 'pkill -f "sleep 3[1]"; true',
    says: [/nothing was changed\. Another deploy is running there/, /Try again when it has ended/],
    host: 'unchanged',
  },
  {
    title: 'another deploy waits for its confirmation',
    make: (bed) => leaveWaiting(bed, 60),
    undo: killDeploy,
    says: [/Another deploy \(\w+\) waits for its confirmation/, /It goes back by itself in \d+ s/],
    host: 'unchanged',
  },
  {
    title: 'a deploy that was killed, its timer too',
    make: async (bed) => {
      await leaveWaiting(bed, 60);
      await bed.run(killDeploy);
    },
    says: ok,
    host: 'deployed',
  },
  ...(['sending', 'proving', 'confirming'] as const).map((cut): FailingHost => ({
    title: `a connection that is cut when the deploy is at: ${cut}`,
    ...throughRelay,
    world: () => ({ onStage: (stage) => (stage === cut ? relay?.cut() : undefined) }),
    says: [asBefore, /files and loaded rules were compared/],
    host: 'unchanged',
  })),
  {
    title: 'a connection that is cut during the load',
    ...throughRelay,
    planned: async (bed) => {
      await bed.host.kernel.delayMs(40);
      void until('the load', async () => (await bed.host.run('ls /etc/audit/.ad-*/LOADING')).code === 0).then(() =>
        relay?.cut(),
      );
    },
    says: [asBefore, /files and loaded rules were compared/],
    host: 'unchanged',
  },
  {
    title: 'a connection that is cut before the plan',
    ...throughRelay,
    connected: async (_bed, shell) => {
      await shell.run('true');
      relay?.cut();
    },
    says: [/the connection was lost/, /the next run first looks how things stand/],
    host: 'unchanged',
  },
  {
    title: 'a host that is gone in the middle and does not come back',
    ...throughRelay,
    world: () => ({
      patience: 500,
      onStage: (stage) => {
        if (stage === 'proving') void relay?.stop();
      },
    }),
    after: (bed) =>
      until('the host to go back by itself', async () => (await bed.host.run('ls -d /etc/audit/.ad-*')).code !== 0),
    says: [/the connection was lost while deploying and did not come back/, /Run "Auditd: Deploy" again/],
    host: 'unchanged',
  },
];
