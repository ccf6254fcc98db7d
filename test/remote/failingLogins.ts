import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect as dial, type Socket } from 'node:net';
import { userPassword } from '../lab/users';
import type { Bed, FailingHost } from './failing';
import { routeTo } from './hostKit';

/** What may be in the way before a command runs with root's rights. */

const ok: FailingHost['says'] = [/central: deployed\. 4 rules are loaded and proven\./, /proven/];
const network = /Check name and port, and that the host is up and lets this machine in\./;
const keys = /Check the user name and that the right key is in the agent or named by IdentityFile/;
const typed = /Check the user name and what you typed; nothing is tried again by itself/;

let server: Server | undefined;
const listen =
  (greet: (socket: Socket) => void): NonNullable<FailingHost['route']> =>
  async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      greet(socket);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port };
  };
const stopListening = (): void => void server?.close();

const held: Socket[] = [];
const hang = async (bed: Bed, count: number): Promise<void> => {
  for (let each = 0; each < count; each++) {
    const socket = dial(bed.host.port, '127.0.0.1');
    socket.on('error', () => undefined);
    held.push(socket);
    await new Promise((resolve) => socket.once('data', resolve));
  }
};
const letGo = (): void => held.splice(0).forEach((socket) => socket.destroy());

const knownAs = async ({ lab }: Bed, text: string): Promise<{ userKnownHostsFiles: string[] }> => {
  const file = join(lab.folder, 'known_special');
  await writeFile(file, text);
  return { userKnownHostsFiles: [file] };
};
const otherKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHm0a2Iqmu0xIRfYSAIEq1b2kq7U7cUwGqJj3hIiB5Wq';

export const failingConnections: readonly FailingHost[] = [
  {
    title: 'a name that nobody knows',
    route: () => ({ hostName: 'no-such-host.invalid' }),
    says: [/no connection to no-such-host\.invalid:\d+: getaddrinfo/, network],
    host: 'unchanged',
  },
  {
    title: 'nobody listens',
    route: () => ({ port: 1 }),
    says: [/no connection to 127\.0\.0\.1:1: connect ECONNREFUSED/, network],
    host: 'unchanged',
  },
  {
    title: 'a port that takes connections and says nothing',
    patience: { connectTimeout: 1_000 },
    route: listen(() => undefined),
    undo: stopListening,
    says: [/connecting to 127\.0\.0\.1:\d+ took longer than 1 s/, /look at it, then try again/],
    host: 'unchanged',
  },
  {
    title: 'another service on the port',
    patience: { pauseAtFirst: 10 },
    route: listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    undo: stopListening,
    says: [/ends them before any SSH server has said its name/, /look at the port, at the log of its sshd/],
    host: 'unchanged',
  },
  {
    title: 'MaxStartups is used up by logins that hang',
    patience: { pauseAtFirst: 10 },
    sshd: ['MaxStartups 2:100:2'],
    make: (bed) => hang(bed, 2),
    undo: letGo,
    says: [
      /ends them before any SSH server has said its name, 6 times in a row.*\(MaxStartups\)/,
      /Try again in a minute/,
    ],
    host: 'unchanged',
  },
  {
    title: 'MaxStartups 3 while others log in, who are through after a second',
    sshd: ['MaxStartups 3:100:3'],
    make: async (bed) => {
      await hang(bed, 3);
      setTimeout(letGo, 1_000);
    },
    says: ok,
    host: 'deployed',
  },
  {
    title: 'another host key than the one that is known',
    route: async (bed) => knownAs(bed, `[127.0.0.1]:${bed.host.port} ${otherKey}\n`),
    says: [/THE HOST KEY OF \[127\.0\.0\.1\]:\d+ HAS CHANGED.*known_special:1/, /ssh-keygen -R '\[127\.0\.0\.1\]:\d+'/],
    host: 'unchanged',
  },
  {
    title: 'a host key that is marked as revoked',
    route: async (bed) => knownAs(bed, `@revoked * ${await bed.host.sshd.publicKey()}\n`),
    says: [
      /is marked as revoked in .*known_special:1; not connected/,
      /until its administrator has given it a new key/,
    ],
    host: 'unchanged',
  },
  {
    title: 'an unknown host key, and the person says no',
    route: (bed) => knownAs(bed, ''),
    says: [/is not known \(ssh-ed25519 SHA256:[^)]+\); not connected/, /Compare the fingerprint/],
    host: 'unchanged',
  },
  {
    title: 'an unknown host key where StrictHostKeyChecking is yes',
    route: async (bed) => ({ ...(await knownAs(bed, '')), strictHostKeyChecking: 'yes' }),
    key: 'remember',
    says: [/is not known/, /Compare the fingerprint/],
    host: 'unchanged',
  },
  {
    title: 'a jump host that forwards nothing',
    sshd: ['AllowTcpForwarding no'],
    route: async ({ lab, host }) => ({ jumps: [await routeTo(lab, host, 'root')], port: 22 }),
    says: [/the jump host 127\.0\.0\.1 makes no connection to 127\.0\.0\.1:22/, /AllowTcpForwarding, PermitOpen/],
    host: 'unchanged',
  },
  {
    title: 'only key exchanges that the built-in client has not, and no ssh on this machine',
    sshd: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'],
    route: async ({ lab, host }) => withoutSystemSsh(await routeTo(lab, host, 'nopasswd')),
    says: [/no matching key exchange.*which the built-in SSH client cannot do/, /Install OpenSSH’s client/],
    host: 'unchanged',
  },
];

