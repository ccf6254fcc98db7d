import { readFileSync, rmSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { end, lives, processName, type ProcessName } from './processes';

const prefix = 'auditd-lab-';
const ownerFile = 'owner.json';
const processesFile = 'processes';

/** Folders of labs of this process, removed when it ends without having stopped them. */
const ours = new Set<string>();
const deadlySignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A folder that says whose it is, so that what a killed process left can be told from what one works with. */
export async function makeLabFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), prefix));
  await writeFile(path.join(folder, ownerFile), JSON.stringify(processName(process.pid)));
  await writeFile(path.join(folder, processesFile), '');
  if (ours.size === 0) {
    process.on('exit', removeOurs);
    for (const signal of deadlySignals) process.on(signal, removeOursAndDie);
  }
  ours.add(folder);
  return folder;
}

/** Records a process that must end with the lab. */
export function noteProcess(folder: string, name: ProcessName): Promise<void> {
  return appendFile(path.join(folder, processesFile), JSON.stringify(name) + '\n');
}

/** Removes what is in it first, and the owner's name last: an interrupted removal is still known as stale. */
export async function removeLabFolder(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((entry) => entry !== ownerFile)) {
    await rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
  await rm(folder, { recursive: true });
  ours.delete(folder);
  if (ours.size > 0) return;
  process.off('exit', removeOurs);
  for (const signal of deadlySignals) process.off(signal, removeOursAndDie);
}

/** The hosts are bound to this process and would end with it; they must end before it for their folders to go. */
function removeOurs(): void {
  for (const folder of ours) {
    for (const name of processesOf(readFileSync(path.join(folder, processesFile), 'utf8'))) {
      if (lives(name)) process.kill(name.pid, 'SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
  }
  ours.clear();
}

function removeOursAndDie(signal: NodeJS.Signals): void {
  // Someone else handles the signal, and will stop the lab in order.
  if (process.listenerCount(signal) > 1) return;
  removeOurs();
  process.off(signal, removeOursAndDie);
  process.kill(process.pid, signal);
}

/** Clears away labs whose process is gone; returns their folders. Labs that are in use are left alone. */
export async function removeStaleLabs(): Promise<string[]> {
  const removed: string[] = [];
  for (const name of await readdir(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name);
    if (!name.startsWith(prefix) || !(await isStale(folder))) continue;
    for (const left of processesOf(await readFile(path.join(folder, processesFile), 'utf8').catch(() => ''))) {
      await end(left);
    }
    // Two may clear away the same at once.
    await removeLabFolder(folder).catch(() => {});
    removed.push(folder);
  }
  return removed;
}

function processesOf(text: string): ProcessName[] {
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as ProcessName);
}

async function isStale(folder: string): Promise<boolean> {
  try {
    return !lives(JSON.parse(await readFile(path.join(folder, ownerFile), 'utf8')) as ProcessName);
  } catch {
    // No owner yet (it is just being made), or no lab of ours: hands off.
    return false;
  }
}
