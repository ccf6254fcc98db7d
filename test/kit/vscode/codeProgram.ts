// Takes the arguments of the desktop's `code` as far as test runners use them, and runs VS Code's server with a
// headless chromium instead: what @vscode/test-electron gets as vscodeExecutablePath where there is no desktop.
// Environment: AUDITD_TEST_VSCODE newest or oldest; AUDITD_TEST_TIMEOUT milliseconds.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inRepository } from '../repository';
import { launchBrowser } from './browser';
import { USUAL_PORT } from './browserCaches';
import { installVscode, releases, type Release } from './installation';
import { startVscodeServer } from './server';
import { testSettings } from './settings';

const TIMED_OUT = 124;

const { values, positionals } = parseArgs({
  // Unknown options are taken as switches; a desktop has many.
  strict: false,
  allowPositionals: true,
  options: {
    version: { type: 'boolean' },
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

function release(): Release {
  const name = process.env['AUDITD_TEST_VSCODE'] ?? 'newest';
  if (name in releases) return name as Release;
  throw new Error(`AUDITD_TEST_VSCODE: newest or oldest, not ${name}`);
}

async function main(): Promise<number> {
  const installation = await installVscode(release(), console.error);
  if (values.version) {
    console.log(
      (JSON.parse(readFileSync(join(installation.vscode, 'package.json'), 'utf8')) as { version: string }).version,
    );
    return 0;
  }
  const text = (value: unknown) => (typeof value === 'string' ? { is: value } : undefined);
  const userData = text(values['user-data-dir']);
  const extensions = text(values['extensions-dir']);
  const testsPath = text(values.extensionTestsPath);
  const server = await startVscodeServer({
    installation,
    settings: testSettings,
    port: USUAL_PORT,
    testDriver: true,
    ...(userData && { userData: userData.is }),
    ...(extensions && { extensions: extensions.is }),
  });
  const { page, close } = await launchBrowser();
  try {
    let over = false;
    const ended = new Promise<number>((resolve) => {
      const settle = (code: number) => {
        over = true;
        resolve(code);
      };
      page.on('crash', () => {
        console.error('the page crashed');
        settle(1);
      });
      void server.ended.then(() => {
        if (over) return;
        console.error(`VS Code server ended: ${readFileSync(server.logFile, 'utf8').slice(-2000)}`);
        settle(1);
      });
      const limit = Number(process.env['AUDITD_TEST_TIMEOUT'] ?? 180_000);
      setTimeout(
        () => void page.screenshot({ path: timeoutPicture(limit) }).finally(() => settle(TIMED_OUT)),
        limit,
      ).unref();
      // VS Code calls these two by itself, the first with the result of the tests, the second with what the extension host logs.
      const exposed = Promise.all([
        page.exposeFunction('codeAutomationExit', settle),
        page.exposeFunction('codeAutomationLog', keepHostLog),
      ]);
      // Exposed before the page is opened: a short run may end before anything later could be.
      const folder = positionals.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
      const developed = (values.extensionDevelopmentPath ?? []) as string[];
      exposed
        .then(() =>
          page.goto(
            server.url({
              extensionDevelopmentPaths: developed,
              ...(folder !== undefined && { folder }),
              ...(testsPath && { extensionTestsPath: testsPath.is }),
            }),
          ),
        )
        .catch((error: unknown) => {
          console.error(error);
          settle(1);
        });
    });
    return await ended;
  } finally {
    await close();
    await server.stop();
  }
}

function timeoutPicture(limit: number): string {
  const folder = inRepository('test-results/screenshots');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'editor-timeout.png');
  console.error(`no result within ${limit / 1000} s; the window at that moment: ${path}`);
  return path;
}

/** The last of what the extension host logged, for a run that ends badly. */
const hostLog: string[] = [];

function keepHostLog(type: string, args: readonly unknown[]): void {
  // Without the workbench's colours.
  const texts = args.map(String).filter((text) => !/^\s*color:/.test(text));
  const line = `[host] ${type} ${texts.join(' ').replaceAll(/%c\s?/g, '')}`;
  if (process.env['VERBOSE']) console.error(line);
  else if (type !== 'info' && type !== 'log') hostLog.splice(0, Math.max(0, hostLog.push(line) - 60));
}

// @vscode/test-electron passes no signal on but Ctrl+C's: who has lost its parent ends.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 500).unref();

main().then(
  (code) => {
    if (code !== 0) for (const line of hostLog) console.error(line);
    process.exit(code);
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