function withoutSystemSsh(route: Awaited<ReturnType<typeof routeTo>>): typeof route {
  return { ...route, systemSsh: undefined } as unknown as typeof route;
}

export const failingLogins: readonly FailingHost[] = [
  {
    title: 'a user that sshd does not let in',
    sshd: ['DenyUsers nopasswd'],
    says: [/the login as nopasswd was refused/, typed],
    host: 'unchanged',
  },
  {
    title: 'keys only, and none of ours',
    sshd: ['PasswordAuthentication no', 'KbdInteractiveAuthentication no'],
    route: () => ({ identityFiles: [] }),
    says: [/was refused \(tried: nothing; the host takes publickey\)/, keys],
    host: 'unchanged',
  },
  {
    title: 'a wrong password',
    user: 'operator',
    secret: 'wrong',
    route: () => ({ identityFiles: [] }),
    says: [/the login as operator was refused \(tried: .*keyboard-interactive/, typed],
    host: 'unchanged',
  },
  {
    title: 'a second factor that the person does not give',
    sshd: ['AuthenticationMethods publickey,keyboard-interactive', 'KbdInteractiveAuthentication yes'],
    says: [/was refused \(tried: key id_ed25519, keyboard-interactive; the host takes keyboard-interactive\)/, typed],
    host: 'unchanged',
  },
  {
    title: 'an account that has expired',
    make: 'chage -E 1 nopasswd',
    undo: 'chage -E -1 nopasswd',
    says: [/ended the connection during the login as nopasswd/, /an account that has expired/],
    host: 'unchanged',
  },
  {
    title: 'a password that has expired',
    make: 'chage -d 0 nopasswd',
    undo: 'chage -d 20000 nopasswd',
    says: [/login runs no commands: .*password.*expired/i, /with a password that has not expired/],
    host: 'unchanged',
  },
  {
    title: 'nologin as login shell',
    make: 'usermod -s /usr/sbin/nologin nopasswd',
    undo: 'usermod -s /bin/bash nopasswd',
    says: [/login runs no commands: This account is currently not available/, /ordinary shell/],
    host: 'unchanged',
  },
  {
    title: 'a login shell that is not there',
    make: 'usermod -s /bin/none nopasswd 2>/dev/null',
    undo: 'usermod -s /bin/bash nopasswd',
    says: [/the login as nopasswd was refused/, typed],
    host: 'unchanged',
  },
  {
    title: 'a forced command that answers',
    sshd: ['ForceCommand echo backups only'],
    says: [/the login runs no commands: backups only\./, /without a forced command/],
    host: 'unchanged',
  },
  {
    title: 'a forced command that waits for input',
    patience: { loginTimeout: 1_000 },
    sshd: ['ForceCommand cat'],
    says: [
      /the login went through, but no command had begun after 1 s/,
      /a forced command, or a file such as \.bashrc/,
    ],
    host: 'unchanged',
  },
  {
    title: 'a login in an empty chroot',
    sshd: ['ChrootDirectory /run/sshd'],
    says: [/the login runs no commands: .*No such file or directory/, /ordinary shell/],
    host: 'unchanged',
  },
  {
    title: 'an rc file that never ends',
    patience: { loginTimeout: 1_000 },
    make: 'echo "sleep 1000" > /home/nopasswd/.bashrc',
    undo: 'rm /home/nopasswd/.bashrc; pkill -f "sleep 100[0]"; true',
    says: [/no command had begun after 1 s/, /\.bashrc, may be waiting there/],
    host: 'unchanged',
  },
  {
    title: 'an rc file that ends the shell',
    make: 'echo "echo maintenance; exit 1" > /home/nopasswd/.bashrc',
    undo: 'rm /home/nopasswd/.bashrc',
    says: [/the login runs no commands: maintenance\./, /ordinary shell/],
    host: 'unchanged',
  },
  {
    title: 'a signal that ends the command before it begins',
    make: `echo 'kill -KILL $$' > /home/nopasswd/.bashrc`,
    undo: 'rm /home/nopasswd/.bashrc',
    says: [
      /central: the command was ended there by a signal \(SIGKILL\) before it began\./,
      /Nothing was done there\./,
    ],
    host: 'unchanged',
  },
  {
    title: 'a signal that ends the deploy after the plan, before it begins',
    user: 'root',
    make: `echo 'mkdir /run/once 2>/dev/null || kill -KILL $$' > /root/.bashrc`,
    undo: 'rm -r /root/.bashrc /run/once',
    says: [
      /central: the command was ended there by a signal \(SIGKILL\) before it began\./,
      /Nothing was done there\./,
    ],
    host: 'unchanged',
  },
  {
    title: 'no sessions at all (MaxSessions 0)',
    sshd: ['MaxSessions 0'],
    says: [/opens no further session on this connection \(MaxSessions of its sshd\)/, /raise MaxSessions/],
    host: 'unchanged',
  },
  {
    title: 'the only session of MaxSessions 1 is taken',
    sshd: ['MaxSessions 1'],
    connected: (_bed, shell) => shell.open('sleep 60'),
    says: [/opens no further session on this connection/, /End what runs there/],
    host: 'unchanged',
  },
  { title: 'MaxSessions 1, free', sshd: ['MaxSessions 1'], says: ok, host: 'deployed' },
  {
    title: 'no sftp subsystem',
    sshd: ['# no sftp'],
    says: ok,
    host: 'deployed',
  },
  {
    title: 'a banner and a message of the day, with escape sequences',
    sshd: ['Banner /etc/ssh/banner', 'PrintMotd yes'],
    make: String.raw`cp -p /etc/motd /run/motd.was; printf 'Welcome\033[2J [x](command:y)\n%.0s' $(seq 500) | tee /etc/ssh/banner > /etc/motd`,
    undo: 'rm /etc/ssh/banner; cp -p /run/motd.was /etc/motd',
    says: ok,
    host: 'deployed',
  },
  {
    title: 'rc files that are slow and noisy on both outputs',
    make: 'echo "sleep 0.3; seq 20000; seq 20000 >&2; stty sane; read -t 0.3 x" > /home/nopasswd/.bashrc',
    undo: 'rm /home/nopasswd/.bashrc',
    says: ok,
    host: 'deployed',
  },
  ...Object.entries({ csh: '/bin/tcsh', zsh: '/usr/bin/zsh', mksh: '/bin/mksh' }).map(([name, shell]): FailingHost => ({
    title: `${name} as login shell`,
    make: `usermod -s ${shell} nopasswd`,
    undo: 'usermod -s /bin/bash nopasswd',
    says: ok,
    host: 'deployed',
  })),
  {
    title: 'fish as login shell',
    make: 'usermod -s /usr/bin/fish nopasswd',
    undo: 'usermod -s /bin/bash nopasswd; rm -rf /home/nopasswd/.config /home/nopasswd/.local',
    says: ok,
    host: 'deployed',
  },
  {
    title: 'aliases, functions, options and a PATH without programs from the rc file',
    make: `printf '%s\\n' 'alias exec=false; shopt -s expand_aliases' 'printf() { echo no; }' 'sh() { echo no; }' 'export -f printf sh' 'set -eu' 'export PATH=/nowhere:/bin IFS=x CDPATH=/ ENV=/nowhere' > /home/nopasswd/.bashrc`,
    undo: 'rm /home/nopasswd/.bashrc',
    says: ok,
    host: 'deployed',
  },
  {
    title: 'an odd locale, umask and time zone',
    make: `printf '%s\\n' 'umask 0777' 'export LC_ALL=tr_TR.UTF-8 LANG=xx LANGUAGE=de TZ=Mars/Olympus POSIXLY_CORRECT=1 GREP_OPTIONS=-v' > /home/nopasswd/.bashrc`,
    undo: 'rm /home/nopasswd/.bashrc',
    says: ok,
    host: 'deployed',
  },
];

export const failingRights: readonly FailingHost[] = [
  {
    title: 'neither sudo nor doas',
    make: 'mount --bind /dev/null /usr/bin/sudo; [ ! -e /usr/bin/doas ] || mount --bind /dev/null /usr/bin/doas',
    undo: 'umount /usr/bin/sudo; umount /usr/bin/doas; true',
    says: [/there is neither sudo nor doas, and the login is not root/, /Log in as root, or install sudo there/],
    host: 'unchanged',
  },
  {
    title: 'not in the sudoers file',
    user: 'nosudo',
    secret: userPassword,
    says: [/nosudo may not run this through sudo \(.*not in the sudoers/, /have the sudoers file changed/],
    host: 'unchanged',
  },
  {
    title: 'a wrong sudo password',
    user: 'operator',
    secret: 'wrong',
    says: [/sudo did not take the password/, /Run the command again to be asked again/],
    host: 'unchanged',
  },
  {
    title: 'a sudo password that the person does not give',
    user: 'operator',
    says: [/central: cancelled/, /Nothing more is done there/],
    host: 'unchanged',
  },
  {
    title: 'sudo that wants a terminal (requiretty)',
    make: 'echo "Defaults:nopasswd requiretty" > /etc/sudoers.d/tty; chmod 440 /etc/sudoers.d/tty',
    undo: 'rm /etc/sudoers.d/tty',
    says: [/sudo there wants a terminal \(requiretty\)/, /!requiretty/],
    host: 'unchanged',
  },
  {
    title: 'a sudoers file with a fault',
    make: 'echo "root ALL=(ALL NONSENSE" > /etc/sudoers.d/bad; chmod 440 /etc/sudoers.d/bad; mv /etc/sudoers.d/lab /etc/lab-away',
    undo: 'rm /etc/sudoers.d/bad; mv /etc/lab-away /etc/sudoers.d/lab',
    secret: userPassword,
    says: [/nopasswd may not run this through sudo/, /have the sudoers file changed/],
    host: 'unchanged',
  },
  {
    title: 'sudo for some commands only',
    make: 'echo "nopasswd ALL=(root) NOPASSWD: /usr/bin/id" > /etc/sudoers.d/lab',
    undo: `printf '%s\\n' 'operator ALL=(ALL:ALL) ALL' 'nopasswd ALL=(ALL:ALL) NOPASSWD: ALL' > /etc/sudoers.d/lab`,
    secret: userPassword,
    says: [/nopasswd may not run this through sudo/, /lets run sh/],
    host: 'unchanged',
  },
  {
    title: 'sudo that may not become root (no setuid)',
    make: 'mount --bind /usr/bin /usr/bin; mount -o remount,bind,nosuid /usr/bin',
    undo: 'umount -l /usr/bin',
    says: [/sudo failed: .*(setuid|nosuid)/, /Try "sudo sh" there in a terminal/],
    host: 'unchanged',
  },
  {
    title: 'sudo with a terminal of its own, a lecture and a log of all input',
    make: 'printf "%s\\n" "Defaults use_pty,lecture=always,log_output,log_input" > /etc/sudoers.d/more; chmod 440 /etc/sudoers.d/more',
    undo: 'rm /etc/sudoers.d/more; rm -rf /var/log/sudo-io',
    user: 'operator',
    secret: userPassword,
    says: ok,
    host: 'deployed',
  },
  {
    title: 'doas instead of sudo, without a password',
    make: 'mount --bind /dev/null /usr/bin/sudo; echo "permit nopass nopasswd" > /etc/doas.conf',
    undo: 'umount /usr/bin/sudo; rm /etc/doas.conf',
    says: ok,
    host: 'deployed',
  },
  {
    title: 'doas that wants a password',
    make: 'mount --bind /dev/null /usr/bin/sudo; echo "permit nopasswd" > /etc/doas.conf',
    undo: 'umount /usr/bin/sudo; rm /etc/doas.conf',
    says: [/doas there wants a password, which it takes from a terminal only/, /permit nopass nopasswd/],
    host: 'unchanged',
  },
  {
    title: 'doas that permits others only',
    make: 'mount --bind /dev/null /usr/bin/sudo; echo "permit nopass operator" > /etc/doas.conf',
    undo: 'umount /usr/bin/sudo; rm /etc/doas.conf',
    says: [/doas does not let nopasswd become root \(.*not permitted/, /permit nopass nopasswd/],
    host: 'unchanged',
  },
  {
    title: 'doas without a configuration',
    make: 'mount --bind /dev/null /usr/bin/sudo',
    undo: 'umount /usr/bin/sudo',
    says: [/doas does not let nopasswd become root \(.*doas\.conf/, /Add the line/],
    host: 'unchanged',
  },
];
