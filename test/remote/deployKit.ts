import { applyPlan } from '../../client/src/deploy/apply';
import type { ApplyWorld } from '../../client/src/deploy/apply';
import { coreRuleBook } from '../../client/src/deploy/coreRuleBook';
import { observe } from '../../client/src/deploy/observe';
import type { Outcome } from '../../client/src/deploy/outcome';
import { plan } from '../../client/src/deploy/plan';
import type { Plan, Wish } from '../../client/src/deploy/planModel';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import type { Lab } from '../lab/lab';
import type { LabHost } from '../lab/host';
import type { LabUser } from '../lab/users';
import { userPassword } from '../lab/users';
import { connectTo, Person } from './hostKit';

export const base = '-D\n-b 8192\n-f 1\n-w /etc/passwd -p wa -k id\n-w /etc/group -p wa -k id\n';

export function wish(files: Readonly<Record<string, string>>, more: Partial<Wish> = {}): Wish {
  const wished = Object.entries(files).map(([name, text]) => ({ name, content: Buffer.from(text) }));
  return { files: wished, remove: [], confirmSeconds: 60, ...more };
}

/** A client that does not get a word out, and nothing after it, though its connection stands. */
export function dumbBefore(word: string, root: RemoteShell, then?: () => void): RemoteShell {
  return {
    ...root,
    open: async (command, options) => {
      const process = await root.open(command, options);
      return { ...process, write: (text) => (text === `${word}\n` ? then?.() : process.write(text)) };
    },
  };
}

/** One host as the extension has it: connected, with root's rights. */
export class Target {
  readonly lab: Lab;
  readonly host: LabHost;
  readonly user: LabUser;
  readonly #shells: RemoteShell[] = [];

  constructor(lab: Lab, host: LabHost, user: LabUser = 'root') {
    this.lab = lab;
    this.host = host;
    this.user = user;
  }

  async root(): Promise<RemoteShell> {
    const shell = await connectTo(this.lab, this.host, this.user, new Person({ secret: userPassword }));
    this.#shells.push(shell);
    return shell.asRoot();
  }

  async plan(wished: Wish): Promise<Plan> {
    return plan(await observe(await this.root()), wished, coreRuleBook);
  }

  async apply(planned: Plan, world: Partial<ApplyWorld> = {}): Promise<Outcome> {
    return applyPlan(await this.root(), planned, { book: coreRuleBook, reconnect: () => this.root(), ...world });
  }

  async deploy(wished: Wish, world: Partial<ApplyWorld> = {}): Promise<Outcome> {
    return this.apply(await this.plan(wished), world);
  }

  /** All of /etc/audit with bytes, modes, owners, names, times and inodes, and all that the kernel holds but auditd's pid. */
  async everything(): Promise<unknown> {
    const files = await this.host.snapshot('/etc/audit', { inodes: true, times: true });
    const { pid: _, ...status } = await this.host.kernel.status();
    return { files, rules: await this.host.kernel.loadedRules(), status };
  }

  /** An ordinary host: rules.d is compiled, and loaded. */
  async begin(rules: Readonly<Record<string, string>> = { '10-base.rules': base }): Promise<void> {
    await this.host.kernel.reset();
    await this.host.run('rm -rf /etc/audit/rules.d/* /etc/audit/audit.rules* /etc/audit/.ad-*');
    for (const [name, text] of Object.entries(rules)) await this.host.writeFile(`/etc/audit/rules.d/${name}`, text);
    await this.host.run('augenrules --load');
  }

  end(): void {
    for (const shell of this.#shells.splice(0)) shell.end();
  }
}
