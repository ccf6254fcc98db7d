import { chromium, type LaunchOptions, type Page } from 'playwright-core';
import { scratch } from '../scratch';
import { bringCaches, keepCaches } from './browserCaches';

const FLAGS = [
  '--no-sandbox', // needed as root and in most containers; the only page is our own server's
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage', // /dev/shm is often 64 MB in containers
];

export const chromiumPath = (): string => process.env['CHROMIUM_PATH'] || '/usr/bin/chromium';

export interface Browser {
  readonly page: Page;
  close(): Promise<void>;
}

const size = { viewport: { width: 1400, height: 900 } };

/** Debian's chromium without a window; playwright-core brings no browser of its own. */
const launchOptions = (): LaunchOptions => ({
  executablePath: chromiumPath(),
  args: FLAGS,
  // A test ends its browser itself; by default playwright would exit before our own clean-up.
  handleSIGINT: false,
  handleSIGTERM: false,
  handleSIGHUP: false,
});

/** With a new profile, to which earlier windows of VS Code left what they had loaded and compiled of it. */
export async function launchBrowser(): Promise<Browser> {
  const profile = scratch('aw-chromium-');
  bringCaches(profile.path);
  const context = await chromium.launchPersistentContext(profile.path, { ...launchOptions(), ...size });
  const close = async () => {
    await context.close().catch(() => {});
    keepCaches(profile.path);
    profile.remove();
  };
  return { page: context.pages()[0] ?? (await context.newPage()), close };
}

/** One browser for many pages, which know nothing of each other. */
export interface PagesBrowser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export async function launchPagesBrowser(): Promise<PagesBrowser> {
  const browser = await chromium.launch(launchOptions());
  return { newPage: () => browser.newPage(size), close: () => browser.close() };
}
