import type { ExecuteCommandParams } from 'vscode-languageserver';
import { isLanguageId } from '../../../core/src/kinds';
import type { Server } from './handler';
import { explainCheck } from '../language/quickFixes';
import { guarded } from '../session/guard';

/** `auditd.explainCheck CODE LANGUAGE`: the client shows the page of the check. */
export function executeCommand(server: Server): void {
  server.connection.onExecuteCommand(
    guarded<ExecuteCommandParams, null>('workspace/executeCommand', server.log, null, async (params) => {
      const [code, languageId]: unknown[] = params.arguments ?? [];
      if (params.command !== explainCheck) return null;
      if (typeof code !== 'string' || typeof languageId !== 'string' || !isLanguageId(languageId)) return null;
      const uri = server.pageOf(code, languageId);
      if (uri !== undefined) await server.connection.window.showDocument({ uri, takeFocus: true });
      return null;
    }),
  );
}
