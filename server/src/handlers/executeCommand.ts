import type { ExecuteCommandParams } from 'vscode-languageserver';
import type { Server } from './handler';
import { explainCheck } from '../language/quickFixes';
import { guarded } from '../session/guard';

/** `auditd.explainCheck CODE`: the client shows the page of the check. */
export function executeCommand(server: Server): void {
  server.connection.onExecuteCommand(
    guarded<ExecuteCommandParams, null>('workspace/executeCommand', server.log, null, async (params) => {
      const [code]: unknown[] = params.arguments ?? [];
      if (params.command !== explainCheck || typeof code !== 'string') return null;
      const uri = server.pageOf(code);
      if (uri !== undefined) await server.connection.window.showDocument({ uri, takeFocus: true });
      return null;
    }),
  );
}
