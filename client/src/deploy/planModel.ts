import type { LoadBy } from './hostScript';
import type { HostFile, HostState, RestartWay } from './hostState';
import type { CompiledLine } from './ruleBook';

/** What a person wants on a host: these files, and these gone. Everything else stays as it is. */
export interface Wish {
  readonly files: readonly WishedFile[];
  /** Names of files that are to go, as in WishedFile. */
  readonly remove: readonly string[];
  /** How long the host waits for the confirmation before it goes back. */
  readonly confirmSeconds: number;
  /** Default: as the changes need it. always: also for none, and it is started where it does not run. */
  readonly restart?: 'as-needed' | 'always';
}

export interface WishedFile {
  /** `30-identity.rules`, `auditd.conf`, `plugins.d/au-remote.conf` or an absolute path: see planPlaces. */
  readonly name: string;
  readonly content: Uint8Array;
  /** For a file that the host has not; default 0640, 0:0. */
  readonly mode?: string;
  readonly owner?: string;
}

export type Step =
  /** The host's own program reads the file before it is moved to its place. */
  | { readonly kind: 'validate'; readonly path: string }
  | {
      readonly kind: 'write';
      /** As it was wished. */
      readonly name: string;
      readonly path: string;
      readonly before: HostFile | undefined;
      readonly content: Uint8Array;
      readonly mode: string;
      readonly owner: string;
      /** Rules, or the settings of a configuration file. */
      readonly added: number;
      readonly removed: number;
    }
  | {
      readonly kind: 'remove';
      readonly name: string;
      readonly path: string;
      readonly before: HostFile;
      readonly removed: number;
    }
  /** `port`: auditd is to listen on it afterwards. `logs`: it writes its start into its log. */
  | {
      readonly kind: 'restart';
      readonly by: RestartWay;
      readonly why: readonly string[];
      readonly port: number | undefined;
      readonly logs: boolean;
    }
  /** `by`: should going back need a restart. */
  | { readonly kind: 'reload'; readonly by: RestartWay; readonly why: readonly string[] }
  /** auditd does not run, or nothing that is known restarts it: what it reads counts from its next start on. */
  | { readonly kind: 'next-start'; readonly why: readonly string[] }
  | { readonly kind: 'load'; readonly by: LoadBy; readonly withoutLock: boolean }
  | { readonly kind: 'prove'; readonly rules: number }
  | { readonly kind: 'confirm'; readonly seconds: number }
  | { readonly kind: 'lock' }
  | { readonly kind: 'next-boot' };

/** Why nothing can be done on this host, with what the person can do. */
export interface Obstacle {
  readonly what: string;
  readonly next: string;
}

export interface Plan {
  readonly state: HostState;
  /** In order; [] when everything is so already. Not to be run while there are obstacles. */
  readonly steps: readonly Step[];
  readonly obstacles: readonly Obstacle[];
  /** Names of files that are as wished, and of rules files that only the host has. */
  readonly unchanged: readonly string[];
  readonly kept: readonly string[];
  /** What will be in audit.rules, and so in the kernel; [] where the wish is not about rules. */
  readonly compiled: readonly CompiledLine[];
  /** Loaded now, and no file asks for it: gone after the load. */
  readonly vanishing: readonly string[];
}

export type FileStep = Extract<Step, { kind: 'write' | 'remove' }>;

export function isFileStep(step: Step): step is FileStep {
  return step.kind === 'write' || step.kind === 'remove';
}
