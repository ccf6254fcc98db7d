import * as vscode from 'vscode';
import type { DeployParts } from '../../deploy/deployParts';
import { PipelineStatus } from '../pipeline/pipelineStatus';
import { Diagnoses } from './diagnoses';
import { DiagnosisTree } from './diagnosisTree';

export interface DiagnosisParts {
  readonly diagnoses: Diagnoses;
  readonly pipeline: PipelineStatus;
}

/** Puts the parts of diagnosis/ and pipeline/ together. Connects to nothing. */
export function makeDiagnosis(context: vscode.ExtensionContext, { book, connections }: DeployParts): DiagnosisParts {
  const diagnoses = new Diagnoses({ connections, now: Date.now });
  const tree = new DiagnosisTree(diagnoses);
  const view = vscode.window.createTreeView('auditd.diagnosis', { treeDataProvider: tree, showCollapseAll: true });
  const showBad = (): void => {
    const bad = tree.firstBad();
    if (bad !== undefined && view.visible) void view.reveal(bad, { select: true, focus: false, expand: true });
  };
  const pipeline = new PipelineStatus({ book, connections, diagnoses });
  context.subscriptions.push(
    tree,
    view,
    pipeline,
    diagnoses.onDidChange(() => {
      void vscode.commands.executeCommand('setContext', 'auditd.hasDiagnosis', true);
      showBad();
    }),
    // The command brings the view up when the diagnosis is there already.
    view.onDidChangeVisibility(showBad),
  );
  return { diagnoses, pipeline };
}
