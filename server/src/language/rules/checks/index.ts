import type { Check } from './check';
import { alwaysOnExclude } from './always-on-exclude';
import { auditingDisabled } from './auditing-disabled';
import { auidFrom500 } from './auid-from-500';
import { auidRangeWithUnset } from './auid-range-with-unset';
import { b64WithoutB32 } from './b64-without-b32';
import { backlogWaitTooLong } from './backlog-wait-too-long';
import { carriageReturnInKey } from './carriage-return-in-key';
import { catchAllRule } from './catch-all-rule';
import { combinableRules } from './combinable-rules';
import { commandOption } from './command-option';
import { contradictingFields } from './contradicting-fields';
import { deadTaskField } from './dead-task-field';
import { eaccesWithoutEperm } from './eacces-without-eperm';
import { indentedControlLine } from './indented-control-line';
import { junkAfterNumber } from './junk-after-number';
import { keyOver31Bytes } from './key-over-31-bytes';
import { lineAfterLock } from './line-after-lock';
import { lineTooLong } from './line-too-long';
import { listAbortingField } from './list-aborting-field';
import { listBeforeAction } from './list-before-action';
import { loadOrderSurprise } from './load-order-surprise';
import { lockNotLast } from './lock-not-last';
import { machineNameAsArch } from './machine-name-as-arch';
import { missingParentDirectory } from './missing-parent-directory';
import { neverAfterAlways } from './never-after-always';
import { neverHidesAll } from './never-hides-all';
import { neverTaskRule } from './never-task-rule';
import { noDeleteAll } from './no-delete-all';
import { numericUnsetAuid } from './numeric-unset-auid';
import { octalNumber } from './octal-number';
import { oddKeyCharacter } from './odd-key-character';
import { oldStyleWatch } from './old-style-watch';
import { openWithoutOpenat } from './open-without-openat';
import { orderedExitValue } from './ordered-exit-value';
import { panicOnFailure } from './panic-on-failure';
import { pathOnDirectory } from './path-on-directory';
import { permBeforeArch } from './perm-before-arch';
import { permWithoutArch } from './perm-without-arch';
import { positiveErrno } from './positive-errno';
import { possibleAction } from './possible-action';
import { quotedValue } from './quoted-value';
import { redundantExecPerm } from './redundant-exec-perm';
import { relativePathStep } from './relative-path-step';
import { ruleWithoutKey } from './rule-without-key';
import { rulePerExecutable } from './rule-per-executable';
import { rulesBeforeDeleteAll } from './rules-before-delete-all';
import { selinuxField } from './selinux-field';
import { smallBacklog } from './small-backlog';
import { syscallWithoutArch } from './syscall-without-arch';
import { tabAsSeparator } from './tab-as-separator';
import { typographicCharacter } from './typographic-character';
import { unlimitedBacklog } from './unlimited-backlog';
import { unreachableRule } from './unreachable-rule';
import { wildcardInPath } from './wildcard-in-path';
import { wordReadAsZero } from './word-read-as-zero';

/** Every check, by code. */
export const checks: readonly Check[] = [
  alwaysOnExclude,
  auditingDisabled,
  auidFrom500,
  auidRangeWithUnset,
  b64WithoutB32,
  backlogWaitTooLong,
  carriageReturnInKey,
  catchAllRule,
  combinableRules,
  commandOption,
  contradictingFields,
  deadTaskField,
  eaccesWithoutEperm,
  indentedControlLine,
  junkAfterNumber,
  keyOver31Bytes,
  lineAfterLock,
  lineTooLong,
  listAbortingField,
  listBeforeAction,
  loadOrderSurprise,
  lockNotLast,
  machineNameAsArch,
  missingParentDirectory,
  neverAfterAlways,
  neverHidesAll,
  neverTaskRule,
  noDeleteAll,
  numericUnsetAuid,
  octalNumber,
  oddKeyCharacter,
  oldStyleWatch,
  openWithoutOpenat,
  orderedExitValue,
  panicOnFailure,
  pathOnDirectory,
  permBeforeArch,
  permWithoutArch,
  positiveErrno,
  possibleAction,
  quotedValue,
  redundantExecPerm,
  relativePathStep,
  ruleWithoutKey,
  rulePerExecutable,
  rulesBeforeDeleteAll,
  selinuxField,
  smallBacklog,
  syscallWithoutArch,
  tabAsSeparator,
  typographicCharacter,
  unlimitedBacklog,
  unreachableRule,
  wildcardInPath,
  wordReadAsZero,
];
