import { keysOfEvent, loggedValue, recordOf } from './eventFields';
import type { AuditEvent, RecordHead } from './event';
import { errnoName } from './names';
import type { Naming } from './naming';
import type { Phrase } from './phrase';
import { phraseOfKernelRecord } from './kernelSentences';
import { phraseOfProgramRecord } from './programSentences';
import { phraseOfSyscall } from './syscallSentences';
import { visible } from './visible';
import { subject, userColumn, whoOf } from './who';

export type Outcome = 'success' | 'failure' | 'open' | 'unknown';

/** An event in the columns of the panel. All text is fit to be shown (visible.ts). */
export interface EventSummary {
  /** `ran /usr/bin/curl -s http://198.51.100.7/x.sh in /tmp`, `login by ssh from 203.0.113.9`. */
  readonly sentence: string;
  /** With who and how it went: `deploy as root ran … in /tmp: success`. */
  readonly summary: string;
  /** `deploy → root`, `backup (uid 1004)`, `system`, or ''. */
  readonly user: string;
  readonly outcome: Outcome;
  /** `success`, `EACCES`, `failed`, `denied`, `open`, or '' where the event does not say. */
  readonly result: string;
  /** The keys of the rule that recorded it, joined by a comma; ''. */
  readonly key: string;
}

/** Longer sentences are cut; the records have the whole. */
const longest = 2000;

/** An event in one sentence and its columns. `naming` are the names of ids on the host that wrote it, where known. */
export function summarise(event: AuditEvent, naming: Naming = event.naming ?? {}): EventSummary {
  const who = whoOf(event, naming);
  const { outcome, result } = resultOf(event);
  const phrase = phraseOf(event, outcome === 'failure', naming);
  const sentence = visible(phrase.text.length > longest ? `${phrase.text.slice(0, longest)}\u2026` : phrase.text);
  const by = visible(subject(who));
  const told = result === '' ? '' : `: ${result}`;
  return {
    sentence,
    summary: phrase.deed ? `${by === '' ? 'somebody' : by} ${sentence}${told}` : `${sentence}${told}`,
    user: visible(userColumn(who)),
    outcome,
    result,
    key: visible(keysOfEvent(event).join(', ')),
  };
}

function phraseOf(event: AuditEvent, failed: boolean, naming: Naming): Phrase {
  const first = event.records[0];
  if (first === undefined) return { text: 'nothing', deed: false };
  // What tells most goes first: a denial or a change of audit itself says more than the system call that it came with.
  for (const record of event.records) {
    const phrase = phraseOfKernelRecord(record, event, failed, naming);
    if (phrase) return phrase;
  }
  if (recordOf(event, 'SYSCALL') !== undefined || recordOf(event, 'URINGOP') !== undefined)
    return phraseOfSyscall(event, failed, naming);
  return phraseOfProgramRecord(first, event, failed, naming);
}

/** How it went: SYSCALL's success and exit, else `res`, `result` or what a denial says. */
export function resultOf(event: AuditEvent): { outcome: Outcome; result: string } {
  const syscall = recordOf(event, 'SYSCALL') ?? recordOf(event, 'URINGOP');
  const success = syscall && loggedValue(syscall, 'success');
  if (success === 'yes') return { outcome: 'success', result: 'success' };
  if (success === 'no') {
    const exit = Number((syscall && loggedValue(syscall, 'exit')) ?? 0);
    return { outcome: 'failure', result: exit < 0 ? errnoName(-exit) : 'failed' };
  }
  if (syscall === undefined) {
    for (const record of event.records) {
      if (record.type === 'ANOM_ABEND') return { outcome: 'failure', result: 'crashed' };
      if (record.type === 'SECCOMP' && /^0x(0|80000000)$/.test(loggedValue(record, 'code') ?? ''))
        return { outcome: 'failure', result: 'killed' };
      const result = loggedValue(record, 'res') ?? loggedValue(record, 'result');
      const word = result?.replaceAll('"', '').toLowerCase();
      if (word === 'success' || word === '1' || word === 'yes') return { outcome: 'success', result: 'success' };
      if (word === 'failed' || word === '0' || word === 'no' || word === 'failure')
        return { outcome: 'failure', result: 'failed' };
      if (isDenial(record)) return { outcome: 'failure', result: 'denied' };
    }
  }
  return event.completion === null ? { outcome: 'open', result: 'open' } : { outcome: 'unknown', result: '' };
}

function isDenial(record: RecordHead & { fields: readonly { name: string; value: string }[] }): boolean {
  if (record.type === 'USER_AVC') return record.fields.some(({ value }) => /^(avc:\s*)?denied\b/.test(value));
  if (record.type !== 'AVC' && !record.type.startsWith('APPARMOR')) return false;
  return record.fields.some(
    ({ name, value }) => (name === 'seresult' && value === 'denied') || (name === 'apparmor' && value === '"DENIED"'),
  );
}
