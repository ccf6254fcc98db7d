import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { LocalLog, SavedLog } from '../../client/src/tail/localLog';
import { systemClock } from '../../client/src/tail/source';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { describePanel, TestLog } from './panelKit';
import { small, smalls } from './panelScenes';

const nodeless = (text: string) => text.replaceAll(/^node=\S+ /gm, '');

describePanel('several logs in the panel', (open) => {
  it('are merged by time, each with a state of its own', async () => {
    const opened = await open();
    const { page } = opened;
    const [web, db] = [new TestLog('web.example'), new TestLog('db.example')];
    opened.showAll([web, db]);
    const now = Date.now();
    web.write(small(0, now) + small(3, now + 2000) + small(6, now + 4000));
    db.write(small(1, now + 1000) + small(4, now + 3000) + small(7, now + 5000));
    await until('six', async () => (await page.locator('.row.event').count()) === 6);
    const nodes = () => page.locator('.row.event .node').allInnerTexts();
    expect(await nodes()).toEqual(['web0', 'web1', 'web0', 'web1', 'web0', 'web1']);
    await page.getByText('web.example · following audit.log').waitFor();
    await page.getByText('db.example · following audit.log').waitFor();
    // What comes late finds its place.
    web.write(small(9, now + 2500));
    await until('in between', async () => (await nodes())[3] === 'web0');
    expect(await nodes()).toEqual(['web0', 'web1', 'web0', 'web0', 'web1', 'web0', 'web1']);
    db.cut('the cable');
    await opened.row('The connection was lost: the cable').waitFor();
    await page.getByText('db.example · connection lost').waitFor();
    expect(await opened.row('The connection was lost').locator('.node').innerText()).toBe('db.example');
    await page.getByText('web.example · following audit.log').waitFor();
    await opened.row('Connected again').waitFor();
    await opened.screenshot('several');
  });

  it('name the host where the log does not', async () => {
    const opened = await open();
    const { page } = opened;
    const [web, db] = [new TestLog('web.example', 'web.example'), new TestLog('db.example', 'db.example')];
    opened.showAll([web, db]);
    web.write(nodeless(small(0, Date.now())));
    db.write(nodeless(small(0, Date.now())));
    await until('two', async () => (await page.locator('.row.event').count()) === 2);
    await page.getByLabel('Filter').fill('node:db*');
    await until('one', async () => (await page.locator('.row.event').count()) === 1);
    expect(await page.locator('.row.event .node').innerText()).toBe('db.example');
  });

  it('may be files, compressed ones too', async () => {
    const folder = scratch('aw-sources-');
    mkdirSync(folder.path, { recursive: true });
    const [plain, packed] = [join(folder.path, 'a.log'), join(folder.path, 'b.log.gz')];
    writeFileSync(plain, smalls(0, 300));
    writeFileSync(packed, gzipSync(smalls(300, 600)));
    const opened = await open();
    opened.showAll([packed, plain].map((path) => new LocalLog(path, { follow: false }, systemClock)));
    await until('all', async () => (await opened.status()).includes('600 events kept'));
    await opened.page.getByText('a.log · read to its end').waitFor();
    await opened.page.getByText('b.log.gz · read to its end').waitFor();
    folder.remove();
  });

  it('rows that fell out come back when one scrolls up, by wheel or by key', async () => {
    const folder = scratch('aw-older-');
    const path = join(folder.path, 'saved.log');
    // Two pages of bytes.
    writeFileSync(path, smalls(0, 4000));
    const opened = await open();
    const { page } = opened;
    opened.showAll([new LocalLog(path, { follow: false }, systemClock)], 1000);
    await until('the end', async () => (await opened.status()).includes('3,000 dropped'));
    await until('rows', async () => (await page.locator('.row.event').count()) > 10);
    await page.locator('.list').hover();
    await page.mouse.wheel(0, -100_000);
    await until('older ones', async () => (await opened.status()).includes('2,000 dropped'));
    // What was first is in view still, with the older ones above it.
    await until('below the top', async () => (await opened.top()) > 15_000);
    const middle = Math.floor((await page.locator('.row.event').count()) / 2);
    expect(await page.locator('.row.event').nth(middle).getAttribute('aria-rowindex')).toMatch(/^(99\d|1,?0[0-4]\d)$/);
    await page.locator('.list').focus();
    await page.keyboard.press('Home');
    await page.getByText('no more than these are kept at once').waitFor();
    await until('the first', async () => (await page.locator('.row.selected').getAttribute('aria-rowindex')) === '1');
    await opened.screenshot('older');
    folder.remove();
  });

  it('a key at the first row looks further back, and stays at its row', async () => {
    const opened = await open();
    const { page } = opened;
    opened.showAll([new SavedLog('saved.log', new TextEncoder().encode(smalls(0, 2500)))], 2000);
    await until('the end', async () => (await opened.status()).includes('500 dropped'));
    await until('rows', async () => (await page.locator('.row.event').count()) > 10);
    await page.locator('.list').focus();
    await page.keyboard.press('Home');
    await until('older ones', async () => (await opened.status()).includes('0 dropped'));
    await until('moved', async () => (await page.locator('.row.selected').getAttribute('aria-rowindex')) === '501');
    await page.keyboard.press('ArrowUp');
    await until(
      'the one before',
      async () => (await page.locator('.row.selected').getAttribute('aria-rowindex')) === '500',
    );
  });
});
