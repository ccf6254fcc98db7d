// The extension in front of a person: in VS Code with a copy of the sample workspace, and with --lab two audit hosts.
// VSCODE_PATH, else `code` on PATH, else a VS Code server from npm, to be used in a browser (also with --browser).
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab, type Lab } from '../test/lab/lab';
import { labAvailable } from '../test/lab/available';
import { hasEnded, startGroup } from '../test/kit/processGroup';
import { scratch } from '../test/kit/scratch';
import { installVscode } from '../test/kit/vscode/installation';
import { startVscodeServer } from '../test/kit/vscode/server';
import { quietSettings, type UserSettings } from '../test/kit/vscode/settings';
import { build } from './build';
import { inProject, projectRoot } from './projectRoot';

interface Editor {
  /** Settles when the person has closed it, where that can be seen. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

async function main(args: readonly string[]): Promise<void> {
  // First, so that a signal at any moment ends all of it in order.
  const asked = new Promise<void>((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => settle());
  });
  const begun = begin(args);
  const running = await Promise.race([begun, asked]);
  // What is still being started then ends with the process.
  if (!running) return;
  try {
    await Promise.race([asked, running.editor.ended]);
  } finally {
    await running.stop();
  }
}

interface Running {
  readonly editor: Editor;
  stop(): Promise<void>;
}

async function begin(args: readonly string[]): Promise<Running> {
  await build();
  const { path: folder, remove } = scratch('auditd-workbench-');
  const workspace = join(folder, 'sample');
  cpSync(inProject('examples'), workspace, { recursive: true });
  const lab = args.includes('--lab') ? await startLabOrSayWhyNot() : undefined;
  const settings: UserSettings = {
    ...quietSettings,
    'workbench.startupEditor': 'readme',
    'security.workspace.trust.startupPrompt': 'always',
    ...(lab && labSettings(lab)),
  };
  const desktop = args.includes('--browser') ? undefined : desktopVscode();
  const editor = desktop
    ? startDesktop(desktop, folder, workspace, settings)
    : await startInBrowser(workspace, settings);
  const stop = async () => {
    await editor.stop();
    await lab?.stop();
    remove();
  };
  return { editor, stop };
}

async function startLabOrSayWhyNot(): Promise<Lab | undefined> {
  const available = labAvailable();
  if (!available.ok) {
    console.log(`No lab: ${available.reason}`);
    return undefined;
  }
  const lab = await startLab({ demo: true });
  console.log(
    `Lab: ${lab.hosts.map(({ name }) => name).join(', ')}, which are in the Hosts view. By hand: ssh -F ${lab.sshConfig} central`,
  );
  return lab;
}

/** What makes the hosts of the lab known to this editor, and to it alone. */
function labSettings(lab: Lab): UserSettings {
  return {
    'auditd.ssh.configFile': lab.sshConfig,
    'auditd.hosts': lab.hosts.map((host) => ({ name: host.name, role: host === lab.central ? 'central' : 'sender' })),
  };
}

function desktopVscode(): string | undefined {
  if (process.env['VSCODE_PATH']) return process.env['VSCODE_PATH'];
  return spawnSync('code', ['--version']).status === 0 ? 'code' : undefined;
}

/** With settings and state of its own: the person's are left alone. */
function startDesktop(program: string, folder: string, workspace: string, settings: UserSettings): Editor {
  const userData = join(folder, 'user');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(settings, null, 2));
  const group = startGroup(
    program,
    [
      ...['--new-window', '--wait', `--user-data-dir=${userData}`, `--extensions-dir=${join(folder, 'extensions')}`],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--extensionDevelopmentPath=${projectRoot}`,
      workspace,
    ],
    { stdio: 'inherit' },
  );
  console.log('VS Code is open; to close its window, or Ctrl+C here, ends it.');
  const ended = new Promise<void>((settle, fail) => {
    group.head.once('error', fail);
    group.head.once('exit', () => settle());
  });
  return { ended, stop: () => (hasEnded(group.head) ? Promise.resolve() : group.end()) };
}

async function startInBrowser(workspace: string, settings: UserSettings): Promise<Editor> {
  const installation = await installVscode('newest', console.log);
  const server = await startVscodeServer({ installation, settings, extension: projectRoot });
  const url = server.url({ folder: workspace });
  console.log(`\nOpen this address; who has it has this editor:\n\n  ${url}\n\nCtrl+C ends it.`);
  openInBrowser(url);
  return server;
}

/** Only where there is a screen: without one xdg-open may take over the terminal. */
function openInBrowser(url: string): void {
  const screen = process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] || process.platform === 'darwin';
  if (!screen) return;
  const opener = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], { stdio: 'ignore', detached: true });
  opener.on('error', () => {});
  opener.unref();
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
