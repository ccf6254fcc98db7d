import { expect } from 'vitest';
import { diagnose } from '../../client/src/central/diagnosis/diagnose';
import { look } from '../../client/src/central/diagnosis/look';
import type { Fault, Link, LinkState, Report } from '../../client/src/central/diagnosis/report';
import { links } from '../../client/src/central/diagnosis/report';
import { faultsOf } from '../../client/src/central/diagnosis/report';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { until } from '../kit/until';
import type { LabHost } from '../lab/host';
import type { Lab } from '../lab/lab';
import type { LabUser } from '../lab/users';
import { connectTo } from './hostKit';

export const auditdConf = '/etc/audit/auditd.conf';
export const remoteConf = '/etc/audit/audisp-remote.conf';
export const pluginConf = '/etc/audit/plugins.d/au-remote.conf';

/** A pipeline that is broken, looked at as the extension does, and mended again. */
export class Pipeline {
  readonly lab: Lab;
  readonly #shells = new Map<LabHost, RemoteShell>();
  #user: LabUser = 'root';

  constructor(lab: Lab) {
    this.lab = lab;
  }

  get central(): LabHost {
    return this.lab.central;
  }
  get sender(): LabHost {
    return this.lab.sender;
  }

  /** From now on looked at by another login. */
  as(user: LabUser): void {
    this.end();
    this.#user = user;
  }

  /** Senders first: what their logins record is on its way then, and the server is asked when it has arrived. */
  async diagnose(): Promise<Report> {
    const ordered = [...this.lab.hosts].sort((a, b) => Number(a.role === 'central') - Number(b.role === 'central'));
    const looked = [];
    for (const host of ordered) {
      const root = await this.root(host);
      looked.push({ host: host.name, role: host.role, seen: await look(root, Date.now) });
    }
    return diagnose(looked, Date.now());
  }

  /** The report, looked at again until it is as expected: daemons need a moment to see what was done to them. */
  async settled(what: string, isSo: (report: Report) => boolean): Promise<Report> {
    let last: Report | undefined;
    try {
      return await until(
        what,
        async () => {
          last = await this.diagnose();
          return isSo(last) && last;
        },
        { within: 40_000 },
      );
    } catch (cause) {
      throw new Error(`${what} was not seen, but:\n${last === undefined ? 'nothing' : summary(last)}`, { cause });
    }
  }

  async set(host: LabHost, path: string, settings: Readonly<Record<string, string | null>>): Promise<void> {
    const before = (await host.readText(path)).split('\n');
    const lines = before.filter((text) => text !== '' && !((text.split(' ')[0] ?? '') in settings));
    const added = Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : [`${name} = ${value}`]));
    await host.writeFile(path, `${[...lines, ...added].join('\n')}\n`);
  }

  async root(host: LabHost): Promise<RemoteShell> {
    const kept = this.#shells.get(host);
    if (kept !== undefined) return kept;
    const shell = await (await connectTo(this.lab, host, this.#user)).asRoot();
    this.#shells.set(host, shell);
    return shell;
  }

  end(): void {
    for (const shell of this.#shells.values()) shell.end();
    this.#shells.clear();
  }
}

export function summary({ hosts }: Report): string {
  return hosts
    .map(
      ({ host, role, links: all }) =>
        `${host} (${role}): ${all.map(({ link, state, faults }) => `${link} ${state}${faults.length === 0 ? '' : ` [${faults.map(({ name, effect }) => `${name} ${effect}`).join(', ')}]`}`).join('; ')}`,
    )
    .join('\n');
}

export function statesOf(report: Report, host: string, role: string): Record<Link, LinkState> {
  const found = report.hosts.find((one) => one.host === host && one.role === role);
  expect(found, summary(report)).toBeDefined();
  return Object.fromEntries(found?.links.map((state) => [state.link, state]) ?? []) as Record<Link, LinkState>;
}

export function faultNamed(report: Report, name: string): Fault {
  const fault = faultsOf(report).find((one) => one.name === name);
  expect(fault, summary(report)).toBeDefined();
  return fault as Fault;
}

/** `rules good, kernel good, …, network unknown`: one line for a table. */
export function line(states: Record<Link, LinkState>): string {
  return links.map((link) => `${link} ${states[link].state}`).join(', ');
}
