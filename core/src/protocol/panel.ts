import type { FilterCompletion } from '../events/filterCompletion';

/**
 * What the Audit Log panel's page and the extension say to each other. The page knows rows by their position in what the
 * filter lets through and holds only those near what is in view; the extension holds the events.
 */

/** Reads the body of a message; undefined when it is not what it should be. */
type Reader<T> = (body: unknown) => T | undefined;

/** From the extension's own hand. */
const own =
  <T>(): Reader<T> =>
  (body) =>
    body as T;

type Shape<T> = { readonly [K in keyof T]: (value: unknown) => value is T[K] };

function shaped<T extends object>(shape: Shape<T>): Reader<T> {
  return (body) => {
    if (typeof body !== 'object' || body === null) return undefined;
    for (const name of Object.keys(shape) as (keyof T & string)[]) {
      if (!shape[name]((body as Record<string, unknown>)[name])) return undefined;
    }
    return body as T;
  };
}

const integer = (value: unknown): value is number => Number.isSafeInteger(value);
const flag = (value: unknown): value is boolean => typeof value === 'boolean';
const text = (value: unknown): value is string => typeof value === 'string' && value.length <= 10_000;
const oneOf =
  <const W extends string | number>(...words: readonly W[]) =>
  (value: unknown): value is W =>
    (words as readonly unknown[]).includes(value);

const listOf =
  <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is readonly T[] =>
    Array.isArray(value) && value.length <= 100 && value.every(is);

export const panelColumns = ['time', 'node', 'event', 'user', 'result', 'key'] as const;
export type PanelColumn = (typeof panelColumns)[number];

export interface ColumnSetting {
  readonly name: PanelColumn;
  /** Pixels; null: as wide as it is by itself. */
  readonly width: number | null;
  readonly hidden: boolean;
}

export function isColumnSetting(value: unknown): value is ColumnSetting {
  if (typeof value !== 'object' || value === null) return false;
  const { name, width, hidden } = value as Readonly<Record<string, unknown>>;
  const isWidth = width === null || (integer(width) && width >= 20 && width <= 4000);
  return (panelColumns as readonly unknown[]).includes(name) && isWidth && flag(hidden);
}

const panelMenus = ['filters', 'time', 'bookmarks', 'export', 'columns', 'sources', 'search', 'diagnose'] as const;
export type PanelMenu = (typeof panelMenus)[number];
export type Beginning = 'tail' | 'file' | 'resume';

export const panelMessages = {
  toExtension: {
    /** The page has come up and knows nothing. */
    ready: shaped<Record<never, never>>({}),
    /** The batch was dealt with: the next may come. */
    acknowledge: shaped<{ readonly batch: number }>({ batch: integer }),
    /** Rows from one position to another (excluded) come into view. */
    wantRows: shaped<RowRange>({ generation: integer, from: integer, to: integer }),
    /** Does the page stand at the end? Then batches bring the newest rows. */
    follow: shaped<{ readonly on: boolean }>({ on: flag }),
    wantDetails: shaped<{ readonly id: number }>({ id: integer }),
    setFilter: shaped<{ readonly filter: string }>({ filter: text }),
    /** The filter was meant as it stands: it goes into the history. */
    rememberFilter: shaped<{ readonly filter: string }>({ filter: text }),
    wantProposals: shaped<ProposalRequest>({ request: integer, text, offset: integer }),
    setColumns: shaped<{ readonly columns: readonly ColumnSetting[] }>({ columns: listOf(isColumnSetting) }),
    /** Sets a bookmark, or takes it away. */
    toggleBookmark: shaped<{ readonly id: number }>({ id: integer }),
    /** The next bookmark from a position on; `by` -1: the one before. */
    wantBookmark: shaped<{ readonly from: number; readonly by: 1 | -1 }>({ from: integer, by: oneOf(1, -1) }),
    /** Somebody looks further back than what is kept. */
    wantOlder: shaped<Record<never, never>>({}),
    /** A list of the editor's own. */
    menu: shaped<{ readonly what: PanelMenu }>({ what: oneOf(...panelMenus) }),
    setPaused: shaped<{ readonly on: boolean }>({ on: flag }),
    clear: shaped<Record<never, never>>({}),
    stop: shaped<Record<never, never>>({}),
    /** One of the rules that an opened event's details name: its line in the editor. */
    openRule: shaped<RuleChoice>({ id: integer, rule: integer }),
    /** The events of one of these rules, in place of those that are shown. */
    eventsOfRule: shaped<RuleChoice>({ id: integer, rule: integer }),
    copy: shaped<CopyRequest>({ id: integer, what: oneOf('raw', 'decoded', 'json', 'sentence') }),
    /** One of the buttons of the empty panel. */
    begin: shaped<{ readonly how: Beginning }>({ how: oneOf('tail', 'file', 'resume') }),
  },
  toPage: {
    words: own<PanelWords>(),
    status: own<PanelStatus>(),
    rows: own<RowBatch>(),
    details: own<EventDetails>(),
    rate: own<EventRate>(),
    memory: own<PanelRemembers>(),
    proposals: own<Proposals>(),
    goTo: own<Place>(),
  },
} as const;

