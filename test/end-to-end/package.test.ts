import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { makeVsix } from '../kit/vsix';
import { installVscode } from '../kit/vscode/installation';
import { serverEnvironment } from '../kit/vscode/server';
import { Workbench } from '../kit/vscode/workbench';

const folder = scratch('aw-package-');
afterAll(() => folder.remove());

it('the package, installed in a clean VS Code, finds a mistake', async () => {
  const vsix = join(folder.path, 'auditd-workbench.vsix');
  makeVsix(vsix);
  const extensions = join(folder.path, 'extensions');
  const { node, vscode } = await installVscode('newest', console.log);
  const said = execFileSync(
    node,
    [
      join(vscode, 'out/server-main.js'),
      ...['--install-extension', vsix, '--extensions-dir', extensions, '--user-data-dir', join(folder.path, 'user')],
      ...['--server-data-dir', folder.path, '--accept-server-license-terms', '--telemetry-level', 'off'],
    ],
    { encoding: 'utf8', env: serverEnvironment(folder.path) },
  );
  expect(said).toContain('successfully installed');

  const workspace = join(folder.path, 'workspace');
  cpSync(inRepository('examples'), workspace, { recursive: true });
  const workbench = await Workbench.open({ folder: workspace, extension: null, extensions });
  try {
    await workbench.step('package: finding', async () => {
      const file = await workbench.openFile('practice/audit/rules.d/50-network.rules');
      await file.squiggles('error').first().waitFor();
    });
  } finally {
    await workbench.close();
  }
});
