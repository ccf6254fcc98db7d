import { isoTime } from '../../../core/src/events/moment';
import type { PanelStatus, PanelWords } from '../../../core/src/protocol/panel';
import type { LookBackState } from '../tail/lookBack';
import type { GapEdges, Notice, RecordStamp } from '../tail/store';
import type { TailState } from '../tail/tail';

/** The editor's own translator, as a parameter: `vscode.l10n`. */
export interface Translator {
  t(message: string, ...args: (string | number | boolean)[]): string;
}

/** {0} is left for the page to fill. */
export function pageWords(l10n: Translator): PanelWords {
  return {
    following: l10n.t('Following'),
    follow: l10n.t('Follow'),
    pause: l10n.t('Pause'),
    resume: l10n.t('Go on'),
    clear: l10n.t('Clear'),
    fromNow: l10n.t('From Now'),
    stop: l10n.t('Stop'),
    saved: l10n.t('Saved'),
    export: l10n.t('Export'),
    columns: l10n.t('Columns'),
    columnWidth: l10n.t('Width of the column {0}', '{0}'),
    bookmark: l10n.t('Set bookmark'),
    unbookmark: l10n.t('Remove bookmark'),
    bookmarked: l10n.t('bookmarked'),
    resumeLogs: l10n.t('Go On with {0}', '{0}'),
    proposals: l10n.t('Proposals'),
    brushHint: l10n.t('Drag to show a part of the time only. Arrow keys move, with Shift they choose, Enter applies.'),
    zoomOut: l10n.t('All Times'),
    filter: l10n.t('Filter'),
    filterHint: l10n.t('node:  key:  user:  success:no  path:  "text"'),
    filterRunning: l10n.t('Looking through what is kept: {0}', '{0}'),
    time: l10n.t('Time'),
    node: l10n.t('Node'),
    event: l10n.t('Event'),
    user: l10n.t('User'),
    result: l10n.t('Result'),
    key: l10n.t('Key'),
    emptyTitle: l10n.t('Open a log file, or tail a host'),
    openFile: l10n.t('Open a Log File…'),
    tailHost: l10n.t('Tail a Host'),
    nothingFits: l10n.t('No event fits the filter.'),
    nothingYet: l10n.t('No events yet.'),
    newEvent: l10n.t('1 new event'),
    newEvents: l10n.t('{0} new events', '{0}'),
    open: l10n.t('open'),
    late: l10n.t('late'),
    incomplete: l10n.t('incomplete'),
    records: l10n.t('Records'),
    openRule: l10n.t('Show this rule in its file'),
    search: l10n.t('Search Log…'),
    diagnose: l10n.t('Diagnose'),
    eventsOfRule: l10n.t('Show Its Events'),
    copyRaw: l10n.t('Copy raw text'),
    copyDecoded: l10n.t('Copy decoded'),
    copyJson: l10n.t('Copy as JSON'),
    copySentence: l10n.t('Copy sentence'),
    copied: l10n.t('Copied.'),
    loading: l10n.t('Reading the event…'),
    rows: l10n.t('Audit events'),
    eventsPerSecond: l10n.t('{0} events/s', '{0}'),
    rate: l10n.t('Events over time'),
  };
}

