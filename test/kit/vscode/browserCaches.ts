import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository } from '../repository';

/**
 * What a browser has loaded and compiled of VS Code, kept for the next new profile: a window is there in half the time.
 * Nothing else of a profile is kept. Addresses are part of it, so the servers of tests take the same port.
 */
const KEPT = ['Default/Cache', 'Default/Code Cache'] as const;

const folder = (): string => inRepository('out/browser-caches');

/** Below the ports that systems hand out by themselves. */
export const USUAL_PORT = 18_473;

export function bringCaches(profile: string): void {
  for (const name of KEPT) {
    const kept = join(folder(), name);
    try {
      if (existsSync(kept)) cpSync(kept, join(profile, name), { recursive: true });
    } catch {
      // Another browser replaced it in this moment: this one loads for itself what is missing.
    }
  }
}

/** After the browser has ended. */
export function keepCaches(profile: string): void {
  for (const name of KEPT) {
    const [made, kept] = [join(profile, name), join(folder(), name)];
    if (!existsSync(made)) continue;
    const fresh = `${kept}.${process.pid}`;
    try {
      cpSync(made, fresh, { recursive: true });
      rmSync(kept, { recursive: true, force: true });
      renameSync(fresh, kept);
    } catch {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
}
