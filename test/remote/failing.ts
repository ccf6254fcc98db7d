import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPlan } from '../../client/src/deploy/apply';
import type { ApplyWorld } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { observe } from '../../client/src/deploy/observe';
import { describeOutcome } from '../../client/src/deploy/outcome';
import { plan } from '../../client/src/deploy/plan';
import { connectHost } from '../../client/src/hosts/connectHost';
import type { Route } from '../../client/src/hosts/host';
import { HostError } from '../../client/src/hosts/hostFailure';
import type { HostKeyAnswer } from '../../client/src/hosts/prompter';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { describeWithLab } from '../kit/lab';
import type { LabHost } from '../lab/host';
import type { Lab, LabOptions } from '../lab/lab';
import type { Entry } from '../lab/snapshot';
import type { LabUser } from '../lab/users';
import { Target, wish } from './deployKit';
import { connectBy, Person, routeTo } from './hostKit';

/** A host that is not as a deploy would like it, made so on the lab, and what a person reads of it. */
export interface FailingHost {
  readonly title: string;
  /** Shell commands as root past ssh, or more than that. */
  readonly make?: string | ((bed: Bed) => unknown);
  readonly undo?: string | ((bed: Bed) => unknown);
  /** Lines of its sshd_config. */
  readonly sshd?: readonly string[];
  /** Default nopasswd: root's rights by sudo without a question. */
  readonly user?: LabUser;
  readonly secret?: string;
  readonly key?: HostKeyAnswer;
  readonly route?: (bed: Bed) => Partial<Route> | Promise<Partial<Route>>;
  /** Shorter than the extension’s own, where the host answers never. */
  readonly patience?: {
    readonly loginTimeout?: number;
    readonly connectTimeout?: number;
    readonly pauseAtFirst?: number;
  };
  /** After the login, and after the plan was made. */
  readonly connected?: (bed: Bed, shell: RemoteShell) => unknown;
  readonly planned?: (bed: Bed) => unknown;
  readonly world?: (bed: Bed) => Partial<ApplyWorld>;
  /** Before the host is compared with what it was. */
  readonly after?: (bed: Bed) => unknown;
  /** Instead of `40-network.rules` with two good rules. */
  readonly wished?: Readonly<Record<string, string>>;
  /** What happened, and what to do next. */
  readonly says: readonly [what: RegExp, next: RegExp];
  /**
   * unchanged: not a byte, mode, owner, inode or time below /etc, and nothing that the kernel holds; but for times: those of
   * folders may be new.
   */
  readonly host: 'unchanged' | 'unchanged but for times' | 'deployed';
}

export interface Bed {
  readonly lab: Lab;
  readonly host: LabHost;
  readonly target: Target;
  /** In the host. */
  run(command: string): Promise<void>;
}

const good = { '40-network.rules': '-w /etc/hosts -p wa -k net\n-w /etc/resolv.conf -p wa -k net\n' };

