import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { applyPlan } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { observe } from '../../client/src/deploy/observe';
import { plan } from '../../client/src/deploy/plan';
import type { Route } from '../../client/src/hosts/host';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import type { Relay } from '../kit/relay';
import { inRepository } from '../kit/repository';
import { until } from '../kit/until';
import type { LabHost } from '../lab/host';
import { wish } from './deployKit';
import { connectBy, Person } from './hostKit';

/** connection: destroyed by the network; client: kill -9 of the process that deploys; script: kill -9 of all it runs there. */
export type Way = 'connection' | 'client' | 'script';

export interface Tally {
  old: number;
  new: number;
  /** The outcome that the client had told before it was killed, or after the cut: right ones only, else it throws. */
  readonly told: Record<string, number>;
  /** By the first look afterwards; and by the host itself, which saw the client go, or by its timer. */
  undoneByLook: number;
  undoneByHost: number;
  /** Rounds in which the moment after the kill had neither version whole: what recovery is for. */
  betweenAtFirst: number;
}

/** A host in a version: three files of rules, auditd.conf and what is loaded all say the same number. */
export class Versions {
  static readonly names = ['10-a.rules', '20-b.rules', '30-c.rules'];
  readonly #host: LabHost;

  constructor(host: LabHost) {
    this.#host = host;
  }

  static files(number: number): Record<string, string> {
    const own = ['/etc/passwd', '/etc/shadow', '/etc/services'];
    const rules = (index: number): string =>
      [own[index], '/etc/group', '/etc/hosts'].map((path) => `-w ${path} -p wa -k ${index + 1}v${number}\n`).join('');
    return {
      ...Object.fromEntries(
        Versions.names.map((name, index) => [name, `${index === 0 ? '-D\n' : ''}# version ${number}\n${rules(index)}`]),
      ),
      'auditd.conf': `# version ${number}\nlocal_events = no\nlog_file = /var/log/audit/audit.log\nspace_left = 75\nadmin_space_left = 50\nnum_logs = ${2 + (number % 90)}\n`,
    };
  }

