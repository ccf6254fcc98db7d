import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { observe } from '../../client/src/deploy/observe';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { planCentral, type CentralPlan, type HostLook } from '../../client/src/central/setUp/plan';
import { Progress, type Item } from '../../client/src/central/setUp/progress';
import type { HostFailed } from '../../client/src/central/setUp/proveAll';
import { runSetUp, type SetUpResult, type SetUpWorld } from '../../client/src/central/setUp/run';
import { surroundingsOf } from '../../client/src/central/setUp/surroundings';
import { UndoLog } from '../../client/src/central/setUp/undoLog';
import type { CentralWish } from '../../client/src/central/setUp/wish';
import type { Lab } from '../lab/lab';
import type { LabHost } from '../lab/host';
import { scratch, type Scratch } from '../kit/scratch';
import { connectTo } from './hostKit';

/** A person who sets up central logging on the hosts of a lab, and answers beforehand what is asked after a failure. */
export class Administrator {
  readonly lab: Lab;
  readonly undoLog: UndoLog;
  /** What failed, as the person was told. */
  readonly told: HostFailed[] = [];
  /** Of the last run. */
  items: readonly Item[] = [];
  chooses: (failed: readonly HostFailed[]) => readonly string[] = (failed) => failed.map(({ host }) => host);
  readonly #shells = new Map<string, Promise<RemoteShell>>();
  readonly #folder: Scratch = scratch('central-');

  constructor(lab: Lab) {
    this.lab = lab;
    this.undoLog = new UndoLog(join(this.#folder.path, 'undo'));
  }

  wish(more: Partial<CentralWish> = {}): CentralWish {
    return {
      central: this.lab.central.name,
      senders: this.lab.senders.map(({ name }) => name),
      serverAddress: this.lab.central.address,
      port: 60,
      transport: 'tcp',
      mode: 'immediate',
      nameFormat: 'hostname',
      localLog: 'keep',
      firewall: 'open',
      wrappers: 'allow',
      commands: 'leave',
      confirmSeconds: 60,
      ...more,
    };
  }

  async plan(wish: CentralWish = this.wish()): Promise<CentralPlan> {
    const looks = await Promise.all(
      [wish.central, ...wish.senders].map(async (host): Promise<HostLook> => {
        const root = await this.root(host);
        const server = host === wish.central ? '' : wish.serverAddress;
        return { host, state: await observe(root), around: await surroundingsOf(root, server) };
      }),
    );
    return planCentral(looks, wish, coreRuleBook);
  }

  async run(plan: CentralPlan, signal: AbortSignal = new AbortController().signal): Promise<SetUpResult> {
    return runSetUp(plan, this.world(signal), this.progress());
  }

  progress(): Progress {
    return new Progress((items) => {
      this.items = [...items];
    });
  }

  world(signal: AbortSignal = new AbortController().signal): SetUpWorld {
    return {
      root: (host) => this.root(host),
      book: coreRuleBook,
      signal,
      now: () => new Date(),
      clock: () => performance.now(),
      patience: 8,
      random: () => randomBytes(8).toString('hex'),
      undoLog: this.undoLog,
      onDeploy: () => Promise.resolve(),
      chooseUndo: (failed) => {
        this.told.push(...failed);
        return Promise.resolve(this.chooses(failed));
      },
    };
  }

  /** One connection a host, as the extension has it; a new one where it was lost. */
  async root(name: string): Promise<RemoteShell> {
    const known = this.#shells.get(name);
    if (known !== undefined) return (await known).asRoot();
    const shell = connectTo(this.lab, this.host(name));
    this.#shells.set(name, shell);
    void shell.then(({ closed }) => closed).then(() => this.#shells.delete(name));
    return (await shell).asRoot();
  }

  host(name: string): LabHost {
    const host = this.lab.hosts.find((one) => one.name === name);
    if (host === undefined) throw new Error(`no host ${name}`);
    return host;
  }

  async end(): Promise<void> {
    for (const shell of this.#shells.values()) (await shell).end();
    this.#folder.remove();
  }
}
