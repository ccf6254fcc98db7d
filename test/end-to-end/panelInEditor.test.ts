import { cpSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { Workbench } from '../kit/vscode/workbench';
import { fileOpened, loggedIn, programStarted } from '../lab/records';

// What only a real VS Code shows: its own webview, which goes when it is hidden, its policy, and its themes.
describeWithLab('the panel in VS Code', { senders: 1 }, (lab) => {
  const folder = scratch('aw-panel-');
  let workbench: Workbench;

  beforeAll(async () => {
    cpSync(inRepository('examples'), folder.path, { recursive: true });
    workbench = await Workbench.open({
      folder: folder.path,
      settings: {
        'auditd.ssh.configFile': lab().sshConfig,
        'auditd.hosts': [{ name: 'central', role: 'central' }],
      },
    });
  });
  afterAll(async () => {
    await workbench?.close();
    folder.remove();
  });

  let serial = 9000;
  const doing = { login: [1000, 'alice'], as: [1000, 'alice'], session: 3, pid: 4242 } as const;
  const ran = (program: string) =>
    lab().sender.feed(programStarted({ time: Date.now(), serial: serial++ }, doing, [program, '--now'], 'exec'));
  const row = (text: string) => workbench.webview.locator('.row.event', { hasText: text });

  it('follows the host that is asked for, and says so', () =>
    workbench.step('panel 1: following', async () => {
      // The palette lists what is known when it is opened.
      await workbench.page.locator('.activitybar [aria-label^="Auditd"]').first().waitFor();
      await workbench.runCommand('Auditd: Tail Central Log');
      await workbench.page.getByPlaceholder('Select the host whose log is followed').waitFor();
      await workbench.pick(/^central/);
      await workbench.webview.getByText('central · following audit.log').waitFor();
      await ran('/usr/bin/first');
      await row('/usr/bin/first').waitFor();
      expect(await row('/usr/bin/first').locator('.node').innerText()).toBe('sender');
      const shadow = '/etc/shadow';
      await lab().sender.feed(
        fileOpened({ time: Date.now(), serial: serial++ }, doing, ['/usr/bin/cat', shadow], shadow, -13, 'identity'),
      );
      await lab().sender.feed(
        loggedIn({ time: Date.now(), serial: serial++ }, 2291, [0, 'oracle'], '203.0.113.9', 'failed'),
      );
      await row(shadow).click();
      await workbench.webview.locator('.details').getByText('O_RDONLY').first().waitFor();
    }));

  it('goes on while it is hidden, and shows it all when it comes back', () =>
    workbench.step('panel 2: hidden and back', async () => {
      await workbench.openView('Problems');
      await workbench.page.locator('.markers-panel').waitFor();
      await ran('/usr/bin/meanwhile');
      await lab().central.waitForText(`:${serial - 1})`);
      await workbench.openView('Audit Log');
      await row('/usr/bin/meanwhile').waitFor();
      await ran('/usr/bin/afterwards');
      await row('/usr/bin/afterwards').waitFor();
      expect(await row('/usr/bin/first').count()).toBe(1);
    }));

  it('comes back by itself after the connection was cut, and nothing is missing', () =>
    workbench.step('panel 3: cut', async () => {
      await lab().central.run("pkill -9 -f '^sshd: root@notty'");
      await ran('/usr/bin/during');
      await row('/usr/bin/during').waitFor();
      await workbench.webview.locator('.row.notice', { hasText: 'Connected again' }).waitFor();
      expect(await row('/usr/bin/during').count()).toBe(1);
    }));

  it('filters as one types', () =>
    workbench.step('panel 4: filter', async () => {
      await workbench.webview.getByLabel('Filter').fill('node:sender success:no');
      await until('two rows', async () => (await workbench.webview.locator('.row.event').count()) === 2);
      await workbench.webview.getByLabel('Filter').fill('');
      await row('/usr/bin/first').waitFor();
    }));
});