  /** undefined: there is more than one. */
  async now(): Promise<number | undefined> {
    const paths = [...Versions.names.map((name) => `/etc/audit/rules.d/${name}`), '/etc/audit/auditd.conf'];
    const texts = await Promise.all(paths.map((path) => this.#host.readText(path).catch(() => 'none')));
    const numbers = texts.map((text) => /^# version (\d+)\n/m.exec(text)?.[1]);
    const loaded = await this.#host.kernel.loadedRules().catch(() => []);
    const all = new Set([...numbers, ...loaded.map((rule) => /v(\d+)$/.exec(rule)?.[1])]);
    const number = Number([...all][0]);
    const wished = Object.values(Versions.files(number));
    const isWhole = all.size === 1 && loaded.length === 9 && texts.every((text, index) => text === wished[index]);
    return isWhole ? number : undefined;
  }
}

export interface Campaign {
  readonly host: LabHost;
  /** To the host, by way of the relay. */
  readonly route: Route;
  readonly relay: Relay;
  /** For the program of the client that is killed. */
  readonly folder: string;
  /** From 0 to 1, the same for the same seed. */
  readonly random: () => number;
}

/** Rounds of one way. Throws at the first recovery that leaves anything but a whole version and nothing beside it. */
export async function kill(way: Way, rounds: number, campaign: Campaign): Promise<Tally> {
  const { host } = campaign;
  const versions = new Versions(host);
  const tally: Tally = { old: 0, new: 0, told: {}, undoneByLook: 0, undoneByHost: 0, betweenAtFirst: 0 };
  const usual: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // How long a deploy takes here now: the first ones are slower, and so are those while others use the machine.
    while (usual.length < undisturbed || (usual.length - undisturbed) * eachRounds < round) {
      usual.push(await usualTime(campaign, versions));
    }
    const before = await wholeVersion(versions, `before round ${round}`);
    // One moment in each of as many parts of it, from its first byte to its end; the last after the end, whenever that is.
    const part = (round + campaign.random()) / rounds;
    const delay = round === rounds - 1 ? 'at its end' : part * median(usual.slice(-undisturbed));
    const told = await strike(way, Versions.files(before + 1), delay, campaign);
    const between = (await versions.now()) === undefined;
    if (between) tally.betweenAtFirst++;
    const looked = await recover(campaign);
    const after = await wholeVersion(versions, `after round ${round} of ${way}`);
    if (after !== before && after !== before + 1) throw new Error(`round ${round}: version ${after} after ${before}`);
    const isNew = after === before + 1;
    if (told === 'done' && !isNew) throw new Error(`round ${round}: told that it is done, and it is not`);
    if (told === 'rolled-back' && isNew) throw new Error(`round ${round}: told that it went back, and it did not`);
    tally[isNew ? 'new' : 'old']++;
    tally.told[told] = (tally.told[told] ?? 0) + 1;
    if (looked === 'undone') tally.undoneByLook++;
    if (!isNew && (looked === 'waited' || (looked === 'nothing' && between))) tally.undoneByHost++;
    await nothingIsLeft(host, `round ${round} of ${way}`);
  }
  return tally;
}

async function wholeVersion(versions: Versions, when: string): Promise<number> {
  const number = await versions.now();
  if (number === undefined) throw new Error(`${when}: the host is neither in the old state nor in the new one`);
  return number;
}

/** Milliseconds after the sending. */
type Delay = number | 'at its end';

/** Deploys that nobody disturbs: so many tell how long one takes, and after so many rounds there is one more. */
const undisturbed = 3;
const eachRounds = 5;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Milliseconds from the sending to the end of a deploy that nobody disturbs. */
async function usualTime(campaign: Campaign, versions: Versions): Promise<number> {
  const next = Versions.files((await wholeVersion(versions, 'at first')) + 1);
  let begun = 0;
  const root = await connect(campaign);
  const kind = await deploy(root, next, () => (begun = performance.now()), campaign);
  root.end();
  if (kind !== 'done') throw new Error(`a deploy that nobody disturbs ends as ${kind}`);
  return performance.now() - begun;
}

async function connect({ route }: Campaign): Promise<RemoteShell> {
  return (await connectBy('central', route, new Person({ key: 'once' }))).asRoot();
}

async function deploy(
  root: RemoteShell,
  files: Readonly<Record<string, string>>,
  onSending: () => void,
  campaign: Campaign,
): Promise<string> {
  const planned = plan(await observe(root), wish(files, { confirmSeconds: 2 }), coreRuleBook);
  const outcome = await applyPlan(root, planned, {
    book: coreRuleBook,
    reconnect: () => connect(campaign),
    onStage: (stage) => (stage === 'sending' ? onSending() : undefined),
  });
  return outcome.kind === 'untouched' ? `untouched ${JSON.stringify(outcome.reason)}` : outcome.kind;
}

/** A deploy, and the blow at a random moment of it. Gives what the client told. */
async function strike(
  way: Way,
  files: Readonly<Record<string, string>>,
  delay: Delay,
  campaign: Campaign,
): Promise<string> {
  if (way === 'client') return killedClient(files, delay, campaign);
  const root = await connect(campaign);
  let told: Promise<string> | undefined;
  await new Promise<void>((resolve) => {
    told = deploy(root, files, resolve, campaign).catch((error: unknown) => `error ${String(error)}`);
    void told.then(() => resolve());
  });
  await (delay === 'at its end' ? told : pause(delay));
  if (way === 'connection') campaign.relay.cut();
  else killScript(campaign.host);
  const kind = (await told) ?? '';
  root.end();
  return kind;
}

/**
 * All that a deploy has started on the host, its timer too; nothing of the host itself. From here and at once: a script that
 * looks for them in the host takes longer than the deploy. Twice, for those that were begun meanwhile.
 */
function killScript({ pid }: LabHost): void {
  const space = readlinkSync(`/proc/${pid}/ns/pid`);
  for (let pass = 0; pass < 2; pass++) {
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      try {
        if (readlinkSync(`/proc/${name}/ns/pid`) !== space) continue;
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const program = readFileSync(`/proc/${name}/comm`, 'utf8').trim();
        if (ofDeploy.test(words) || /^(auditctl|augenrules|sleep|awk)/.test(program)) {
          process.kill(Number(name), 'SIGKILL');
        }
      } catch {
        // It has ended by itself.
      }
    }
  }
}

async function killedClient(
  files: Readonly<Record<string, string>>,
  delay: Delay,
  { route, folder }: Campaign,
): Promise<string> {
  const child = spawn(process.execPath, [join(folder, 'deployClient.cjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ route, files }));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const gone = once(child, 'close');
  const begun = () => said.includes('sending\n') || child.exitCode !== null;
  // On a machine that others use the start of a process may take its time.
  await until('the deploy to begin', begun, { every: 2, within: 120_000 });
  const hasTold = () => said.includes('told ') || child.exitCode !== null;
  if (delay === 'at its end') await until('the deploy to end', hasTold, { every: 2, within: 120_000 });
  else await pause(delay);
  child.kill('SIGKILL');
  await gone;
  return /^told (\S+)$/m.exec(said)?.[1] ?? 'nothing';
}

/** The program whose process is killed. */
export async function buildClient(folder: string): Promise<void> {
  await build({
    entryPoints: [inRepository('test/remote/deployClient.ts')],
    outfile: join(folder, 'deployClient.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    loader: { '.sh': 'text' },
    external: ['cpu-features', '*.node'],
    logLevel: 'error',
  });
}

/** One look at the host is all the recovery that there may be; where the host's own timer lives, it is waited for. */
async function recover(campaign: Campaign): Promise<'undone' | 'waited' | 'nothing'> {
  const root = await connect(campaign);
  try {
    const first = await observe(root);
    if (first.recovered.length > 0) return 'undone';
    if (first.waiting.length === 0) return 'nothing';
    await until('the host to go back by itself', async () => (await observe(root)).waiting.length === 0, {
      within: 120_000,
    });
    return 'waited';
  } finally {
    root.end();
  }
}

/** The name of a deploy, which is among the words of all that works on it. */
const ofDeploy = /t[0-9a-f]{16}/;

async function nothingIsLeft(host: LabHost, when: string): Promise<void> {
  const { out } = await host.run('ls -d /etc/audit/.ad-* /etc/audit/rules.d/.ad-* 2>/dev/null');
  if (out !== '') throw new Error(`${when}: left behind: ${out}`);
  const words = 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "';
  // The last process of a connection that was cut may take a moment to see it.
  await until(`${when}: no process of a deploy`, async () => !ofDeploy.test((await host.run(words)).out));
}

/** mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
