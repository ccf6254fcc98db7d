import { expect, it } from 'vitest';
import { emptyMemory } from '../kit/memento';
import { until } from '../kit/until';
import { describePanel } from './panelKit';
import { picture, small, smalls } from './panelScenes';

describePanel('the filter of the panel', (open) => {
  it('filters what is kept and what comes', async () => {
    const opened = await open();
    const { page } = opened;
    const log = opened.show();
    log.write(smalls(0, 20_000));
    await until('all', async () => (await opened.status()).includes('20,000 events kept'));
    await page.getByLabel('Filter').fill('node:web1 success:no');
    await until('fewer', async () => (await opened.status()).includes('953 shown'));
    await until('rows', async () => (await page.locator('.row.event').count()) > 5);
    expect(new Set(await page.locator('.row.event .node').allInnerTexts())).toEqual(new Set(['web1']));
    log.write(smalls(20_000, 20_042));
    await until('two more', async () => (await opened.status()).includes('955 shown'));
    await page.getByLabel('Filter').fill('node:nowhere');
    await page.getByText('No event fits the filter.').waitFor();
    await page.getByLabel('Filter').fill('');
    await until('all again', async () => (await page.locator('.row.event').count()) > 10);
  });

  it('comes back after it was hidden, with its filter', async () => {
    const opened = await open();
    const { page } = opened;
    const log = opened.show();
    log.write(smalls(0, 700));
    await page.getByLabel('Filter').fill('success:no');
    await until('filtered', async () => (await opened.status()).includes('100 shown'));
    await page.reload();
    await until('filtered again', async () => (await opened.status()).includes('100 shown'));
    expect(await page.getByLabel('Filter').inputValue()).toBe('success:no');
    await until('at the end', async () => (await opened.atEnd()) && (await page.locator('.row.event').count()) > 5);
    log.write(smalls(700, 714));
    await until('goes on', async () => (await opened.status()).includes('102 shown'));
  });

  it('completes names, keys and values from what is in view, by keyboard', async () => {
    const opened = await open();
    const { page } = opened;
    picture(opened.show());
    await opened.row('/srv/app/conf/secrets.env').waitFor();
    const input = page.getByLabel('Filter');
    const options = page.locator('#proposals [role=option]');
    const offers = () => options.locator('span:first-child').allInnerTexts();
    await input.focus();
    await page.keyboard.type('no');
    await until('names', async () => (await offers())[0] === 'node:');
    await page.keyboard.press('Tab');
    await until('nodes', async () => (await offers()).includes('web2'));
    await page.keyboard.type('web');
    await until('some nodes', async () => (await offers()).every((text) => text.startsWith('web')));
    await page.keyboard.press('ArrowDown');
    const active = await input.getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active ?? 'none'}`).getAttribute('aria-selected')).toBe('true');
    await opened.screenshot('completion');
    await page.keyboard.press('Enter');
    expect(await input.inputValue()).toMatch(/^node:web[12]$/);
    // Of the values of the node that was taken, whatever is half written now.
    await page.keyboard.type(' key:ex');
    await page.getByText('No event fits the filter.').waitFor();
    await page.keyboard.press('Control+Space');
    await until('a key', async () => (await offers()).join() === 'exec');
    // One Escape is for the list, the next for the filter.
    await page.keyboard.press('Escape');
    await until('closed', async () => (await options.count()) === 0);
    expect(await input.getAttribute('aria-expanded')).toBe('false');
    await input.fill('success:');
    await options.filter({ hasText: 'yes' }).click();
    expect(await input.inputValue()).toBe('success:yes');
  });

  it('has a history, also for the next window', async () => {
    const memory = emptyMemory();
    const first = await open('dark', memory);
    const input = first.page.getByLabel('Filter');
    for (const filter of ['node:web1', 'key:exec', 'success:no']) {
      await input.fill(filter);
      await input.press('Enter');
    }
    await until('remembered', () => memory.history.length === 3);
    const next = await open('dark', memory);
    const again = next.page.getByLabel('Filter');
    await until('the last one', async () => (await again.inputValue()) === 'success:no');
    await again.focus();
    await again.fill('us');
    await again.press('Escape');
    await again.press('ArrowUp');
    await again.press('ArrowUp');
    expect(await again.inputValue()).toBe('key:exec');
    await again.press('ArrowDown');
    await again.press('ArrowDown');
    expect(await again.inputValue()).toBe('us');
  });

  it('lets rows go when since: has left them behind', async () => {
    const opened = await open();
    const { page } = opened;
    const log = opened.show();
    const now = Date.now();
    log.write(small(0, now - 3_600_000) + small(3, now - 4000) + small(6, now + 3_600_000));
    await until('all', async () => (await opened.status()).includes('3 events kept'));
    await page.getByLabel('Filter').fill('since:8s');
    await until('two', async () => (await page.locator('.row.event').count()) === 2);
    await until('one', async () => (await page.locator('.row.event').count()) === 1);
    expect(await opened.status()).toContain('3 events kept');
  });

  it('shows only what comes from now on, whatever the clocks of others say', async () => {
    const opened = await open();
    const { page } = opened;
    const log = opened.show();
    log.write(smalls(0, 50));
    await until('all', async () => (await opened.status()).includes('50 events kept'));
    await page.getByLabel('Filter').fill('success:no');
    await until('some', async () => (await opened.status()).includes('8 shown'));
    await page.getByRole('button', { name: 'From Now' }).click();
    await page.getByText('No event fits the filter.').waitFor();
    expect(await page.getByLabel('Filter').inputValue()).toBe('success:no since:now');
    // These are an hour older than those before.
    log.write(small(1001 * 7 - 7, 1_699_990_000_000) + small(1, 1_699_990_001_000));
    await until('the new one', async () => (await page.locator('.row.event').count()) === 1);
    await page.getByLabel('Filter').fill('since:now');
    await until('both new ones', async () => (await page.locator('.row.event').count()) === 2);
    await page.getByRole('button', { name: 'From Now' }).click();
    await until('all again', async () => (await page.locator('.row.event').count()) > 10);
  });
});
