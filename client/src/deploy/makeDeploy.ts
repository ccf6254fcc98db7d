import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { HostParts } from '../hosts/makeHosts';
import type { DeployParts } from './deployParts';
import { Generations } from './generations';
import { History } from './history';
import { DeployPreview } from './preview';
import { ProofMarks } from './proofMarks';
import type { RuleBook } from './ruleBook';

export interface DeployWorld {
  readonly hosts: HostParts;
  readonly ruleBook: RuleBook;
  /** `auditd/findings` of the language server. */
  readonly judge: DeployParts['judge'];
  readonly log: vscode.LogOutputChannel;
}

/** Puts the parts of deploy/ together. Connects to nothing. */
export function makeDeploy(
  context: vscode.ExtensionContext,
  { hosts, ruleBook, judge, log }: DeployWorld,
): DeployParts & { readonly marks: ProofMarks } {
  const preview = new DeployPreview();
  const marks = new ProofMarks();
  context.subscriptions.push(preview, marks);
  const generations = new Generations(join(context.globalStorageUri.fsPath, 'generations'));
  const history = new History(join(context.globalStorageUri.fsPath, 'history.jsonl'));
  return {
    book: hosts.book,
    connections: hosts.connections,
    ruleBook,
    judge,
    preview,
    generations,
    history,
    log,
    marks,
  };
}
