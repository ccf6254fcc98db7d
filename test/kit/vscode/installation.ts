import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { startGroup } from '../processGroup';
import { until } from '../until';

// VS Code's own server and workbench, as the npm package code-server carries them, and the Node that each demands.
// No desktop VS Code can be had from npm or Debian; this is the same extension host, workbench and API.

export type Release = 'newest' | 'oldest';

interface Pinned {
  readonly codeServer: string;
  readonly node: string;
}

/** `oldest` is what package.json's engines.vscode names: 4.99.4 carries 1.99.3; a test holds the two together. */
export const releases: Readonly<Record<Release, Pinned>> = {
  newest: { codeServer: '4.139.1', node: '24.21.0' },
  oldest: { codeServer: '4.99.4', node: '20.20.2' },
};

const RIPGREP = '1.18.0';

/** A VS Code server on this machine. */
export interface Installation {
  /** …/lib/vscode of code-server. */
  readonly vscode: string;
  readonly node: string;
}

export const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'auditd-workbench');

/**
 * Gives the VS Code server of a release, fetching it from the npm registry when it is not in the cache (about half a
 * minute and 600 MB). An installation that was interrupted is done again; two at once wait for each other.
 */
export async function installVscode(release: Release, say: (text: string) => void = () => {}): Promise<Installation> {
  const pinned = releases[release];
  const node = await installNode(pinned.node, say);
  const home = join(cacheFolder(), `code-server-${pinned.codeServer}-${process.arch}`);
  const vscode = join(home, 'node_modules/code-server/lib/vscode');
  await once(home, async () => {
    say(`fetching VS Code (code-server ${pinned.codeServer}) into ${home}`);
    // --ignore-scripts: the install scripts want downloads and compilers, and none of it is needed to start.
    const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}`;
    await npm(home, ['install', `code-server@${pinned.codeServer}`, `${ripgrep}@${RIPGREP}`, '--ignore-scripts']);
    // install, not ci: the packed lock file lacks an entry and ci refuses it.
    await npm(vscode, ['install', '--omit=dev', '--ignore-scripts']);
    await npm(join(vscode, 'extensions'), ['install', '--omit=dev', '--ignore-scripts']);
    if (!existsSync(join(vscode, 'node_modules.asar'))) symlinkSync('node_modules', join(vscode, 'node_modules.asar'));
    linkRipgrep(vscode, join(home, 'node_modules', ripgrep));
    await compileNatives(vscode, node, say);
  });
  return { vscode, node };
}

/** The running Node where its major version is the wanted one, else one from npm. */
async function installNode(version: string, say: (text: string) => void): Promise<string> {
  const [major] = version.split('.');
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  // The platform's package itself: the package called node only fetches it in an install script.
  const name = `node-${platform}-${process.arch}`;
  const home = join(cacheFolder(), `node-${version}-${process.arch}`);
  await once(home, async () => {
    say(`fetching Node ${version} into ${home}`);
    await npm(home, ['install', `${name}@${version}`]);
  });
  return join(home, 'node_modules', name, 'bin/node');
}

/** The program that older releases would have downloaded in a script; without it no file is found by its name. */
function linkRipgrep(vscode: string, ripgrep: string): void {
  const old = join(vscode, 'node_modules/@vscode/ripgrep');
  if (!existsSync(old)) return;
  mkdirSync(join(old, 'bin'), { recursive: true });
  symlinkSync(join(ripgrep, 'bin/rg'), join(old, 'bin/rg'));
}

/** Without spdlog VS Code runs, but its Output panel stays empty; so it is compiled where that can be done. */
async function compileNatives(vscode: string, node: string, say: (text: string) => void): Promise<void> {
  const missing = ['g++', 'make', 'python3'].filter((tool) => spawnSync(tool, ['--version']).error);
  if (missing.length > 0) {
    say(`without ${missing.join(', ')} VS Code's Output panel stays empty`);
    return;
  }
  const modules = ['@vscode/spdlog', '@vscode/native-watchdog', 'native-watchdog'].filter((name) =>
    existsSync(join(vscode, 'node_modules', name)),
  );
  say(`compiling ${modules.join(', ')}`);
  // The headers beside this Node, so that nothing is downloaded for the build.
  const beside = dirname(dirname(node));
  const headers = existsSync(join(beside, 'include/node')) ? beside : '/usr';
  await npm(vscode, ['rebuild', ...modules], {
    PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: headers,
  });
}

/** Does the work in an empty package of that folder unless it was once finished there. */
async function once(home: string, work: () => Promise<void>): Promise<void> {
  // Beside the installation and last, so that one that was interrupted is done again.
  const ready = join(home, '.ready');
  if (existsSync(ready)) return;
  mkdirSync(dirname(home), { recursive: true });
  const unlock = await lock(`${home}.lock`);
  try {
    if (existsSync(ready)) return;
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
    await work();
    writeFileSync(ready, '');
  } finally {
    unlock();
  }
}

/** A lock file holds the process id of its owner; one whose owner is gone is taken over. */
async function lock(file: string): Promise<() => void> {
  await until(
    `another installation to be finished (${file})`,
    () => {
      try {
        const handle = openSync(file, 'wx');
        writeSync(handle, String(process.pid));
        closeSync(handle);
        return true;
      } catch {
        const owner = Number(readFileSync(file, 'utf8'));
        if (owner > 0 && !isAlive(owner)) rmSync(file, { force: true });
        return false;
      }
    },
    { within: 600_000, every: 250 },
  );
  const unlock = () => {
    process.off('exit', unlock);
    rmSync(file, { force: true });
  };
  process.on('exit', unlock);
  return unlock;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** In a group of its own and not in the way of signals: who interrupts an installation ends it. */
async function npm(cwd: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<void> {
  const inherited = Object.entries(process.env).filter(([name]) => !ABOUT_THIS_PACKAGE.test(name));
  const { head, end } = startGroup('npm', [...args, '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [head.stdout, head.stderr]) stream?.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    head.once('error', reject);
    head.once('close', resolve);
  });
  await end();
  if (code === 0) return;
  const last = said.join('').slice(-4000);
  throw new Error(`npm ${args.join(' ')} in ${cwd} failed; is the npm registry within reach?\n${last}`);
}

// What npm tells the scripts of our own package would lead the inner npm back to it.
const ABOUT_THIS_PACKAGE =
  /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix|global_prefix)$|npm_command$|INIT_CWD$)/;
