import * as vscode from 'vscode';
import { askForWish, askServerAddress } from '../central/setUp/questions';
import { afterSetUp } from '../central/setUp/afterSetUp';
import type { SetUpResult } from '../central/setUp/run';
import { rootOf, runSetUpFlow, type SetUpParts } from '../central/setUp/setUpFlow';
import { surroundingsOf } from '../central/setUp/surroundings';
import type { CentralWish } from '../central/setUp/wish';
import { withProgress } from '../deploy/progress';
import { HostError } from '../hosts/hostFailure';
import { confirmSeconds } from './deploy';
import { hostOfArgument } from './selectHost';

/**
 * Leads through the set-up of central logging: server, senders, choices, one plan, the run, the proof. A script hands
 * over the whole wish instead of the questions. The plan is shown and asked about either way.
 */
export function setUpCentralLogging(
  parts: SetUpParts,
  memory: vscode.Memento,
): (argument?: unknown) => Promise<SetUpResult | undefined> {
  return async (argument) => {
    if (!vscode.workspace.isTrusted) throw new HostError('', { kind: 'untrusted-workspace' });
    const clicked = await hostOfArgument(parts.deploy.book, argument);
    const suggested =
      clicked === undefined ? {} : clicked.role === 'sender' ? { senders: [clicked.name] } : { central: clicked.name };
    const answers = await askForWish(parts.deploy.book, memory, suggested);
    if (answers === undefined) return undefined;
    const serverAddress = await askServerAddress(answers.central, await candidates(parts, answers.central));
    if (serverAddress === undefined) return undefined;
    const wish: CentralWish = { ...answers, serverAddress, confirmSeconds: confirmSeconds() };
    const result = await runSetUpFlow(parts, wish);
    if (result !== undefined) await afterSetUp(parts, wish, result);
    return result;
  };
}

/** The names and addresses by which other hosts may reach the server: its own, but not the way of this machine to it. */
async function candidates(parts: SetUpParts, central: string): Promise<readonly string[]> {
  const title = vscode.l10n.t('Looking at {0}', central);
  const around = await withProgress(title, async (signal) =>
    surroundingsOf(await rootOf(parts, central, signal), '', signal),
  );
  const isForOthers = (address: string): boolean => !/^(127\.|169\.254\.|fe80:|172\.17\.)/i.test(address);
  const host = await parts.deploy.book.find(central);
  const named = [host?.hostName, around.hostName].filter((name) => name?.includes('.') === true && isForOthers(name));
  return [...around.addresses.filter(isForOthers), ...named.filter((name) => name !== undefined)];
}
