import { filterOf } from '../../../core/src/events/filter';
import { isComplete } from '../../../core/src/events/event';
import type { PanelStatus } from '../../../core/src/protocol/panel';
import type { Logs } from '../tail/logs';
import { asEvent, type Entry } from '../tail/store';
import { copyText } from './copyText';
import { detailsOf } from './details';
import type { PanelWorld } from './panelModel';
import { eventRow, noticeRow } from './rows';
import { noticeText, pageWords, stateText, type Translator } from './words';

export interface WorldParts {
  readonly l10n: Translator;
  readonly clipboard: (text: string) => void;
  readonly begin: (how: 'tail' | 'file') => void;
}

/** The model's world, but for the editor itself. */
export function panelWorld({ l10n, clipboard, begin }: WorldParts): PanelWorld {
  return {
    words: pageWords(l10n),
    filter: filterFor,
    row: (entry, id, { store }) =>
      entry.kind === 'event' ? eventRow(entry, id, store) : noticeRow(entry, id, store, noticeText(l10n, entry.notice)),
    details: (entry, id, { store }) => {
      if (entry.kind !== 'event') return undefined;
      const completion =
        entry.completion === null
          ? l10n.t('open: more records may come')
          : isComplete(entry)
            ? l10n.t('complete ({0})', entry.completion)
            : l10n.t('its last record never came ({0})', entry.completion);
      const titles = { what: l10n.t('What'), who: l10n.t('Who'), why: l10n.t('Why it was recorded'), completion };
      return detailsOf(asEvent(entry), id, store.revision(id), titles);
    },
    copy: (entry, what) => clipboard(entry.kind === 'event' ? copyText(entry, what) : noticeText(l10n, entry.notice)),
    sources: (logs) =>
      logs.all.map(({ title, state }) => ({ phase: state.phase, text: stateText(l10n, title, state, Date.now()) })),
    figures: (logs, shown) => (logs === undefined ? [] : figures(l10n, logs, shown)),
    begin,
    now: () => performance.now(),
  };
}

/**
 * With a filter in force, what the log itself is missing stays in view as a figure only; what happened to the following
 * (a gap, a lost connection) still stands where it happened.
 */
function filterFor(text: string): (entry: Entry) => boolean {
  const now = Date.now();
  const filter = filterOf(text, { now, offsetMinutes: -new Date(now).getTimezoneOffset() });
  if (filter.empty) return () => true;
  return (entry) => {
    if (entry.kind === 'event') return filter.matches(asEvent(entry));
    return entry.notice.kind !== 'missing-serials' && entry.notice.kind !== 'malformed';
  };
}

function figures(l10n: Translator, logs: Logs, shown: number): PanelStatus['figures'] {
  const { store } = logs;
  const number = (value: number) => value.toLocaleString();
  const plain = (text: string) => ({ text, severity: 'plain' as const });
  const list: PanelStatus['figures'][number][] = [
    plain(store.nodes.size === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', number(store.nodes.size))),
    plain(store.events === 1 ? l10n.t('1 event kept') : l10n.t('{0} events kept', number(store.events))),
    plain(l10n.t('{0} dropped', number(store.dropped))),
  ];
  if (shown < store.end - store.first) list.push(plain(l10n.t('{0} shown', number(shown))));
  if (logs.missing > 0) list.push(plain(l10n.t('{0} missing', number(logs.missing))));
  if (logs.malformed > 0)
    list.push({ text: l10n.t('{0} lines are no records', number(logs.malformed)), severity: 'warning' });
  return list;
}
