import type { Check } from './check';
import { asciiToAuditd } from './ascii-to-auditd';
import { binaryToRemote } from './binary-to-remote';
import { builtinPlugin } from './builtin-plugin';
import { deadSendersStay } from './dead-senders-stay';
import { doubledNodeName } from './doubled-node-name';
import { fixedLocalPort } from './fixed-local-port';
import { haltingAction } from './halting-action';
import { heartbeatSlowerThanIdle } from './heartbeat-slower-than-idle';
import { hugeQueueFile } from './huge-queue-file';
import { inactivePluginWithServer } from './inactive-plugin-with-server';
import { keptLogsFillDisk } from './kept-logs-fill-disk';
import { krb5WithoutNames } from './krb5-without-names';
import { libwrapWithoutAllow } from './libwrap-without-allow';
import { localPortOutsideRange } from './local-port-outside-range';
import { loopToItself } from './loop-to-itself';
import { mixedSpaceUnits } from './mixed-space-units';
import { moreSendersThanAllowed } from './more-senders-than-allowed';
import { namelessSender } from './nameless-sender';
import { noRotation } from './no-rotation';
import { nodeNameMissing } from './node-name-missing';
import { nologThrowsAway } from './nolog-throws-away';
import { oneConnectionPerAddress } from './one-connection-per-address';
import { passingOnNothing } from './passing-on-nothing';
import { portMismatch } from './port-mismatch';
import { privilegedClientPorts } from './privileged-client-ports';
import { repeatedKeyword } from './repeated-keyword';
import { secondRemotePlugin } from './second-remote-plugin';
import { secretInClear } from './secret-in-clear';
import { serverNotListening } from './server-not-listening';
import { serverThrowsAway } from './server-throws-away';
import { serverWithoutLocalLogName } from './server-without-local-log-name';
import { severalServers } from './several-servers';
import { silentAfterWarning } from './silent-after-warning';
import { smallQueue } from './small-queue';
import { stopOnNetworkFailure } from './stop-on-network-failure';
import { tlsNeedsBuild } from './tls-needs-build';
import { transportMismatch } from './transport-mismatch';
import { twoTransports } from './two-transports';
import { unboundedLog } from './unbounded-log';
import { unenrichedFromSender } from './unenriched-from-sender';
import { unreadFile } from './unread-file';
import { unusedName } from './unused-name';
import { uselessHeartbeat } from './useless-heartbeat';
import { volatileQueue } from './volatile-queue';
import { wrongFolder } from './wrong-folder';

export const checks: readonly Check[] = [
  asciiToAuditd,
  binaryToRemote,
  builtinPlugin,
  deadSendersStay,
  doubledNodeName,
  fixedLocalPort,
  haltingAction,
  heartbeatSlowerThanIdle,
  hugeQueueFile,
  inactivePluginWithServer,
  keptLogsFillDisk,
  krb5WithoutNames,
  libwrapWithoutAllow,
  localPortOutsideRange,
  loopToItself,
  mixedSpaceUnits,
  moreSendersThanAllowed,
  namelessSender,
  noRotation,
  nodeNameMissing,
  nologThrowsAway,
  oneConnectionPerAddress,
  passingOnNothing,
  portMismatch,
  privilegedClientPorts,
  repeatedKeyword,
  secondRemotePlugin,
  secretInClear,
  serverNotListening,
  serverThrowsAway,
  serverWithoutLocalLogName,
  severalServers,
  silentAfterWarning,
  smallQueue,
  stopOnNetworkFailure,
  tlsNeedsBuild,
  transportMismatch,
  twoTransports,
  unboundedLog,
  unenrichedFromSender,
  unreadFile,
  unusedName,
  uselessHeartbeat,
  volatileQueue,
  wrongFolder,
];
