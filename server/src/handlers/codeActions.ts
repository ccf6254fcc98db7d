import {
  type CodeAction,
  type CodeActionContext,
  type CodeActionParams,
  CodeActionTriggerKind,
} from 'vscode-languageserver';
import { type Server, aboutDocument } from './handler';
import { inOrder } from '../language/judgement';
import { fixAll, quickFixes } from '../language/quickFixes';
import { spanOf } from '../language/ranges';
import { diagnosticOf } from '../session/diagnostics';

export function codeActions(server: Server): void {
  server.connection.onCodeAction(
    aboutDocument<CodeActionParams, CodeAction[]>(
      server,
      'textDocument/codeAction',
      [],
      async (document, { range, context }, around) => {
        const { findings, lines } = await server.session.judge(document);
        const { start, end } = spanOf(document.lines, range);
        const here = inOrder(findings.filter(({ span }) => span.start <= end && start <= span.end));
        const actions = [
          ...quickFixes(
            document,
            here,
            wantsAll(context) ? inOrder(findings) : [],
            (finding) => diagnosticOf(document, finding, lines, server.pageOf),
            server.pageOf,
          ),
          ...(document.language.codeActions?.(document, range, here, around) ?? []),
        ];
        const only = context.only;
        if (only === undefined) return actions;
        return actions.filter(({ kind }) =>
          only.some((each) => kind === each || kind?.startsWith(`${each}.`) === true),
        );
      },
    ),
  );
}

/** Editors ask at every move of the cursor, for a light bulb that mends of the whole document do not stand under. */
function wantsAll({ only, triggerKind }: CodeActionContext): boolean {
  if (only === undefined) return triggerKind !== CodeActionTriggerKind.Automatic;
  return only.some((each) => fixAll === each || fixAll.startsWith(`${each}.`));
}
