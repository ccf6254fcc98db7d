import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { inRepository } from '../kit/repository';
import { until } from '../kit/until';
import * as scene from '../lab/records';
import { describePanel } from './panelKit';
import { anna, by, from } from './panelScenes';

describePanel('hostile records in the panel', (open) => {
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
      'x'.repeat(1_000_000),
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
    // What is in view is offered in the filter as well.
    await page.getByLabel('Filter').fill('path:');
    await page.locator('#proposals [role=option]').nth(3).waitFor();
    await opened.screenshot('hostile-completion');
    await page.keyboard.press('Tab');
    expect(await page.getByLabel('Filter').inputValue()).not.toMatch(/[\u0000-\u001f\u200b-\u202e\u2066-\u2069]/);
    await page.getByLabel('Filter').fill('key:');
    await page.locator('#proposals [role=option]').first().waitFor();
    await expectInert(page);
    await opened.screenshot('hostile');
  });

  it('shows the hostile log of the corpus so, row by row', async () => {
    const opened = await open();
    const { page } = opened;
    await page.setViewportSize({ width: 1400, height: 3000 });
    opened.show().write(readFileSync(inRepository('test/data/logs/hostile.log')));
    await until('rows', async () => (await page.locator('.row.event').count()) > 15);
    await page.locator('.list').focus();
    await page.keyboard.press('Home');
    const count = Number(await page.locator('.list').getAttribute('aria-rowcount'));
    for (let n = 0; n < count; n++) {
      await page.keyboard.press('ArrowRight');
      if (n % 5 === 0) await expectInert(page);
      await page.keyboard.press('ArrowDown');
    }
    await expectInert(page);
  });
});

/** Nothing in the page is there because a log said so, but text. */
async function expectInert(page: Page): Promise<void> {
  const seen = await page.evaluate(() => ({
    tags: [...new Set([...document.querySelectorAll('body *')].map((element) => element.tagName.toLowerCase()))].sort(),
    links: document.querySelectorAll('body :is([href], [src], [style*=url], [onerror], [onload], [onclick])').length,
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
}
