import { expect, it } from 'vitest';
import { until } from '../kit/until';
import { describePanel } from './panelKit';
import { smalls } from './panelScenes';

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
});
