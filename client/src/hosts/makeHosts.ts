import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { runSsh } from './askSsh';
import { runAnsibleInventory } from './ansibleInventory';
import { connectHost } from './connectHost';
import { Connections } from './connections';
import { HostBook } from './hostBook';
import { HostKeys } from './hostKeys';
import { HostTree } from './hostTree';
import { PickedInventory } from './pickedInventory';
import { resolveRoute } from './resolveRoute';
import { Secrets } from './secrets';
import { connectSsh2 } from './ssh2Shell';
import { connectSystemSsh } from './systemSsh';
import { configuredNames, readText } from './thisMachine';
import { vscodePrompter } from './vscodePrompter';

export interface HostParts {
  readonly book: HostBook;
  readonly connections: Connections;
  readonly tree: HostTree;
}

/** Puts the parts of hosts/ together with VS Code's settings, memory, secrets and dialogues. Connects to nothing. */
export function makeHosts(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): HostParts {
  const secrets = new Secrets(vscodePrompter, context.secrets);
  const hostKeys = new HostKeys(vscodePrompter);
  const configFile = (): string | undefined => {
    const path = ownSetting('ssh.configFile');
    return typeof path === 'string' && path !== '' ? path : undefined;
  };
  const inventory = new PickedInventory({
    path: () => ownSetting('ansibleInventory'),
    trusted: () => vscode.workspace.isTrusted,
    runAnsible: runAnsibleInventory,
    log,
  });
  const book = new HostBook({
    inventory: () => inventory.hosts(),
    configuredNames: () => configuredNames(configFile()),
    settings: () => ownSetting('hosts'),
    memory: context.globalState,
  });
  const connections = new Connections({
    trusted: () => vscode.workspace.isTrusted,
    resolve: (host) => {
      const file = configFile();
      const world = { runSsh, readFile: readText, environment: process.env, platform: process.platform };
      return resolveRoute(host, file === undefined ? world : { ...world, configFile: file });
    },
    open: async (hostName, route, signal) => {
      log.info(`${hostName}: connecting to ${route.user}@${route.hostName}:${route.port}`);
      const shell = await connectHost(hostName, route, signal, {
        ssh2: (name, way, stop) => connectSsh2(name, way, { hostKeys, secrets, ...stopBy(stop) }),
        systemSsh: (name, way, stop) =>
          connectSystemSsh(name, way, {
            secrets,
            environment: process.env,
            multiplex: process.platform !== 'win32',
            ...stopBy(stop),
          }),
        note: (name, text) => log.info(`${name}: ${text}`),
        chosen: (name, why) => {
          if (why !== undefined) log.info(`${name}: by the system's ssh, because ${why}`);
          book.reachedBy(name, why === undefined ? undefined : vscode.l10n.t('by the system’s ssh, because {0}', why));
        },
      });
      void shell.closed.then((error) => log.info(`${hostName}: ${error?.message ?? 'connection closed'}`));
      return shell;
    },
  });
  const tree = new HostTree(book, () => inventory.problem);
  context.subscriptions.push(
    tree,
    vscode.window.registerTreeDataProvider('auditd.hosts', tree),
    { dispose: () => void connections.dispose() },
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('auditd.ssh')) connections.renew();
      if (change.affectsConfiguration('auditd.hosts') || change.affectsConfiguration('auditd.ssh')) book.changed();
    }),
    watchInventory(inventory, () => book.changed()),
    watchSshConfig(() => {
      connections.renew();
      book.changed();
    }),
  );
  return { book, connections, tree };
}

function stopBy(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** A setting as the user wrote it: what a workspace says about hosts does not count, whatever scope it claims. */
function ownSetting(name: string): unknown {
  return vscode.workspace.getConfiguration('auditd').inspect(name)?.globalValue;
}

function watchSshConfig(changed: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(join(homedir(), '.ssh')), 'config');
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
  );
}

/** The inventory and the files of variables beside it; anew when another one is picked. */
function watchInventory(inventory: PickedInventory, changed: () => void): vscode.Disposable {
  let watcher: vscode.Disposable | undefined;
  const renew = (): void => {
    inventory.forget();
    changed();
  };
  const watch = (): void => {
    watcher?.dispose();
    const { path } = inventory;
    if (path === undefined) return;
    const name = basename(path).replace(/[[\]{}*?,]/g, '?');
    const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(path)), `{${name},{group,host}_vars/**}`);
    const files = vscode.workspace.createFileSystemWatcher(pattern);
    watcher = vscode.Disposable.from(
      files,
      files.onDidChange(renew),
      files.onDidCreate(renew),
      files.onDidDelete(renew),
    );
  };
  watch();
  return vscode.Disposable.from(
    { dispose: () => watcher?.dispose() },
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('auditd.ansibleInventory')) return;
      watch();
      renew();
    }),
  );
}