export type Direction = keyof typeof panelMessages;
export type MessageName<D extends Direction> = keyof (typeof panelMessages)[D] & string;
export type MessageBody<D extends Direction, N extends MessageName<D>> =
  (typeof panelMessages)[D][N] extends Reader<infer T> ? T : never;

/** One for every message of a direction: a missing one does not compile. */
export type PanelHandlers<D extends Direction> = { readonly [N in MessageName<D>]: (body: MessageBody<D, N>) => void };

export type Post<D extends Direction> = <N extends MessageName<D>>(name: N, body: MessageBody<D, N>) => void;

/** A message as it is posted. */
export function envelope<D extends Direction, N extends MessageName<D>>(name: N, body: MessageBody<D, N>): unknown {
  return { name, body };
}

/** Hands a received message to its handler; false when it is none of ours or its body has not the right shape. */
export function receive<D extends Direction>(direction: D, handlers: PanelHandlers<D>, message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('name' in message) || !('body' in message)) return false;
  const readers: Readonly<Record<string, Reader<unknown>>> = panelMessages[direction];
  const { name, body } = message;
  if (typeof name !== 'string' || !Object.hasOwn(readers, name)) return false;
  const read = readers[name]?.(body);
  if (read === undefined) return false;
  (handlers as Readonly<Record<string, (body: unknown) => void>>)[name]?.(read);
  return true;
}

export interface ProposalRequest {
  readonly request: number;
  readonly text: string;
  readonly offset: number;
}

export interface Proposals extends FilterCompletion {
  readonly request: number;
}

/** What outlives a page. */
export interface PanelRemembers {
  readonly filter: string;
  /** Filters that were meant, the last one first. */
  readonly history: readonly string[];
  readonly columns: readonly ColumnSetting[];
  /** The logs that were read when the window was closed, in words; '' when there were none. */
  readonly resume: string;
}

/** A row to be selected and brought into view. */
export interface Place {
  readonly generation: number;
  readonly position: number;
}

export interface RowRange {
  readonly generation: number;
  readonly from: number;
  readonly to: number;
}

/** Counts the rules of an event's details from 0. */
export interface RuleChoice {
  readonly id: number;
  readonly rule: number;
}

export interface CopyRequest {
  readonly id: number;
  readonly what: 'raw' | 'decoded' | 'json' | 'sentence';
}

/** Texts from the log are as the log has them: the page shows them through `visible`, and only as text. */
export interface EventRow {
  readonly kind: 'event';
  readonly id: number;
  /** Counts the times that the event got more records. */
  readonly revision: number;
  readonly sec: number;
  readonly ms: number;
  readonly node: string | null;
  /** Which of the nodes' colours. */
  readonly colour: number;
  readonly sentence: string;
  readonly user: string;
  readonly result: string;
  readonly outcome: 'success' | 'failure' | 'none';
  readonly key: string;
  /** open: more may come. incomplete: the writer's last record never came. */
  readonly state: 'open' | 'complete' | 'incomplete';
  readonly late: boolean;
  readonly bookmarked: boolean;
}

export interface NoticeRow {
  readonly kind: 'notice';
  readonly id: number;
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly node: string | null;
  readonly colour: number;
  readonly severity: 'warning' | 'information';
  readonly sentence: string;
  /** It is about what a host did not send: Diagnose may say why. */
  readonly canDiagnose: boolean;
}

