import { expect, it } from 'vitest';
import { emptyMemory } from '../kit/memento';
import { until } from '../kit/until';
import { describePanel, type PanelPage } from './panelKit';
import { smalls } from './panelScenes';

describePanel('the columns of the panel', (open) => {
  const edge = (opened: PanelPage, column: string) => opened.page.getByRole('separator', { name: column });
  const width = (opened: PanelPage, column: string) =>
    opened.page
      .locator(`.row.event .${column}`)
      .first()
      .evaluate((cell) => cell.getBoundingClientRect().width);
  const filled = async (opened: PanelPage) => {
    opened.show().write(smalls(0, 30));
    await until('rows', async () => (await opened.page.locator('.row.event').count()) > 5);
  };

  it('are resized by mouse and by keys, and are so again in the next window', async () => {
    const memory = emptyMemory();
    const opened = await open('dark', memory);
    const { page } = opened;
    await filled(opened);
    const before = await width(opened, 'node');
    const box = await edge(opened, 'Node').boundingBox();
    if (box === null) throw new Error('no edge');
    await page.mouse.move(box.x + 3, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + 63, box.y + 8, { steps: 4 });
    await page.mouse.up();
    expect(await width(opened, 'node')).toBe(before + 60);
    // The edge of a column behind the event is its left one.
    const user = await width(opened, 'user');
    await edge(opened, 'User').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await width(opened, 'user')).toBe(user + 10);
    await until('remembered', () => memory.columns.length === 2);
    const next = await open('dark', memory);
    await filled(next);
    expect(await width(next, 'node')).toBe(before + 60);
    await edge(next, 'Node').dblclick();
    await until('as before', async () => (await width(next, 'node')) === before);
  });

  it('are hidden and shown, and the event takes their room', async () => {
    const memory = emptyMemory();
    const opened = await open('dark', memory);
    const { page, model } = opened;
    await filled(opened);
    const event = await width(opened, 'sentence');
    await page.getByRole('button', { name: 'Columns' }).click();
    await until('the list of columns', () => opened.menus.includes('columns'));
    memory.setColumns([
      { name: 'user', width: null, hidden: true },
      { name: 'time', width: null, hidden: true },
    ]);
    model.memoryChanged();
    await page.locator('.row.event .user').first().waitFor({ state: 'hidden' });
    expect(await page.getByRole('columnheader').count()).toBe(4);
    expect(await width(opened, 'sentence')).toBeGreaterThan(event + 100);
    // A notice goes on where the event begins.
    opened.show().write('no record\n');
    const notice = opened.row('no audit record');
    await notice.waitFor();
    const [rest, head] = await Promise.all(
      [notice.locator('.rest'), page.locator('.head .event')].map((place) =>
        place.evaluate((cell) => Math.round(cell.getBoundingClientRect().left)),
      ),
    );
    expect(rest).toBe(head);
  });

  it('leave room for the event when the panel is narrow', async () => {
    const opened = await open();
    await filled(opened);
    await opened.page.setViewportSize({ width: 520, height: 400 });
    await opened.page.locator('.row.event .key').first().waitFor({ state: 'hidden' });
    expect(await width(opened, 'sentence')).toBeGreaterThan(100);
    await opened.screenshot('narrow');
  });
});
