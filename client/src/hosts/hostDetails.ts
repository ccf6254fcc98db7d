import type { Observed } from './hostBook';
import { plain } from './hostFailure';

/** A line below a host in the Hosts view: one thing that was seen there. */
export interface Detail {
  readonly host: string;
  /** The group that the host's row is below. */
  readonly below?: string;
  readonly detail: string;
  readonly value: string;
  /** Name of an icon of the editor. */
  readonly icon: string;
}

/** What was seen of a host when it was last looked at, a line each; what was not told is left out. */
export function detailsOf(
  seen: Observed | undefined,
  row: { readonly name: string; readonly below?: string },
): Detail[] {
  if (seen === undefined) return [];
  const { status = {}, daemon, drift, target, kernel } = seen;
  const details: [detail: string, value: string | undefined, icon: string][] = [
    ['System', [seen.distribution, target.arch, kernel ?? ''].filter((part) => part !== '').join(', '), 'info'],
    ['audit', target.auditVersion, 'versions'],
    ['Recording', recording(status['enabled']), 'shield'],
    ['Rules loaded', String(seen.rulesLoaded), 'list-ordered'],
    ['auditd', daemon === undefined ? undefined : running(daemon), 'pulse'],
    ['Lost events', countOf(status['lost'], 'none'), 'circle-slash'],
    ['Backlog', backlog(status), 'inbox'],
    ['On failure', failure(status['failure']), 'flame'],
    ['Last deploy', drift === undefined ? undefined : new Date(drift.since).toLocaleString(), 'cloud-upload'],
    ['Changed since', drift === undefined ? undefined : drift.paths.join(', ') || 'nothing', 'diff'],
  ];
  return details.flatMap(([detail, value, icon]): Detail[] => {
    if (value === undefined || value === '') return [];
    const below = row.below === undefined ? {} : { below: row.below };
    // The name of a system, its machine and its kernel are the host's own words.
    return [{ host: row.name, ...below, detail, value: plain(value), icon }];
  });
}

function recording(enabled: number | undefined): string | undefined {
  if (enabled === undefined) return undefined;
  return ['off (enabled 0)', 'on (enabled 1)', 'on, rules locked until the next boot (enabled 2)'][enabled];
}

function running({ pid, listens }: NonNullable<Observed['daemon']>): string {
  if (pid === undefined) return 'does not run';
  return `process ${pid}, ${listens.length === 0 ? 'listens on no port' : `listens on port ${listens.join(', ')}`}`;
}

function countOf(count: number | undefined, none: string): string | undefined {
  return count === undefined ? undefined : count === 0 ? none : String(count);
}

function backlog(status: Readonly<Record<string, number>>): string | undefined {
  const limit = status['backlog_limit'];
  return limit === undefined ? undefined : `${status['backlog'] ?? 0} of ${limit}`;
}

function failure(mode: number | undefined): string | undefined {
  return mode === undefined ? undefined : ['says nothing', 'writes to the system log', 'panics'][mode];
}
