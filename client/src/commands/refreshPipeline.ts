import * as vscode from 'vscode';
import { glanceWords } from '../central/pipeline/glance';
import type { Glance } from '../central/pipeline/glance';
import type { PipelineStatus } from '../central/pipeline/pipelineStatus';
import { withProgress } from '../deploy/progress';
import type { HostBook } from '../hosts/hostBook';
import { assertTrusted } from './logSources';
import { hostOfArgument, pickHost } from './selectHost';

/** Looks how the central server's pipeline stands: of the host that was clicked, else the server that is worked with. */
export function refreshPipeline(
  book: HostBook,
  status: PipelineStatus,
): (host?: unknown) => Promise<Glance | undefined> {
  return async (argument) => {
    assertTrusted();
    const host =
      (await hostOfArgument(book, argument)) ??
      (await status.server()) ??
      (await pickHost(book, vscode.l10n.t('Which host is the central server?')));
    if (host === undefined) return undefined;
    const glance = await withProgress(vscode.l10n.t('Looking at {0}', host.name), (signal) =>
      status.refresh(host, signal),
    );
    if (glance.listens) return glance;
    const diagnose = vscode.l10n.t('Diagnose');
    const text = `${host.name}: ${glanceWords(glance)}.`;
    void vscode.window.showWarningMessage(text, diagnose).then((choice) => {
      if (choice === diagnose) void vscode.commands.executeCommand('auditd.diagnose', host);
    });
    return glance;
  };
}
