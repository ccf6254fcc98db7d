import { expect, it } from 'vitest';
import { until } from '../kit/until';
import { describePanel } from './panelKit';
import { picture, smalls } from './panelScenes';

describePanel('the panel, as it looks', (open) => {
  it('offers two ways to begin when there is nothing', async () => {
    const opened = await open();
    const { page, begun } = opened;
    await page.getByText('Open a log file, or tail a host').waitFor();
    await page.getByRole('button', { name: 'Tail a Host' }).click();
    await page.getByRole('button', { name: 'Open a Log File…' }).click();
    await until('both', () => begun.length === 2);
    expect(begun).toEqual(['tail', 'file']);
    await opened.screenshot('empty');
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

  it('pauses, goes on, clears, and stops', async () => {
    const opened = await open();
    const { page } = opened;
    const log = opened.show();
    log.write(smalls(0, 100));
    await until('all', async () => (await opened.status()).includes('100 events kept'));
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused: nothing is read').waitFor();
    log.write(smalls(100, 200));
    await page.getByRole('button', { name: 'Go on' }).click();
    await until('the rest', async () => (await opened.status()).includes('200 events kept'));
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('No events yet.').waitFor();
    log.write(smalls(200, 203));
    await until('three', async () => (await page.locator('.row.event').count()) === 3);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('central · stopped').waitFor();
    await page.getByRole('button', { name: 'Pause' }).waitFor({ state: 'hidden' });
  });
});
