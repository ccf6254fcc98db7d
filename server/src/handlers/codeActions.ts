import type { CodeAction, CodeActionParams } from 'vscode-languageserver';
import { type Server, aboutDocument } from './handler';
import { inOrder } from '../language/judgement';
import { quickFixes } from '../language/quickFixes';
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
        const all = inOrder(findings);
        const { start, end } = spanOf(document.lines, range);
        const here = all.filter(({ span }) => span.start <= end && start <= span.end);
        const actions = [
          ...quickFixes(
            document,
            here,
            all,
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
