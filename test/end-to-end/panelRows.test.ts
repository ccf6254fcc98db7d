import { expect, it } from 'vitest';
import { until } from '../kit/until';
import * as scene from '../lab/records';
import { describePanel } from './panelKit';
import { boris, by, from, smalls } from './panelScenes';

describePanel('the rows of the panel', (open) => {
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
      async () => (await opened.atEnd()) && (await page.locator('.row.event').count()) > 10,
    );
    await page.locator('.list').hover();
    await page.mouse.wheel(0, -900);
    await until('not at the end', async () => !(await opened.atEnd()));
    const before = await page.locator('.row.event').nth(12).innerText();
    log.write(smalls(5000, 5321));
    await page.getByRole('button', { name: '321 new events' }).waitFor();
    expect(await page.locator('.row.event').nth(12).innerText()).toBe(before);
    await opened.screenshot('scrolled-up');
    await page.getByRole('button', { name: '321 new events' }).click();
    await until('the end again', () => opened.atEnd());
    await page.getByRole('button', { name: '▶ Following' }).waitFor();
    log.write(smalls(5321, 5400));
    await until('still the end', () => opened.atEnd());
  });

  it('keeps what is read in view while older rows fall out', async () => {
    const opened = await open();
    const { page } = opened;
    const log = opened.show(3000);
    log.write(smalls(0, 3000));
    await until('all', async () => (await opened.status()).includes('3,000 events kept'));
    await page.locator('.list').hover();
    await page.mouse.wheel(0, -20_000);
    await until('up', async () => !(await opened.atEnd()));
    const middle = () =>
      page.locator('.list').evaluate((list) => {
        const box = list.getBoundingClientRect();
        return document.elementFromPoint(box.left + 30, box.top + 100)?.textContent;
      });
    await until('rows in view', async () => ((await middle()) ?? '').includes(':'));
    const seen = await middle();
    const was = await opened.top();
    log.write(smalls(3000, 3600));
    await until('some dropped', async () => (await opened.status()).includes('600 dropped'));
    await until('moved with them', async () => (await opened.top()) < was - 12_000);
    expect(await middle()).toBe(seen);
  });

  it('scrolls through 200,000 rows as through 2,000', async () => {
    const opened = await open();
    const { page } = opened;
    const log = opened.show(200_000);
    /** From one end to the other; each frame's length is measured in the page. Milliseconds. */
    const medianFrame = () =>
      page.locator('.list').evaluate(async (list) => {
        const lengths: number[] = [];
        let last = performance.now();
        for (let n = 0; n < 120; n++) {
          list.scrollTop = list.scrollHeight * Math.abs(1 - n / 60);
          await new Promise((resolve) => requestAnimationFrame(resolve));
          lengths.push(performance.now() - last);
          last = performance.now();
        }
        return lengths.sort((a, b) => a - b)[60] ?? NaN;
      });
    log.write(smalls(0, 2000));
    await until('a few', async () => (await opened.status()).includes('2,000 events kept'));
    const few = await medianFrame();
    for (let first = 2000; first < 200_000; first += 9000) log.write(smalls(first, first + 9000));
    await until('all', async () => (await opened.status()).includes('200,000 events kept'), { within: 60_000 });
    const many = await medianFrame();
    console.log(`median frame: ${few.toFixed(1)} ms with 2,000 rows, ${many.toFixed(1)} ms with 200,000`);
    expect(many).toBeLessThan(3 * few);
    await page.locator('.list').evaluate((list) => (list.scrollTop = list.scrollHeight / 2));
    await until('rows instead of placeholders', async () => (await page.locator('.row.pending').count()) === 0);
    expect(await page.locator('.item').count()).toBeLessThan(120);
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
    await until('filtered', async () => (await opened.status()).includes('72 shown'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await until('following', () => opened.atEnd());
    const roles = await page.locator('.list').evaluate((list) => ({
      role: list.getAttribute('role'),
      rows: list.getAttribute('aria-rowcount'),
      cells: list.querySelectorAll('[role=row] > [role=gridcell]').length > 20,
    }));
    expect(roles).toEqual({ role: 'treegrid', rows: '72', cells: true });
  });
});
