import { expect, it } from 'vitest';
import { until } from '../kit/until';
import type { OpenFile } from '../kit/vscode/openFile';
import { describeInWindow } from '../kit/vscode/window';
import { fileOpened } from '../lab/records';

// The whole loop as a person goes through it, on real parts: VS Code's window, sshd, auditctl, auditd, audisp-remote.
describeInWindow('the whole loop', { senders: 1 }, ({ lab, workbench }) => {
  let file: OpenFile;
  const step = (name: string, act: () => Promise<void>) => it(name, () => workbench().step(`loop ${name}`, act));

  step('1: a mistake is underlined while it is typed, in words that help', async () => {
    file = await workbench().openFile('etc/audit/rules.d/30-identity.rules');
    await file.appendLine();
    await file.type('-w /etc/hosts -p wq -k hosts');
    await file.squiggles('error').first().waitFor();
    const said = await until('the finding', async () =>
      (await workbench().problems()).find((text) => text.includes('permissions')),
    );
    expect(said).toContain('`wq` is no set of permissions');
  });

  step('2: the line is mended with a completion', async () => {
    await file.tab.click();
    await file.focus();
    await file.press('Control+End', 'Shift+Home', 'Delete');
    await file.type('-a always,exit -F path=/etc/hosts -F per');
    await file.complete('perm');
    await file.press('Escape');
    await file.line('-F perm').waitFor();
    await file.press('Control+End', 'Shift+Home', 'Delete');
    await file.type('-a always,exit -F arch=b64 -F path=/etc/hosts -F perm=wa -F key=hosts ');
    await file.press('Escape', 'Backspace');
    await file.squiggles('error').first().waitFor({ state: 'detached' });
    await file.save();
  });

  step('3: the plan names the host and what will happen', async () => {
    await workbench().runCommand('Auditd: Select Host');
    await workbench().pick('central');
    await workbench().runCommand('Auditd: Deploy');
    await workbench().pick('etc/audit/rules.d');
    // The selected host is ticked already.
    await workbench().quickInput.getByRole('button', { name: 'OK' }).click();
    await workbench().dialog.waitFor();
    const text = await workbench().dialog.innerText();
    expect(text).toContain('Deploy to central?');
    expect(text).toMatch(/prove 15\s+rules/);
  });

  step('4: deployed, loaded and proven', async () => {
    await workbench().pressInDialog('Deploy');
    await until('the file on the host', async () => {
      const text = await lab()
        .central.readFile('/etc/audit/rules.d/30-identity.rules')
        .catch(() => undefined);
      return text?.includes('key=hosts') === true ? true : undefined;
    });
    await until('loaded rules', async () => {
      const loaded = await lab().central.run('auditctl -l');
      return JSON.stringify(loaded).includes('/etc/hosts') ? true : undefined;
    });
    await workbench().notification('central').waitFor();
  });

  step('5: an event of the sender is seen in the panel with its node', async () => {
    await workbench().runCommand('Auditd: Tail Central Log');
    await workbench().webview.locator('body').waitFor();
    await lab().sender.feed(
      fileOpened(
        { time: Date.now(), serial: 4711 },
        { login: [1000, 'alice'], as: [1000, 'alice'], session: 3, pid: 4242 },
        ['/usr/bin/cat', '/etc/shadow'],
        '/etc/shadow',
        -13,
        'identity',
      ),
    );
    const row = workbench().webview.locator('[role=row]', { hasText: '/etc/shadow' }).first();
    await row.waitFor();
    expect(await row.innerText()).toContain(lab().sender.name);
  });

  step('6: an event opens to what, who, records and raw text', async () => {
    const row = workbench().webview.locator('[role=row]', { hasText: '/etc/shadow' }).first();
    await row.click();
    await workbench().webview.getByText('EACCES').first().waitFor();
    await workbench().webview.getByText('type=SYSCALL').first().waitFor();
  });
});
