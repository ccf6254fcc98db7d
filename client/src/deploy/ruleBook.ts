import type { HostState } from './hostState';

/** What a plan and a proof need to know of the language of rules; made of core/src/rules. */
export interface RuleBook {
  /** What augenrules would compile of a rules.d folder, with the origin of each line. */
  compile(files: readonly RulesFile[], state: HostState): readonly CompiledLine[];
  /** Rules that should be loaded, held against what `auditctl -l` lists, both in canonical form. */
  compare(wanted: readonly CompiledLine[], listed: readonly string[], state: HostState): RuleComparison;
}

export interface RulesFile {
  /** `30-identity.rules` */
  readonly name: string;
  readonly text: string;
}

/** A line of audit.rules. Lines count from 1; one that augenrules adds has no origin. */
export interface CompiledLine {
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
}

export interface RuleComparison {
  /** Rules that are wanted, loaded ones included. */
  readonly wanted: number;
  readonly missing: readonly CompiledLine[];
  /** Loaded, but no line asks for it: as `auditctl -l` prints it. */
  readonly foreign: readonly string[];
  /** All are there, but on a list, where the first that matches counts, they stand in another order. */
  readonly orderDiffers: boolean;
}

export function isSame({ missing, foreign, orderDiffers }: RuleComparison): boolean {
  return missing.length === 0 && foreign.length === 0 && !orderDiffers;
}