/** Each host of the table: made, tried, and put back. */
export function describeFailing(title: string, hosts: readonly FailingHost[], options: LabOptions = {}): void {
  describeWithLab(title, { auditd: false, ...options }, (lab) => {
    let bed: Bed;
    let first: readonly Entry[] = [];
    beforeAll(async () => {
      const target = new Target(lab(), lab().central);
      const host = lab().central;
      const run = async (command: string): Promise<void> => {
        const { code, err } = await host.run(command);
        if (code !== 0) throw new Error(`${command}: ${err}`);
      };
      bed = { lab: lab(), host, target, run };
      if (options.kernel !== 'none') await target.begin();
      first = await host.snapshot('/etc');
    });
    afterAll(() => bed.target.end());

    it.each(hosts)('$title', async (failing) => {
      if (options.kernel !== 'none') await bed.target.begin();
      try {
        if (typeof failing.make === 'string') await bed.run(failing.make);
        if (failing.sshd !== undefined) await bed.host.sshd.restart(failing.sshd);
        if (typeof failing.make === 'function') await failing.make(bed);
        let before = await everything(bed.host);
        const onPlan = async (): Promise<void> => {
          await failing.planned?.(bed);
          // What others do there meanwhile is not our doing.
          if (failing.planned !== undefined) before = await everything(bed.host);
        };
        const message = await attempt(failing, bed, onPlan);
        note(failing, message);
        for (const expected of failing.says) expect(message).toMatch(expected);
        await failing.after?.(bed);
        expect(message).not.toMatch(/undefined|\[object|\n/);
        if (failing.host === 'unchanged') expect(await everything(bed.host)).toEqual(before);
        else if (failing.host !== 'deployed')
          expect(withoutTimes(await everything(bed.host))).toEqual(withoutTimes(before));
        else expect(await bed.host.readText('/etc/audit/rules.d/40-network.rules')).toBe(good['40-network.rules']);
        if (failing.host === 'deployed')
          expect((await bed.host.run('ls -d /etc/audit/.ad-* 2>/dev/null')).out).toBe('');
      } finally {
        await perform(failing.undo, bed);
        if (failing.sshd !== undefined) await bed.host.sshd.restart();
        bed.target.end();
      }
      // The next one finds the host as this one did.
      if (options.kernel !== 'none') await bed.target.begin();
      // Of passwd and its like usermod leaves the one before (passwd-).
      const left = (entries: readonly Entry[]) =>
        entries.filter(({ path }) => !/^(\.$|audit|ssh\/sshd_config)|-$|^\.pwd/.test(path));
      expect(left(await bed.host.snapshot('/etc'))).toEqual(left(first));
    });
  });
}

async function perform(what: FailingHost['make'], bed: Bed): Promise<void> {
  if (typeof what === 'string') await bed.run(what);
  else await what?.(bed);
}

/** busybox does not set a time that it did not print itself: of folders, and of the file that augenrules writes into. */
function withoutTimes<Found extends { readonly files: readonly Entry[] }>(found: Found): unknown {
  return {
    ...found,
    files: found.files.map((entry) => ({
      ...entry,
      ...(entry.kind === 'folder' || entry.path === 'audit/audit.rules' ? { modified: 0 } : {}),
    })),
  };
}

async function everything(host: LabHost): Promise<{ files: Entry[]; others: unknown; kernel: unknown }> {
  const files = await host.snapshot('/etc', { inodes: true, times: true });
  const others = await Promise.all(['/root', '/home', '/tmp'].map((folder) => host.snapshot(folder)));
  return { files, others, kernel: await heldByKernel(host) };
}

/** Where auditctl is out of reach, as the pretended kernel has it. */
async function heldByKernel(host: LabHost): Promise<unknown> {
  try {
    return { rules: await host.kernel.loadedRules(), status: await host.kernel.status() };
  } catch {
    return (await host.run('cat /run/audit-kernel/state')).out;
  }
}

/** What the extension would say of a deploy there. */
async function attempt(failing: FailingHost, bed: Bed, onPlan: () => Promise<void>): Promise<string> {
  const { user = 'nopasswd', secret, key, patience: { pauseAtFirst, ...waits } = {} } = failing;
  const person = new Person({ ...(key === undefined ? {} : { key }), ...(secret === undefined ? {} : { secret }) });
  const route = await routeTo(bed.lab, bed.host, user, await failing.route?.(bed));
  const connect = (): Promise<RemoteShell> =>
    connectHost('central', route, undefined, {
      ssh2: (name, way) => connectBy(name, way, person, { connectTimeout: 4_000, ...waits }),
      systemSsh: () => Promise.reject(new Error('ssh2 should do')),
      chosen: () => undefined,
      note: () => undefined,
      ...(pauseAtFirst === undefined ? {} : { pauseAtFirst }),
    });
  try {
    const shell = await connect();
    try {
      const root = await shell.asRoot();
      await failing.connected?.(bed, shell);
      const planned = plan(await observe(root), wish(failing.wished ?? good, { confirmSeconds: 4 }), coreRuleBook);
      if (planned.obstacles.length > 0) {
        return planned.obstacles.map(({ what, next }) => `central: ${what} ${next}`).join(' ');
      }
      await onPlan();
      const reconnect = async () => (await connect()).asRoot();
      return describeOutcome(
        'central',
        await applyPlan(root, planned, { book: coreRuleBook, reconnect, ...failing.world?.(bed) }),
      );
    } finally {
      shell.end();
    }
  } catch (error) {
    if (error instanceof HostError) return error.message;
    throw error;
  }
}

/** With FAILING_HOSTS=FILE a row of the table of docs/evidence.md goes there. */
function note({ title, host }: FailingHost, message: string): void {
  const file = process.env['FAILING_HOSTS'];
  const text = message.replace(/t[0-9a-f]{16}/g, 'TRANSACTION').replaceAll('|', '\\|');
  if (file !== undefined) appendFileSync(file, `| ${title} | ${host} | ${text} |\n`);
}
