import { isComplete } from '../../../core/src/events/event';
import { summarise } from '../../../core/src/events/sentence';
import type { EventRow, NoticeRow } from '../../../core/src/protocol/panel';
import { asEvent, type KeptEvent, type KeptNotice, type Store } from '../tail/store';

export function eventRow(kept: KeptEvent, id: number, store: Store): EventRow {
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
  };
}

/** `sentence` in the language of the editor. */
export function noticeRow(kept: KeptNotice, id: number, store: Store, sentence: string): NoticeRow {
  const { notice } = kept;
  const gap = notice.kind === 'missing-serials' ? notice.gap : undefined;
  const calm = notice.kind === 'reconnected' || gap?.missing === 0;
  return {
    kind: 'notice',
    id,
    revision: store.revision(id),
    at: gap === undefined ? kept.at : gap.sec * 1000 + gap.ms,
    node: gap?.node ?? null,
    colour: store.nodes.get(gap?.node ?? null) ?? 0,
    severity: calm ? 'information' : 'warning',
    sentence,
  };
}
