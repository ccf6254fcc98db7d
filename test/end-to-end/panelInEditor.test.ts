import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../kit/until';
import { describeInWindow } from '../kit/vscode/window';
import { fileOpened, loggedIn, programStarted } from '../lab/records';

// What only a real VS Code shows: its own webview, which goes when it is hidden, its policy, and its themes.
describeInWindow('the panel in VS Code', { senders: 1 }, ({ lab, workbench, folder }) => {
  let serial = 9000;
  const doing = { login: [1000, 'alice'], as: [1000, 'alice'], session: 3, pid: 4242 } as const;
  const ran = (program: string) =>
    lab().sender.feed(programStarted({ time: Date.now(), serial: serial++ }, doing, [program, '--now'], 'exec'));
  const row = (text: string) => workbench().webview.locator('.row.event', { hasText: text });

  // What is larger, in megabytes, gets no text editor without a question; for the last test.
  beforeAll(() => {
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    writeFileSync(join(folder, '.vscode/settings.json'), '{ "workbench.editorLargeFileConfirmation": 1 }');
  });

  it('follows the host that is asked for, and says so', () =>
    workbench().step('panel 1: following', async () => {
      // The palette lists what is known when it is opened.
      await workbench().page.locator('.activitybar [aria-label^="Auditd"]').first().waitFor();
      await workbench().runCommand('Auditd: Tail Central Log');
      await workbench().page.getByPlaceholder('Select the host whose log is followed').waitFor();
      await workbench().pick(/^central/);
      await workbench().webview.getByText('central · following audit.log').waitFor();
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
      await workbench().webview.locator('.details').getByText('O_RDONLY').first().waitFor();
    }));

  it('goes on while it is hidden, and shows it all when it comes back', () =>
    workbench().step('panel 2: hidden and back', async () => {
      await workbench().openView('Problems');
      await workbench().page.locator('.markers-panel').waitFor();
      await ran('/usr/bin/meanwhile');
      await lab().central.waitForText(`:${serial - 1})`);
      await workbench().openView('Audit Log');
      await row('/usr/bin/meanwhile').waitFor();
      await ran('/usr/bin/afterwards');
      await row('/usr/bin/afterwards').waitFor();
      expect(await row('/usr/bin/first').count()).toBe(1);
    }));

  it('comes back by itself after the connection was cut, and nothing is missing', () =>
    workbench().step('panel 3: cut', async () => {
      await lab().central.run("pkill -9 -f '^sshd: root@notty'");
      await ran('/usr/bin/during');
      await row('/usr/bin/during').waitFor();
      await workbench().webview.locator('.row.notice', { hasText: 'Connected again' }).waitFor();
      expect(await row('/usr/bin/during').count()).toBe(1);
    }));

  it('filters as one types', () =>
    workbench().step('panel 4: filter', async () => {
      await workbench().webview.getByLabel('Filter').fill('node:sender success:no');
      await until('two rows', async () => (await workbench().webview.locator('.row.event').count()) === 2);
      await workbench().webview.getByLabel('Filter').fill('');
      await row('/usr/bin/first').waitFor();
    }));

  it('saves a filter, and offers it again', () =>
    workbench().step('panel 5: saved filter', async () => {
      const { webview } = workbench();
      const filter = webview.getByLabel('Filter');
      await filter.fill('exe:/usr/bin/first');
      await until('one row', async () => (await webview.locator('.row.event').count()) === 1);
      await webview.getByRole('button', { name: 'Saved' }).click();
      await workbench().pick('Save the Filter in Force');
      await workbench().answer('the first one', 'A name for the filter');
      await workbench().pick('For this workspace');
      await filter.fill('');
      await row('/usr/bin/during').waitFor();
      await workbench().runCommand('Auditd: Saved Filters of the Audit Log');
      await workbench().pick('the first one');
      await until('its text', async () => (await filter.inputValue()) === 'exe:/usr/bin/first');
      await until('one row again', async () => (await webview.locator('.row.event').count()) === 1);
    }));

  it('exports what is filtered', () =>
    workbench().step('panel 6: export', async () => {
      await workbench().webview.getByRole('button', { name: 'Export' }).click();
      await workbench().pick('JSON');
      const file = join(folder, 'shown.jsonl');
      await workbench().answerPath(file);
      await workbench().notification('1 event was written to').waitFor();
      const [line = ''] = readFileSync(file, 'utf8').split('\n');
      expect(JSON.parse(line)).toMatchObject({ node: 'sender', complete: true });
      await workbench().webview.getByLabel('Filter').fill('');
      await row('/usr/bin/during').waitFor();
    }));

  it('jumps to a time that is asked for', () =>
    workbench().step('panel 7: jump to time', async () => {
      await workbench().runCommand('Auditd: Jump to Time in the Audit Log');
      await workbench().answer('not a time', 'or how long ago');
      await workbench().answer('1h', 'Write 14:05');
      await workbench().webview.locator('.row.selected[aria-rowindex="1"]').waitFor();
      await workbench().notification('before the first event').waitFor();
    }));

  it('shows another log beside it, merged', () =>
    workbench().step('panel 8: two hosts', async () => {
      await lab().sender.writeFile('/etc/audit/rules.d/50-host.rules', '-w /etc/issue -p r -k from-the-host\n');
      await workbench().runCommand('Auditd: Add a Log to the Audit Log Panel');
      await workbench().pick('sender');
      await workbench().webview.getByText('sender · following audit.log').waitFor();
      await workbench().webview.getByText('central · following audit.log').waitFor();
      await ran('/usr/bin/both');
      await row('/usr/bin/both').first().waitFor();
    }));

  it('names the rule of the host where the workspace has none, and shows its events', () =>
    workbench().step('panel 8: rules of the host', async () => {
      const { webview } = workbench();
      const issue = '/etc/issue';
      const stamp = () => ({ time: Date.now(), serial: serial++ });
      // What it sends to central is there one of its events, and is not held against central's rules.
      const reads = async () => {
        const records = fileOpened(stamp(), doing, ['/usr/bin/cat', issue], issue, 3, 'from-the-host');
        await lab().sender.feed(records);
        await lab().sender.run(`cat >> /var/log/audit/audit.log <<'END'\n${records.join('\n')}\nEND`);
      };
      await reads();
      await webview.getByLabel('Filter').fill('rule:50-host.rules:1');
      await until('one row', async () => (await webview.locator('.row.event').count()) === 1);
      await row(issue).locator('.time').click();
      const rules = webview.locator('.details .rules', { hasText: 'Rule on sender' });
      await rules.getByText('-w /etc/issue -p r -k from-the-host').waitFor();
      await workbench().picture('panel 8: rule of the host');
      await rules.getByRole('button', { name: 'Show Its Events' }).click();
      const filter = webview.getByLabel('Filter');
      await until('its filter', async () => (await filter.inputValue()) === 'key:from-the-host');
      await reads();
      await until('all rows', async () => (await webview.locator('.row.event').count()) === 4);
      await filter.fill('');
    }));

  it('offers them again after the window was closed, and opens nothing by itself', () =>
    workbench().step('panel 9: reload', async () => {
      await workbench().page.reload();
      await workbench().page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
      await workbench().openView('Audit Log');
      const resume = workbench().webview.getByRole('button', { name: 'Go On with central, sender' });
      await resume.waitFor();
      await workbench().picture('panel 9: offered');
      await resume.click();
      await workbench().webview.getByText('sender · following audit.log').waitFor();
      await workbench().webview.getByLabel('Filter').fill('exe:/usr/bin/first');
      await row('/usr/bin/first').first().waitFor();
    }));

  let writer: ChildProcess | undefined;
  afterAll(() => writer?.kill());

  it('warns when a live log is opened in an editor, and follows it instead', () =>
    workbench().step('panel 10: live log', async () => {
      const directory = join(folder, 'var/log/audit');
      mkdirSync(directory, { recursive: true });
      const log = join(directory, 'audit.log');
      copyFileSync(join(folder, 'log/central.log'), log);
      // A process that is named auditd and has the log open, as auditd has it.
      const program = join(folder, 'auditd');
      copyFileSync('/bin/sleep', program);
      const out = openSync(log, 'a');
      writer = spawn(program, ['600'], { stdio: ['ignore', out, 'ignore'] });
      closeSync(out);
      const file = await workbench().openFile('var/log/audit/audit.log');
      await workbench().notification('auditd is writing to').waitFor();
      await workbench().picture('panel 10: warned');
      await file.focus();
      await file.press('x');
      await workbench().page.getByText('Editor is read-only').first().waitFor();
      await workbench().pressInNotification('auditd is writing to', 'Tail It Instead');
      await workbench().webview.getByText('following audit.log', { exact: true }).waitFor();
      await file.tab.waitFor({ state: 'detached' });
    }));

  it('searches by a form that shows the ausearch it makes, and finds it in the same panel', () =>
    workbench().step('panel 11: search', async () => {
      const { webview, quickInput } = workbench();
      await workbench().runCommand('Auditd: Search Central Log');
      await quickInput.getByText('Search the Log of central').waitFor();
      await workbench().pick(/^Key/);
      await workbench().answer("it's $(reboot)", 'Such as identity');
      await quickInput.getByText(`--key 'it'\\''s $(reboot)'`).waitFor();
      await workbench().pick(/^Key/);
      await workbench().answer('-if', 'Such as identity');
      await workbench().answer('exec', 'A value cannot begin with a dash');
      await workbench().pick(/^Node/);
      await workbench().answer('sender', 'Such as web1');
      await quickInput.getByText('ausearch --input-logs --raw --node sender --key exec').waitFor();
      await workbench().picture('panel 11: form');
      await workbench().pick('ausearch --input-logs --raw');
      await webview.getByLabel('Filter').fill('');
      await row('/usr/bin/first').waitFor();
      expect(await row('/etc/shadow').count()).toBe(0);
      await workbench().picture('panel 11: found');
    }));

  it('opens as events a log of which VS Code has no text editor, as it is too large', () =>
    workbench().step('panel 12: large', async () => {
      const text = readFileSync(join(folder, 'log/central.log'));
      writeFileSync(join(folder, 'log/audit.log.1'), Buffer.concat(Array.from({ length: 20 }, () => text)));
      const { page, quickInput, webview } = workbench();
      await page.keyboard.press('Control+p');
      await quickInput.locator('input.input').fill('log/audit.log.1');
      await quickInput.locator('.monaco-list-row', { hasText: 'audit.log.1' }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('very large').first().waitFor();
      await workbench().runCommand('Auditd: Open as Events');
      await webview.getByText('audit.log.1 · read to its end').waitFor();
      await webview.getByLabel('Filter').fill('node:db01');
      await row('/srv/demo').first().waitFor();
    }));
});
