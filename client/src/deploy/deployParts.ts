import type * as vscode from 'vscode';
import type { FindingsParams, FindingsResult } from '../../../core/src/protocol/language';
import type { Connections } from '../hosts/connections';
import type { Host } from '../hosts/host';
import type { HostBook } from '../hosts/hostBook';
import type { Generations } from './generations';
import type { History } from './history';
import type { Wish } from './planModel';
import type { DeployPreview } from './preview';
import type { RuleBook } from './ruleBook';

export interface DeployParts {
  readonly book: HostBook;
  readonly connections: Connections;
  readonly ruleBook: RuleBook;
  /** What a host would say of a text: the language server's `auditd/findings`. */
  readonly judge: (params: FindingsParams) => Promise<FindingsResult>;
  readonly preview: DeployPreview;
  readonly generations: Generations;
  readonly history: History;
  readonly log: vscode.LogOutputChannel;
}

export interface DeployJob {
  readonly host: Host;
  readonly wish: Wish;
  /** Addresses of the workspace's files, by the wish's names. */
  readonly sources?: ReadonlyMap<string, string>;
  /** What the plan says of this host beside its steps. */
  readonly notes?: readonly string[];
}

export type Purpose = 'deploy' | 'roll-back';
