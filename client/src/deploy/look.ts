import * as vscode from 'vscode';
import type { Host } from '../hosts/host';
import { isHostError, oneLine, withoutLinks } from '../hosts/hostFailure';
import type { DeployParts } from './deployParts';
import { driftOf } from './drift';
import type { HostState } from './hostState';
import { targetOf } from './hostState';
import { hostsAtOnce } from './hostsAtOnce';
import { inPool } from './inPool';
import { observe } from './observe';
import { withProgress } from './progress';

/**
 * Looks at a host for a command that changes nothing. Looking ends what an earlier deploy left unfinished: the person
 * is told, since that does change something.
 */
export function lookAt(parts: DeployParts, host: Host): Promise<HostState> {
  return withProgress(vscode.l10n.t('Looking at {0}', host.name), (signal) => look(parts, host, signal));
}

/** The same for several; one that cannot be reached is told and does not stop the others. Resolves with those seen. */
export function lookAtAll(parts: DeployParts, hosts: readonly Host[]): Promise<readonly string[]> {
  const title = vscode.l10n.t('Looking at {0}', hosts.map(({ name }) => name).join(', '));
  return withProgress(title, async (signal) => {
    const failed: string[] = [];
    parts.connections.prepare(hosts);
    const seen = await inPool(
      hosts,
      async (host): Promise<string[]> => {
        try {
          return [(await look(parts, host, signal)).host];
        } catch (error) {
          if (!isHostError(error)) throw error;
          if (error.failure.kind !== 'cancelled') failed.push(error.message);
          return [];
        }
      },
      hostsAtOnce(),
    );
    for (const text of failed) parts.log.error(text);
    if (failed.length > 0) void vscode.window.showErrorMessage(withoutLinks(failed.join(' ')));
    return seen.flat();
  });
}

async function look(parts: DeployParts, host: Host, signal: AbortSignal): Promise<HostState> {
  const state = await observe(await parts.connections.connectAsRoot(host, signal), { signal });
  await remember(parts, state);
  tellRecovered(parts, state);
  return state;
}

/** Remembers what was seen of a host, for lists, the status bar and the language server. */
export async function remember(
  { book, generations }: Pick<DeployParts, 'book' | 'generations'>,
  state: HostState,
): Promise<void> {
  const target = targetOf(state);
  if (target === undefined) return;
  const { enabled, lost } = state.status;
  const drift = driftOf(await generations.of(state.host), state);
  book.sawHost({
    target,
    distribution: state.distribution,
    kernel: state.kernel,
    rulesLoaded: state.loaded?.length ?? 0,
    status: state.status,
    ...(enabled === undefined ? {} : { enabled }),
    ...(lost === undefined ? {} : { lost }),
    daemon: { pid: state.daemon.pid, listens: state.daemon.listens },
    ...(drift === undefined ? {} : { drift }),
  });
}

function tellRecovered({ log }: DeployParts, { host, recovered, notPutBack, waiting }: HostState): void {
  for (const { transaction, seconds } of waiting) {
    log.info(`${host}: a deploy (${transaction}) waits for its confirmation, ${seconds} s more.`);
  }
  if (recovered.length === 0) return;
  const undone = vscode.l10n.t(
    '{0}: a deploy that was broken off ({1}) was undone just now, so the host is as before it.',
    host,
    recovered.map(oneLine).join(', '),
  );
  const left =
    notPutBack.length === 0 ? '' : vscode.l10n.t('ATTENTION: not put back: {0}.', notPutBack.map(oneLine).join(', '));
  const text = [undone, left].filter((part) => part !== '').join(' ');
  log.warn(text);
  void vscode.window.showWarningMessage(text);
}
