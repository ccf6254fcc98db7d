import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { DeployParts } from '../../deploy/deployParts';
import { SetUpDocument } from './setUpDocument';
import type { SetUpParts } from './setUpFlow';
import { UndoLog } from './undoLog';

/** Puts the parts of the set-up together. Connects to nothing. */
export function makeSetUp(
  context: vscode.ExtensionContext,
  deploy: DeployParts,
  explain: SetUpParts['explain'],
): SetUpParts {
  const document = new SetUpDocument();
  context.subscriptions.push(document);
  const undoLog = new UndoLog(join(context.globalStorageUri.fsPath, 'central'));
  return { deploy, document, undoLog, explain };
}
