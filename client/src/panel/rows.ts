import { isComplete } from '../../../core/src/events/event';
import { summarise } from '../../../core/src/events/sentence';
import type { EventRow, NoticeRow } from '../../../core/src/protocol/panel';
import type { Logs } from '../tail/logs';
import { asEvent, type KeptEvent, type KeptNotice, type Store } from '../tail/store';

export function eventRow(kept: KeptEvent, id: number, store: Store, bookmarked: boolean): EventRow {
  const { sentence, user, outcome, result, key } = summarise(asEvent(kept));
  const { node, sec, ms, late } = kept;
  return {
    kind: 'event',
    id,
    revision: store.revision(id),
    sec,
    ms,
    node,
    colour: store.nodes.get(node) ?? 0,
    sentence,
    user,
    result: outcome === 'open' ? '' : result,
    outcome: outcome === 'success' || outcome === 'failure' ? outcome : 'none',
    key,
    state: kept.completion === null ? 'open' : isComplete(kept) ? 'complete' : 'incomplete',
    late,
    bookmarked,
  };
}

/** `sentence` in the language of the editor. */
export function noticeRow(kept: KeptNotice, id: number, { store, all }: Logs, sentence: string): NoticeRow {
  const { notice, source } = kept;
  // Of several logs it must be told which one this is about.
  const node = all.length > 1 ? (all[source]?.title ?? null) : null;
  const gap = notice.kind === 'missing-serials' ? notice.gap : undefined;
  const calm = notice.kind === 'reconnected' || gap?.missing === 0;
  return {
    kind: 'notice',
    id,
    revision: store.revision(id),
    at: gap === undefined ? kept.at : gap.sec * 1000 + gap.ms,
    node: gap?.node ?? node,
    colour: store.nodes.get(gap?.node ?? node) ?? 0,
    severity: calm ? 'information' : 'warning',
    sentence,
    // Only what is followed on a host begins with its recent past.
    canDiagnose: gap !== undefined && gap.missing > 0 && all[source]?.past?.isCut === true,
  };
}
