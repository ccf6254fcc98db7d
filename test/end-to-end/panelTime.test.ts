import { expect, it } from 'vitest';
import { emptyMemory } from '../kit/memento';
import { until } from '../kit/until';
import { describePanel, type PanelPage } from './panelKit';
import { small } from './panelScenes';

const minute = 60_000;
const begin = Date.now() - 60 * minute;

/** One event each ten seconds, for forty minutes. */
function fortyMinutes(): string {
  let text = '';
  for (let n = 0; n < 240; n++) text += small(n * 3, begin + n * 10_000);
  return text;
}

const count = async (opened: PanelPage) => Number(/([\d,]+) shown/.exec(await opened.status())?.[1] ?? '240');

describePanel('time in the panel', (open) => {
  it('a part of the histogram that is dragged over filters, and all times come back', async () => {
    const opened = await open();
    const { page } = opened;
    opened.show().write(fortyMinutes());
    await until('all', async () => (await opened.status()).includes('240 events kept'));
    await until('bars', async () => (await page.locator('.rate .bar').count()) > 50);
    const box = await page.locator('.rate .bars').boundingBox();
    if (box === null) throw new Error('no histogram');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 5 });
    await page.locator('.rate .brush').waitFor();
    await opened.screenshot('brush');
    await page.mouse.up();
    // While the filter looks through what is kept, fewer are shown.
    await until('a quarter', async () => (await count(opened)) > 40 && (await count(opened)) < 100);
    expect(await page.getByLabel('Filter').inputValue()).toMatch(/^since:"[\d-]+ [\d:]+" until:"[\d-]+ [\d:]+"$/);
    await page.getByRole('button', { name: 'All Times' }).click();
    await until('all again', async () => (await count(opened)) === 240);
    expect(await page.getByLabel('Filter').inputValue()).toBe('');
  });

  it('keys choose a part of the histogram as well', async () => {
    const opened = await open();
    const { page } = opened;
    opened.show().write(fortyMinutes());
    await until('bars', async () => (await page.locator('.rate .bar').count()) > 50);
    await page.locator('.rate .bars').focus();
    await page.keyboard.press('End');
    for (let n = 0; n < 5; n++) await page.keyboard.press('Shift+ArrowLeft');
    const said = await page.locator('.rate .bars').getAttribute('aria-valuetext');
    const events = Number(/: (\d+)$/.exec(said ?? '')?.[1]);
    expect(events).toBeGreaterThan(3);
    await page.keyboard.press('Enter');
    await until('those', async () => (await count(opened)) === events);
    await page.locator('.rate .bars').focus();
    await page.keyboard.press('Escape');
    await until('all', async () => (await count(opened)) === 240);
  });

  it('goes to a moment: the row that is nearest is selected and in view', async () => {
    const opened = await open();
    const { page } = opened;
    opened.show().write(fortyMinutes());
    await until('all', async () => (await opened.status()).includes('240 events kept'));
    await until('rows', async () => (await page.locator('.row.event').count()) > 5);
    const position = opened.model.shown?.positionAt(begin + 100 * 10_000 + 2000);
    opened.model.goTo(position ?? NaN);
    const selected = page.locator('.row.selected');
    await selected.waitFor();
    await until('its row', async () => (await selected.getAttribute('aria-rowindex')) === '101');
    const inView = await selected.evaluate((row) => {
      const list = row.closest('.list')?.getBoundingClientRect();
      const own = row.getBoundingClientRect();
      return list !== undefined && own.top >= list.top && own.bottom <= list.bottom;
    });
    expect(inView).toBe(true);
    await page.getByRole('button', { name: '▷ Follow' }).waitFor();
  });

  it('bookmarks are set, gone to, and there again in the next window', async () => {
    const memory = emptyMemory();
    const opened = await open('dark', memory);
    const { page } = opened;
    opened.show().write(fortyMinutes());
    await until('rows', async () => (await page.locator('.row.event').count()) > 10);
    await page.locator('.list').focus();
    const index = () => page.locator('.row.selected').getAttribute('aria-rowindex');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('b');
    await page.locator('.row.selected .mark').waitFor();
    await page.keyboard.press('Home');
    await until('the first', async () => (await index()) === '1');
    await page.locator('.row.selected[aria-label]').waitFor();
    await page.keyboard.press('b');
    await until('two', () => memory.bookmarks.length === 2);
    await page.keyboard.press('n');
    await until('the next one', async () => (await index()) === '240');
    await page.keyboard.press('n');
    await until('the first again', async () => (await index()) === '1');
    await page.locator('.row.selected .mark').waitFor();
    expect(await page.locator('.row.selected').getAttribute('aria-label')).toContain('bookmarked');
    const next = await open('dark', memory);
    next.show().write(fortyMinutes());
    await until('one in view', async () => (await next.page.locator('.row .mark').count()) === 1);
    await page.keyboard.press('b');
    await until('one left', () => memory.bookmarks.length === 1);
    await until('no mark', async () => (await page.locator('.row.selected .mark').count()) === 0);
  });
});
