import { isComplete } from '../../../core/src/events/event';
import { summarise } from '../../../core/src/events/sentence';
import type { Beginning, PanelMenu, PanelStatus } from '../../../core/src/protocol/panel';
import type { Logs } from '../tail/logs';
import { asEvent } from '../tail/store';
import { Bookmarks } from './bookmarks';
import { copyText } from './copyText';
import { detailsOf } from './details';
import type { PanelMemory } from './memory';
import { panelFilter } from './panelFilter';
import { PanelRules } from './panelRules';
import type { PanelWorld } from './panelModel';
import { eventRow, noticeRow } from './rows';
import { ruleWords } from './ruleWords';
import { noticeText, olderText, pageWords, stateText, type Translator } from './words';

export interface WorldParts {
  readonly l10n: Translator;
  readonly memory: PanelMemory;
  readonly clipboard: (text: string) => void;
  readonly begin: (how: Beginning) => void;
  readonly menu: (what: PanelMenu) => void;
  readonly rules: PanelRules;
  /** Shows a rule of the workspace: its file, and the line counted from 0. */
  readonly openRule: (file: string, line: number) => void;
}

/** The model's world, but for the editor itself. */
export function panelWorld({ l10n, memory, clipboard, begin, menu, rules, openRule }: WorldParts): PanelWorld {
  const clock = {
    get now() {
      return Date.now();
    },
    get offsetMinutes() {
      return -new Date().getTimezoneOffset();
    },
  };
  const bookmarks = new Bookmarks(memory);
  return {
    words: pageWords(l10n),
    memory,
    bookmarks,
    filter: (text, end, before) =>
      panelFilter(text, end, clock, before, (event, source) => rules.namesOf(event, source)),
    reads: (logs) => rules.readBy((source) => logs.all[source]?.rules),
    ruleNames: (event, source) => rules.namesOf(event, source),
    row: (entry, id, logs) =>
      entry.kind === 'event'
        ? eventRow(entry, id, logs.store, bookmarks.has(entry))
        : noticeRow(entry, id, logs, noticeText(l10n, entry.notice)),
    details: (entry, id, logs) => {
      if (entry.kind !== 'event') return undefined;
      const completion =
        entry.completion === null
          ? l10n.t('open: more records may come')
          : isComplete(entry)
            ? l10n.t('complete ({0})', entry.completion)
            : l10n.t('its last record never came ({0})', entry.completion);
      const titles = { what: l10n.t('What'), who: l10n.t('Who'), why: l10n.t('Why it was recorded'), completion };
      const event = asEvent(entry);
      const made = ruleWords(l10n, rules.of(event, entry.source));
      return detailsOf(event, id, logs.store.revision(id), titles, made);
    },
    copy: (entry, what) => clipboard(entry.kind === 'event' ? copyText(entry, what) : noticeText(l10n, entry.notice)),
    sentence: (entry) =>
      entry.kind === 'event' ? summarise(asEvent(entry)).summary.slice(0, 300) : noticeText(l10n, entry.notice),
    sources: (logs) =>
      logs.all.map(({ title, state }) => ({ phase: state.phase, text: stateText(l10n, title, state, Date.now()) })),
    older: (state) => olderText(l10n, state),
    figures: (logs, shown) => figures(l10n, logs, shown),
    resume: () => memory.sources.map((mark) => (mark.kind === 'host' ? mark.name : lastPart(mark.uri))).join(', '),
    begin,
    menu,
    openRule: (entry, at) => {
      if (entry.kind !== 'event') return;
      const rule = PanelRules.named(rules.of(asEvent(entry), entry.source))[at];
      if (rule?.host === undefined && rule !== undefined) openRule(rule.file, rule.line);
    },
    filterOfRule: (entry, at) => {
      if (entry.kind !== 'event') return undefined;
      const event = asEvent(entry);
      const rule = PanelRules.named(rules.of(event, entry.source))[at];
      return rule && rules.filterOf(rule, event, entry.source);
    },
    now: () => performance.now(),
    time: Date.now,
  };
}

function lastPart(uri: string): string {
  try {
    return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  } catch {
    return uri;
  }
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
