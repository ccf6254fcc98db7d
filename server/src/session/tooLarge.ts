import type { Finding } from '../../../core/src/findings';
import type { Language } from '../language/language';
import { largestDocument } from './largestText';

/** What there is to say of a text that is too large to be read: that it is not read. `size`: in bytes, or near that. */
export function tooLarge(size: number): Language {
  return { ids: [], parse: () => null, findings: () => [finding(size)] };
}

export const megabytes = (length: number) => Math.ceil(length / 1024 / 1024);

function finding(length: number): Finding {
  return {
    code: 'file-too-large',
    span: { start: 0, end: 0 },
    severity: 'warning',
    message: `With ${megabytes(length)} MB this is larger than the ${megabytes(largestDocument)} MB that are checked while one types, so nothing of it is. Split it into several files, or have auditd-lint check it.`,
    refusedBy: null,
  };
}
