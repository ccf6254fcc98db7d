import type { Check } from './check';
import { auidFrom500 } from './auid-from-500';
import { auidRangeWithUnset } from './auid-range-with-unset';
import { b64WithoutB32 } from './b64-without-b32';
import { junkAfterNumber } from './junk-after-number';
import { numericUnsetAuid } from './numeric-unset-auid';
import { octalNumber } from './octal-number';
import { oldStyleWatch } from './old-style-watch';
import { orderedExitValue } from './ordered-exit-value';
import { permBeforeArch } from './perm-before-arch';
import { permWithoutArch } from './perm-without-arch';
import { positiveErrno } from './positive-errno';
import { ruleWithoutKey } from './rule-without-key';
import { syscallWithoutArch } from './syscall-without-arch';
import { wordReadAsZero } from './word-read-as-zero';

/** Every check, by code. */
export const checks: readonly Check[] = [
  auidFrom500,
  auidRangeWithUnset,
  b64WithoutB32,
  junkAfterNumber,
  numericUnsetAuid,
  octalNumber,
  oldStyleWatch,
  orderedExitValue,
  permBeforeArch,
  permWithoutArch,
  positiveErrno,
  ruleWithoutKey,
  syscallWithoutArch,
  wordReadAsZero,
];
