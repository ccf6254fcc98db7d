import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '../ports';
import { hasEnded, startGroup } from '../processGroup';
import { scratch } from '../scratch';
import { until } from '../until';
import type { Installation } from './installation';
import { quietSettings, type UserSettings } from './settings';

export interface ServerWish {
  readonly installation: Installation;
  readonly settings?: UserSettings;
  /** An unpacked extension that is there as if installed; read at every reload of the window. */
  readonly extension?: string;
  /** Default: new and empty ones, which go with the server. */
  readonly userData?: string;
  readonly extensions?: string;
  /**
   * Lets the address name an extension under development and its tests. It also silences notifications and dialogues,
   * so it is for the editor suite only, never for a person or for tests through the visible workbench.
   */
  readonly testDriver?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Taken if it is free; default any. */
  readonly port?: number;
}

export interface PageWish {
  readonly folder?: string;
  readonly workspace?: string;
  readonly openFile?: string;
  /** Only with `testDriver`. */
  readonly extensionDevelopmentPaths?: readonly string[];
  readonly extensionTestsPath?: string;
}

/** VS Code's server on 127.0.0.1, behind a connection token of its own. */
export interface VscodeServer {
  /** The address to open in a browser; it holds the token. */
  url(wish: PageWish): string;
  /** Temporary, gone with the server. */
  readonly directory: string;
  readonly logFile: string;
  /** Settles when the server ends, asked or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;

/** Starts the server and waits until it answers. It and whatever it started end with this process at the latest. */
export async function startVscodeServer(wish: ServerWish): Promise<VscodeServer> {
  // Short: VS Code puts sockets in it, and their paths may have 107 bytes.
  const { path: directory, remove } = scratch('aw-vscode-');
  const userData = wish.userData ?? join(directory, 'user');
  const extensions = wish.extensions ?? join(directory, 'extensions');
  mkdirSync(extensions, { recursive: true });
  if (wish.extension) linkExtension(wish.extension, extensions);
  writeSettings(userData, wish.settings ?? quietSettings);

  const port = await freePort(wish.port);
  const token = randomBytes(24).toString('hex');
  // By file: an argument could be read by every user of the machine.
  const tokenFile = join(directory, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const logFile = join(directory, 'server.log');
  const log = openSync(logFile, 'w');
  const group = startGroup(
    wish.installation.node,
    [
      join(wish.installation.vscode, 'out/server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      ...['--user-data-dir', userData, '--extensions-dir', extensions, '--server-data-dir', directory],
      ...(wish.testDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    { stdio: ['ignore', log, log], env: { ...serverEnvironment(directory), ...wish.env } },
  );
  closeSync(log);
  const ended = new Promise<void>((settle) => group.head.once('exit', () => settle()));
  const stop = async () => {
    await group.end();
    remove();
  };

  const authority = `127.0.0.1:${port}`;
  try {
    await until(
      'VS Code server to answer',
      () =>
        hasEnded(group.head) ||
        fetch(`http://${authority}/version`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { within: START_LIMIT_MS, every: 100 },
    );
    if (hasEnded(group.head)) throw new Error('VS Code server ended at once');
  } catch (error) {
    const said = readFileSync(logFile, 'utf8').slice(-2000);
    await stop();
    throw new Error(`VS Code server does not run:\n${said}`, { cause: error });
  }
  return { url: (page) => pageUrl(authority, token, page), directory, logFile, ended, stop };
}

/** The workbench reads from its address what to open and, with the test driver, what to test. */
function pageUrl(authority: string, token: string, page: PageWish): string {
  const remote = (path: string) => `vscode-remote://${authority}${resolve(path)}`;
  const payload = [
    ...(page.extensionDevelopmentPaths ?? []).map((path) => ['extensionDevelopmentPath', remote(path)]),
    ...(page.extensionTestsPath ? [['extensionTestsPath', remote(page.extensionTestsPath)]] : []),
    ...(page.openFile ? [['openFile', remote(page.openFile)]] : []),
  ];
  const url = new URL(`http://${authority}/`);
  url.searchParams.set('tkn', token);
  if (page.workspace) url.searchParams.set('workspace', resolve(page.workspace));
  else if (page.folder) url.searchParams.set('folder', resolve(page.folder));
  else url.searchParams.set('ew', 'true'); // an empty window instead of the folder of last time
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** The server reads User/settings.json when it starts, so it must stand there before. */
function writeSettings(userData: string, settings: UserSettings): void {
  const folder = join(userData, 'User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

function linkExtension(extension: string, extensions: string): void {
  const { publisher, name, version } = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
    version: string;
  };
  symlinkSync(extension, join(extensions, `${publisher}.${name}-${version}`));
}

// Inherited from a surrounding VS Code these would redirect the new one. Not all of VSCODE_*: @vscode/test-cli hands
// its own options over that way.
const MISLEADING =
  /^(VSCODE_(IPC_HOOK|PID|CWD|NLS_CONFIG|ESM_ENTRYPOINT|HANDLES|GIT_|INJECTION|CLI).*|ELECTRON_RUN_AS_NODE)$/;

/** The environment of a VS Code server that leaves nothing outside `directory` and asks no marketplace. */
export function serverEnvironment(directory: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !MISLEADING.test(name));
  return {
    ...Object.fromEntries(inherited),
    EXTENSIONS_GALLERY: '{}',
    // VS Code leaves a socket per start and TypeScript's folder in these places.
    TMPDIR: directory,
    XDG_RUNTIME_DIR: directory,
  };
}
