import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import * as vscode from 'vscode';
import { explainCheck } from '../../server/src/language/quickFixes';
import { freePort } from '../kit/ports';
import { until } from '../kit/until';
import { codeOf, extension, findingsWhen, open } from './kit';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

// First of all files by its name: it looks at a window in which nothing of ours was opened yet.
describe('activation', () => {
  const manifest = () => extension().packageJSON as Manifest;

  it('this is the VS Code that was asked for', function () {
    if (process.env['AUDITD_TEST_VSCODE'] === 'oldest') assert.equal(`^${vscode.version}`, manifest().engines.vscode);
    else assert.notEqual(`^${vscode.version}`, manifest().engines.vscode);
  });

  it('files of others do not wake it', async () => {
    await open('notes.txt');
    const udev = await open('udev/rules.d/70-disk.rules');
    assert.notEqual(udev.document.languageId, 'audit-rules');
    assert.equal(extension().isActive, false);
  });

  describe('by a rules file', () => {
    let contacts = 0;
    let host: Server;

    before(async () => {
      // A host of the person's settings; whoever calls it is counted.
      const port = await freePort();
      host = createServer((socket) => {
        contacts++;
        socket.destroy();
      }).listen(port, '127.0.0.1');
      const settings = vscode.workspace.getConfiguration('auditd');
      const hosts = [{ name: 'central', hostName: '127.0.0.1', port, user: 'root', role: 'central' }];
      await settings.update('hosts', hosts, vscode.ConfigurationTarget.Global);
    });

    after(async () => {
      await vscode.workspace.getConfiguration('auditd').update('hosts', undefined, vscode.ConfigurationTarget.Global);
      host.close();
    });

    it('it wakes, and judges', async () => {
      const { document } = await open('audit/rules.d/50-mistakes.rules');
      assert.equal(document.languageId, 'audit-rules');
      await until('the extension to be active', () => extension().isActive);
      const findings = await findingsWhen(document, 'the mistake', (all) => all.length > 0);
      assert.ok(findings.map(codeOf).includes('unknown-field'));
    });

    it('every command of the manifest is there, and no other', async () => {
      const views = Object.values(manifest().contributes.views)
        .flat()
        .map(({ id }) => id);
      const all = await vscode.commands.getCommands(true);
      const ours = all
        .filter((name) => name.startsWith('auditd.'))
        // VS Code makes commands for every view by itself: auditd.hosts.focus and the like.
        .filter((name) => !views.some((view) => name.startsWith(`${view}.`)))
        // The language server's own, behind a light bulb: nothing for the palette.
        .filter((name) => name !== explainCheck);
      assert.deepEqual(
        ours.sort(),
        manifest()
          .contributes.commands.map(({ command }) => command)
          .sort(),
      );
    });

    it('nothing connects by itself, not even with the hosts in view', async () => {
      await vscode.commands.executeCommand('auditd.hosts.focus');
      // The language server has answered again: whatever a look at the hosts sets off has had its turn.
      const { document } = await open('audit/auditd.conf');
      await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, new vscode.Position(0, 3));
      assert.equal(contacts, 0);
    });
  });
});
