import { chromium, type BrowserContext, type Page } from 'playwright-core';
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
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/**
 * Debian's chromium without a window, in a new profile; playwright-core brings no browser of its own. `keepsVscode`:
 * for a window of VS Code, of which earlier ones left something in the caches.
 */
export async function launchBrowser({ keepsVscode = false } = {}): Promise<Browser> {
  const profile = scratch('aw-chromium-');
  if (keepsVscode) bringCaches(profile.path);
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: chromiumPath(),
    args: FLAGS,
    viewport: { width: 1400, height: 900 },
    // A test ends its browser itself; by default playwright would exit before our own clean-up.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const close = async () => {
    await context.close().catch(() => {});
    if (keepsVscode) keepCaches(profile.path);
    profile.remove();
  };
  return { page: context.pages()[0] ?? (await context.newPage()), context, close };
}
