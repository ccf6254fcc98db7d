import * as vscode from 'vscode';
import { explain } from './central/diagnosis/explain';
import { makeDiagnosis } from './central/diagnosis/makeDiagnosis';
import { makeSetUp } from './central/setUp/makeSetUp';
import { addHost } from './commands/addHost';
import { addLog } from './commands/addLog';
import { bookmarks } from './commands/bookmarks';
import { compareWithHost } from './commands/compareWithHost';
import { convertConfig } from './commands/convertConfig';
import { deploy } from './commands/deploy';
import { diagnose } from './commands/diagnose';
import { exportAnsible } from './commands/exportAnsible';
import { exportEvents } from './commands/exportEvents';
import { copyFix, fixFault, refreshDiagnosis, saveDiagnosis } from './commands/faultActions';
import { fetchLog } from './commands/fetchLog';
import { jumpToTime } from './commands/jumpToTime';
import { logColumns } from './commands/logColumns';
import { openAsEvents } from './commands/openAsEvents';
import { openLogFile } from './commands/openLogFile';
import { openSample } from './commands/openSample';
import { pickInventory } from './commands/pickInventory';
import { proveLoadedRules } from './commands/proveLoadedRules';
import { pullFromHost } from './commands/pullFromHost';
import { refreshHosts } from './commands/refreshHosts';
import { refreshPipeline } from './commands/refreshPipeline';
import { registerCommands } from './commands/registerCommands';
import { resumeLogs } from './commands/resumeLogs';
import { rollBack } from './commands/rollBack';
import { savedFilters } from './commands/savedFilters';
import { searchCentralLog } from './commands/searchCentralLog';
import { selectHost } from './commands/selectHost';
import { selectTarget } from './commands/selectTarget';
import { setUpCentralLogging } from './commands/setUpCentralLogging';
import { showEffectiveRules, switchAwk } from './commands/showEffectiveRules';
import { showEventsOfRule } from './commands/showEventsOfRule';
import { tailCentralLog } from './commands/tailCentralLog';
import { tailHostFile } from './commands/tailHostFile';
import { tailHosts } from './commands/tailHosts';
import { undoCentralLogging } from './commands/undoCentralLogging';
import { coreRuleBook } from './deploy/coreRuleBook';
import { makeDeploy } from './deploy/makeDeploy';
import { EffectiveRulesDocuments } from './effectiveRules/effectiveRules';
import { makeHosts } from './hosts/makeHosts';
import { startLanguageClient } from './languageClient';
import { warnOfLiveLog } from './liveLog/warnOfLiveLog';
import { AuditLogPanel } from './panel/auditLogPanel';
import { recogniseRules } from './recognise';
import { EventLenses } from './ruleEvents/eventLenses';
import { WorkspaceRules } from './ruleEvents/workspaceRules';
import { TargetChoice } from './target';

/** Makes the parts and hands them to each other. Nothing here connects: that waits for a command. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Auditd', { log: true });
  const target = new TargetChoice(context.workspaceState);
  const { book, connections, tree } = makeHosts(context, log);
  const panel = new AuditLogPanel(context, log);
  const tail = { book, connections, panel };
  const workspaceRules = new WorkspaceRules(
    () => target.current,
    (rules) => panel.setRules(rules),
  );
  const effectiveRules = new EffectiveRulesDocuments(() => target.current);

  const languageServer = startLanguageClient(context, log).then(async (server) => {
    context.subscriptions.push(server);
    if (target.chosen !== undefined) await server.setTarget(target.chosen);
    return server;
  });
  languageServer.catch((error: unknown) => {
    log.error('the language server did not start:', error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Audit files are not checked: the language server did not start. See the output channel Auditd.'),
    );
  });

  const deployParts = makeDeploy(context, {
    hosts: { book, connections, tree },
    ruleBook: coreRuleBook,
    judge: async (params) => (await languageServer).findings(params),
    log,
  });
  const { diagnoses, pipeline } = makeDiagnosis(context, deployParts);
  const faults = { deploy: deployParts, diagnoses };
  const setUp = makeSetUp(context, deployParts, (wish, failed) => explain({ book, diagnoses }, wish, failed));
  context.subscriptions.push(
    log,
    target,
    target.onDidChange((chosen) => void languageServer.then((server) => server.setTarget(chosen))),
    book.onDidSeeHost((seen) => void target.hostObserved(seen.target)),
    book.onDidChange(() => target.hostSelected(book.observed(book.selectedName ?? '')?.target)),
    recogniseRules(log),
    warnOfLiveLog(log),
    effectiveRules.register(target.onDidChange),
    panel.register(),
    panel.onDidOpen(() => void workspaceRules.begin()),
    workspaceRules,
    target.onDidChange(() => workspaceRules.changed()),
    new EventLenses(panel),
    registerCommands(
      {
        'auditd.selectHost': selectHost(book),
        'auditd.addHost': addHost(book),
        'auditd.pickInventory': pickInventory(book),
        'auditd.refreshHosts': refreshHosts(deployParts),
        'auditd.selectTarget': selectTarget(target, () => book.observedTargets()),
        'auditd.deploy': deploy(deployParts),
        'auditd.compareWithHost': compareWithHost(deployParts),
        'auditd.pullFromHost': pullFromHost(deployParts),
        'auditd.exportAnsible': exportAnsible({ book, log }),
        'auditd.rollBack': rollBack(deployParts),
        'auditd.proveLoadedRules': proveLoadedRules(deployParts),
        'auditd.showEffectiveRules': showEffectiveRules(effectiveRules),
        'auditd.switchAwk': switchAwk(effectiveRules),
        'auditd.tailCentralLog': tailCentralLog(tail),
        'auditd.searchCentralLog': searchCentralLog(tail, context.globalState),
        'auditd.tailHostFile': tailHostFile(tail, context.globalState),
        'auditd.setUpCentralLogging': setUpCentralLogging(setUp, context.globalState),
        'auditd.undoCentralLogging': undoCentralLogging(setUp),
        'auditd.diagnose': diagnose({ book, diagnoses, log }),
        'auditd.refreshDiagnosis': refreshDiagnosis(faults),
        'auditd.saveDiagnosis': saveDiagnosis(faults),
        'auditd.fixFault': fixFault(faults),
        'auditd.copyFix': copyFix(faults),
        'auditd.refreshPipeline': refreshPipeline(book, pipeline),
        'auditd.fetchLog': fetchLog({ book, connections }),
        'auditd.openSample': openSample(context.extensionUri),
        'auditd.convertConfig': convertConfig(),
        'auditd.openLogFile': openLogFile(panel),
        'auditd.openAsEvents': openAsEvents(panel),
        'auditd.showEventsOfRule': showEventsOfRule(panel, workspaceRules),
        'auditd.tailHosts': tailHosts(tail),
        'auditd.addLog': addLog(tail),
        'auditd.resumeLogs': resumeLogs(tail),
        'auditd.savedFilters': savedFilters(panel),
        'auditd.jumpToTime': jumpToTime(panel),
        'auditd.bookmarks': bookmarks(panel),
        'auditd.exportEvents': exportEvents(panel),
        'auditd.logColumns': logColumns(panel),
      },
      log,
    ),
  );
}