export type PanelRow = EventRow | NoticeRow;

/**
 * Positions run from `first` to `end` (excluded) and stay with their rows as long as the generation does; rows that fall
 * out raise `first`, older ones that a filter finds lower it.
 */
export interface RowBatch {
  readonly batch: number;
  readonly generation: number;
  readonly first: number;
  readonly end: number;
  /** What the page holds from this position on does not hold any more. Null: all of it still does. */
  readonly changedFrom: number | null;
  /** Rows from position `from` on. */
  readonly from: number;
  readonly rows: readonly PanelRow[];
}

export type SourcePhase = 'connecting' | 'following' | 'paused' | 'reconnecting' | 'ended' | 'stopped' | 'failed';

export interface PanelStatus {
  /** The logs that are read together; none at the beginning. */
  readonly sources: readonly {
    readonly phase: SourcePhase;
    /** In a few words: 'central · following audit.log'. */
    readonly text: string;
  }[];
  /** Figures such as '4 nodes', '37,204 events kept', in order. */
  readonly figures: readonly { readonly text: string; readonly severity: 'plain' | 'warning' }[];
  /** What lies before the first row. `all`: nothing does, or it cannot be had. */
  readonly older: {
    readonly state: 'all' | 'available' | 'reading' | 'failed';
    readonly text: string;
  };
  readonly filter: {
    readonly text: string;
    /** Of what is kept, the part that the filter has looked at: 0 to 1. */
    readonly done: number;
  };
}

export interface DetailFact {
  readonly name: string;
  readonly value: string;
  readonly tone: 'plain' | 'code' | 'bad' | 'dim';
}

/** Which rule made the event. */
export interface EventRules {
  /** 'Rule', 'May have been made by', or why there is none. */
  readonly said: string;
  readonly rules: readonly {
    readonly name: string;
    /** Why it is named, or why it is not certain; '' for nothing to be said. */
    readonly why: string;
    /** The text of its line. */
    readonly text: string;
    /** A rule of the workspace; those of a host stand nowhere where they could be opened. */
    readonly opens: boolean;
  }[];
  /** How many there are that are not told. */
  readonly more: number;
}

export interface EventDetails {
  readonly id: number;
  readonly revision: number;
  /** Undefined while no rules are known. */
  readonly rules: EventRules | undefined;
  /** What, who, why it was recorded. */
  readonly groups: readonly { readonly title: string; readonly facts: readonly DetailFact[] }[];
  readonly records: readonly {
    readonly type: string;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
    readonly raw: string;
  }[];
}

/** Events over time, of what the filter lets through. */
export interface EventRate {
  /** Seconds since the epoch of the first bar's beginning. */
  readonly from: number;
  /** Seconds that a bar covers. */
  readonly step: number;
  /** For each bar, how many events by colour. */
  readonly bars: readonly (readonly number[])[];
}

/** The page's own words, in the language of the editor. */
export type PanelWords = Readonly<
  Record<
    | 'following'
    | 'follow'
    | 'pause'
    | 'resume'
    | 'clear'
    | 'fromNow'
    | 'stop'
    | 'saved'
    | 'export'
    | 'columns'
    | 'columnWidth'
    | 'bookmark'
    | 'unbookmark'
    | 'bookmarked'
    | 'resumeLogs'
    | 'proposals'
    | 'brushHint'
    | 'zoomOut'
    | 'filter'
    | 'filterHint'
    | 'filterRunning'
    | 'time'
    | 'node'
    | 'event'
    | 'user'
    | 'result'
    | 'key'
    | 'emptyTitle'
    | 'openFile'
    | 'tailHost'
    | 'nothingFits'
    | 'nothingYet'
    | 'newEvent'
    | 'newEvents'
    | 'open'
    | 'late'
    | 'incomplete'
    | 'records'
    | 'openRule'
    | 'eventsOfRule'
    | 'search'
    | 'diagnose'
    | 'copyRaw'
    | 'copyDecoded'
    | 'copyJson'
    | 'copySentence'
    | 'copied'
    | 'loading'
    | 'rows'
    | 'eventsPerSecond'
    | 'rate',
    string
  >
>;