export function noticeText(l10n: Translator, notice: Notice): string {
  switch (notice.kind) {
    case 'gap':
      return [
        notice.packed === undefined
          ? l10n.t(
              'Events may be missing here: the file that was being read was gone before its rest could be read. Reading goes on with the oldest file that exists.',
            )
          : l10n.t(
              'The file that was being read was compressed meanwhile: its rest was read out of {0}. Reading goes on with the oldest file that is not compressed; whether another lay between them cannot be known.',
              notice.packed,
            ),
        ...(notice.edges === undefined ? [] : gapTexts(l10n, notice.edges)),
      ].join(' ');
    case 'truncated':
      return l10n.t(
        'The log was cut off where it stands ({0} bytes had been read). What was written just before that may be missing; auditd itself renames, so look for logrotate with copytruncate.',
        notice.had,
      );
    case 'connection-lost':
      return l10n.t('The connection was lost: {0}', notice.reason);
    case 'reconnected':
      return l10n.t('Connected again after {0} s; reading goes on where it stopped.', notice.seconds);
    case 'started-again':
      return l10n.t(
        'What reads the logs ended unexpectedly ({0}) and was started again. Nothing is lost: reading goes on where it stopped, and what was shown before this is read again when you scroll up. Please report it; see the output channel Auditd.',
        notice.reason,
      );
    case 'missing-serials': {
      const { missing, from, to } = notice.gap;
      if (missing === 0) return l10n.t('Serials {0} – {1} came late; none is missing any more.', from, to);
      return missing === 1
        ? l10n.t('1 serial missing ({0}): not (yet) in this log.', from === to ? from : `${from} – ${to}`)
        : l10n.t('{0} serials missing ({1} – {2}): not (yet) in this log.', missing.toLocaleString(), from, to);
    }
    case 'malformed':
      return notice.count === 1
        ? l10n.t('A line that is no audit record: {0}', notice.samples[0] ?? '')
        : l10n.t(
            '{0} lines that are no audit records, such as: {1}',
            notice.count.toLocaleString(),
            notice.samples[0] ?? '',
          );
  }
}

/** How much a gap may be, as far as its edges tell. */
function gapTexts(l10n: Translator, { before, after }: GapEdges): string[] {
  const stamp = ({ sec, ms, serial }: RecordStamp) => `${isoTime(sec, ms)}:${serial}`;
  if (before === undefined) return [l10n.t('The first event behind it is {0}.', stamp(after))];
  const edges = l10n.t('The last event before it is {0}, the first behind it {1}.', stamp(before), stamp(after));
  const between = after.serial - before.serial - 1;
  if (before.node !== after.node || between < 0) return [edges];
  if (between === 0) return [edges, l10n.t('No serial of this node is missing between them.')];
  return [edges, l10n.t('{0} serials of this node lie between them.', between.toLocaleString())];
}

/** 'central · following audit.log' */
export function stateText(l10n: Translator, title: string, state: TailState, now: number): string {
  const file = (path: string | undefined) => path?.slice(path.lastIndexOf('/') + 1);
  switch (state.phase) {
    case 'connecting':
      return l10n.t('{0} · connecting…', title);
    case 'following': {
      const name = file(state.path);
      if (name === undefined) return l10n.t('{0} · waiting for the log to appear', title);
      return name === title ? l10n.t('following {0}', title) : l10n.t('{0} · following {1}', title, name);
    }
    case 'paused':
      return l10n.t('{0} · paused: nothing is read, and nothing lost, until you go on', title);
    case 'reconnecting': {
      const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
      return l10n.t('{0} · connection lost, trying again in {1} s: {2}', title, seconds, state.reason);
    }
    case 'ended':
      return l10n.t('{0} · read to its end', title);
    case 'stopped':
      return l10n.t('{0} · stopped', title);
    case 'failed':
      return l10n.t('{0} · not following: {1}', title, state.reason);
  }
}

/** What is said before the first row. */
export function olderText(l10n: Translator, state: LookBackState): PanelStatus['older'] {
  switch (state.phase) {
    case 'all':
      return { state: 'all', text: '' };
    case 'available':
      return { state: 'available', text: l10n.t('Older events of {0}: scroll further up, or press here', state.title) };
    case 'reading':
      return { state: 'reading', text: l10n.t('Reading older events of {0}…', state.title) };
    case 'full':
      return {
        state: 'failed',
        text: l10n.t(
          'There are older events; no more than these are kept at once. Raise auditd.log.keepEvents to see further back.',
        ),
      };
    case 'failed':
      return { state: 'failed', text: l10n.t('Older events of {0} cannot be shown: {1}', state.title, state.reason) };
  }
}
