import type { Target } from '../../../core/src/target';

/** What one look at a host tells a plan. Plain data: plans are tested with states written by hand. */
export interface HostState {
  readonly host: string;
  /** undefined: no audit there. */
  readonly auditVersion: string | undefined;
  readonly arch: string;
  readonly kernel: string;
  readonly distribution: string;
  /** `auditctl -s`: enabled, failure, backlog_limit, lost … */
  readonly status: Readonly<Record<string, number>>;
  /** `auditctl -l`, a rule a line, in the kernel's order; undefined when it could not be asked, with the reason. */
  readonly loaded: readonly string[] | undefined;
  readonly loadedProblem: string;
  /** Of /etc/audit (and /etc/audisp), with content where it is a file of at most 1 MiB. */
  readonly files: readonly HostFile[];
  /** Folders for managed files that are there: `/etc/audit/plugins.d`, `/etc/audisp` … */
  readonly folders: readonly string[];
  /** When what is in them changed last, as `stat` prints it. */
  readonly folderTimes?: ReadonlyMap<string, string>;
  /** Of the folders that were asked for, those that are not there. */
  readonly absent: readonly string[];
  readonly daemon: DaemonState;
  readonly hasAugenrules: boolean;
  readonly hasRulesFolder: boolean;
  /** Which awk compiles rules there. */
  readonly awk: 'gawk' | 'mawk';
  /** Names with their numbers. */
  readonly users: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
  /** Programs that a deploy needs and the host has not. */
  readonly missingTools: readonly string[];
  /** Broken earlier deploys that were undone just now, and what could not be put back. */
  readonly recovered: readonly string[];
  readonly notPutBack: readonly string[];
  /** Deploys of others that still wait for their confirmation, with the seconds until they go back. */
  readonly waiting: readonly { readonly transaction: string; readonly seconds: number }[];
}

/** auditd, as it runs there. */
export interface DaemonState {
  /** undefined: it does not run, or another machine's auditd is the only one. */
  readonly pid: number | undefined;
  /** TCP ports that it listens on itself, whatever its configuration says. */
  readonly listens: readonly number[];
  readonly restartBy: RestartWay;
  /** Files that the host can try before they are moved, by path. */
  readonly validates: readonly string[];
}

/**
 * How auditd is restarted: by systemctl; by `service`, whose own action the package brings where the unit refuses a
 * manual stop; by a signal and `systemctl start` where it brings none; by its init script. none: by nothing that is known.
 */
export type RestartWay = (typeof restartWays)[number];

const restartWays = ['systemctl', 'service', 'signal', 'init', 'none'] as const;

export function isRestartWay(text: string): text is RestartWay {
  return (restartWays as readonly string[]).includes(text);
}

export interface HostFile {
  readonly path: string;
  /** As `stat` prints it: octal digits, and numbers uid:gid. */
  readonly mode: string;
  readonly owner: string;
  readonly kind: 'file' | 'large' | 'link' | 'other';
  /** When its content changed last, as `stat` prints it. */
  readonly changed?: string;
  readonly content: Uint8Array;
  readonly sha256: string;
}

export function isLocked(state: HostState): boolean {
  return state.status['enabled'] === 2;
}

export function fileAt(state: HostState, path: string): HostFile | undefined {
  return state.files.find((file) => file.path === path);
}

/** What files for this host are written for; undefined where there is no audit. */
export function targetOf(state: HostState): (Target & { readonly host: string }) | undefined {
  const { auditVersion, arch, host, users, groups, awk } = state;
  if (auditVersion === undefined) return undefined;
  return { auditVersion, arch, host, users: [...users.keys()], groups: [...groups.keys()], awk };
}
