import { completeFilter } from '../../../core/src/events/filterCompletion';
import { withoutTermAt } from '../../../core/src/events/filterEdit';
import { vocabularyOf } from '../../../core/src/events/filterVocabulary';
import type {
  Beginning,
  ColumnSetting,
  CopyRequest,
  EventDetails,
  PanelHandlers,
  PanelMenu,
  PanelRow,
  PanelStatus,
  PanelWords,
  Post,
  ProposalRequest,
  RowRange,
  RuleChoice,
} from '../../../core/src/protocol/panel';
import type { LookBackState } from '../tail/lookBack';
import type { Logs } from '../tail/logs';
import type { Entry } from '../tail/store';
import type { Bookmarks } from './bookmarks';
import type { PanelMemory } from './memory';
import type { LogRuleNames, PanelFilter } from './panelFilter';
import { rateOf } from './rate';
import { RowSender } from './rowSender';
import { Shown } from './shown';

/** What the model needs of the world: all of it can be had without an editor. */
export interface PanelWorld {
  readonly words: PanelWords;
  readonly memory: PanelMemory;
  readonly bookmarks: Bookmarks;
  /** What a filter lets through; terms that cannot be read let everything. `end`: the id that the next entry will have. */
  readonly filter: (text: string, end: number, before: PanelFilter | undefined) => PanelFilter;
  readonly row: (entry: Entry, id: number, logs: Logs) => PanelRow;
  readonly details: (entry: Entry, id: number, logs: Logs) => EventDetails | undefined;
  readonly copy: (entry: Entry, what: CopyRequest['what']) => void;
  /** These logs are read from now on: events are held against the rules of their hosts. */
  readonly reads: (logs: Logs) => void;
  readonly ruleNames: LogRuleNames;
  /** Shows one of the rules that the entry's details name. */
  readonly openRule: (entry: Entry, rule: number) => void;
  /** What shows the events of one of these rules. */
  readonly filterOfRule: (entry: Entry, rule: number) => string | undefined;
  readonly sentence: (entry: Entry) => string;
  readonly sources: (logs: Logs) => PanelStatus['sources'];
  readonly older: (state: LookBackState) => PanelStatus['older'];
  readonly figures: (logs: Logs, shown: number) => PanelStatus['figures'];
  /** The logs that may be opened again, in words. */
  readonly resume: () => string;
  readonly begin: (how: Beginning) => void;
  readonly menu: (what: PanelMenu) => void;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly time: () => number;
}

/** Milliseconds between two batches, two statuses, two rates, two looks at rows that are over, at least. */
const pace = { rows: 40, status: 200, rate: 1000, expiry: 1000 };
/** Milliseconds that looking through what is kept may take before others get their turn. */
const slice = 12;
/** So many opened events are told of anew when the rules have changed. */
const mostOpened = 50;

/**
 * The extension's half of the panel: which logs are shown, through which filter, and what the page has been told. The page
 * may come and go.
 */
export class PanelModel implements PanelHandlers<'toExtension'> {
  readonly #world: PanelWorld;
  readonly #sender: RowSender;
  #post: Post<'toPage'> | undefined;
  #shown: Shown | undefined;
  #filter: PanelFilter;
  #lastStatus = '';
  #lastRate = '';
  /** Events whose details the page asked for, the last one last. */
  readonly #opened = new Set<number>();
  readonly #nextAt = { rows: 0, status: 0, rate: 0, expiry: 0 };
  #timer: { readonly handle: ReturnType<typeof setTimeout>; readonly at: number } | undefined;

  /** `numbersFrom`: where generations and batches begin, for a page that was told things by another model before. */
  constructor(world: PanelWorld, numbersFrom = 0) {
    this.#world = world;
    this.#filter = world.filter(world.memory.filter, 0, undefined);
    this.#sender = new RowSender((entry, id, logs) => world.row(entry, id, logs), numbersFrom);
  }

  /** A page has come up (or another one in its place); it will say `ready`. */
  attach(post: Post<'toPage'>): void {
    this.#post = post;
  }

  /** The page is gone. What it was told is forgotten; the logs go on. */
  detach(): void {
    this.#post = undefined;
    this.#sender.forget();
  }

  get logs(): Logs | undefined {
    return this.#shown?.logs;
  }

  get shown(): Shown | undefined {
    return this.#shown;
  }

  get filterText(): string {
    return this.#filter.text;
  }

  /** Shows other logs; those before are stopped. */
  show(logs: Logs): void {
    this.logs?.stop();
    this.#opened.clear();
    this.#world.reads(logs);
    logs.onChange(() => {
      if (this.logs === logs) this.#soon(pace.rows);
    });
    this.#renew(logs);
  }

  /** A log was put beside the others. */
  sourcesChanged(): void {
    if (this.logs !== undefined) this.#renew(this.logs);
  }

  /** As if it had been typed. */
  replaceFilter(filter: string): void {
    this.setFilter({ filter });
    this.rememberFilter({ filter });
    this.#tellMemory();
  }

  /** What the page remembers was changed by others. */
  memoryChanged(): void {
    this.#tellMemory();
  }

  /** Other rules are known now. */
  rulesChanged(): void {
    if (this.#filter.asksRules && this.logs !== undefined) this.#renew(this.logs);
    if (this.#post !== undefined) for (const id of this.#opened) this.#tellDetails(id);
  }

  /** Bookmarks were changed by others. */
  marksChanged(): void {
    this.#sender.again();
    this.#work(true);
  }

  /** Selects a row and brings it into view. */
  goTo(position: number): void {
    this.#post?.('goTo', { generation: this.#sender.generation, position });
  }

  dispose(): void {
    this.logs?.stop();
    clearTimeout(this.#timer?.handle);
    this.#post = undefined;
  }

  // ---- what the page says

  ready(): void {
    this.#opened.clear();
    this.#sender.forget();
    this.#lastStatus = '';
    this.#lastRate = '';
    this.#sender.following = true;
    this.#post?.('words', this.#world.words);
    this.#tellMemory();
    this.#work(true);
  }

  acknowledge({ batch }: { readonly batch: number }): void {
    if (this.#sender.acknowledge(batch)) this.#soon(pace.rows);
  }

  wantRows(range: RowRange): void {
    if (this.#shown === undefined || range.generation !== this.#sender.sentGeneration) return;
    this.#shown.absorb();
    this.#post?.('rows', this.#sender.rowsOf(this.#shown, range));
  }

  follow({ on }: { readonly on: boolean }): void {
    this.#sender.following = on;
    if (on) this.#soon(0);
  }

  wantDetails({ id }: { readonly id: number }): void {
    this.#opened.delete(id);
    this.#opened.add(id);
    const [oldest] = this.#opened;
    if (this.#opened.size > mostOpened && oldest !== undefined) this.#opened.delete(oldest);
    this.#tellDetails(id);
  }

  #tellDetails(id: number): void {
    const entry = this.logs?.store.get(id);
    if (this.logs === undefined || entry === undefined) return;
    const details = this.#world.details(entry, id, this.logs);
    if (details !== undefined) this.#post?.('details', details);
  }

  setFilter({ filter }: { readonly filter: string }): void {
    if (filter === this.#filter.text) return;
    this.#filter = this.#world.filter(filter, this.logs?.store.end ?? 0, this.#filter);
    this.#world.memory.setFilter(filter);
    if (this.logs === undefined) this.#work(true);
    else this.#renew(this.logs);
  }

  rememberFilter({ filter }: { readonly filter: string }): void {
    this.#world.memory.remember(filter);
  }

  wantProposals({ request, text, offset }: ProposalRequest): void {
    const others = this.#world.filter(withoutTermAt(text, offset), this.logs?.store.end ?? 0, this.#filter);
    const vocabulary = this.#shown?.vocabulary(others, this.#world.now, this.#world.ruleNames) ?? vocabularyOf([]);
    this.#post?.('proposals', { request, ...completeFilter(text, offset, vocabulary) });
  }

  setColumns({ columns }: { readonly columns: readonly ColumnSetting[] }): void {
    this.#world.memory.setColumns(columns);
  }

  toggleBookmark({ id }: { readonly id: number }): void {
    const entry = this.logs?.store.get(id);
    if (entry?.kind !== 'event') return;
    this.#world.bookmarks.toggle(entry, this.#world.sentence(entry));
    this.marksChanged();
  }

  wantBookmark({ from, by }: { readonly from: number; readonly by: 1 | -1 }): void {
    const position = this.#shown?.find(from, by, (event) => this.#world.bookmarks.has(event));
    if (position !== undefined) this.goTo(position);
  }

  wantOlder(): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const done = shown.logs.lookBack.read((put) => {
      this.#shown?.absorb();
      put();
    });
    void done.then(() => this.#work(true));
    this.#work(true);
  }

  setPaused({ on }: { readonly on: boolean }): void {
    if (on) this.logs?.pause();
    else this.logs?.resume();
    this.#work(true);
  }

  clear(): void {
    this.logs?.clear();
    this.sourcesChanged();
  }

  stop(): void {
    this.logs?.stop();
  }

  copy({ id, what }: CopyRequest): void {
    const entry = this.logs?.store.get(id);
    if (entry !== undefined) this.#world.copy(entry, what);
  }

  openRule({ id, rule }: RuleChoice): void {
    const entry = this.logs?.store.get(id);
    if (entry !== undefined) this.#world.openRule(entry, rule);
  }

  eventsOfRule({ id, rule }: RuleChoice): void {
    const entry = this.logs?.store.get(id);
    const filter = entry && this.#world.filterOfRule(entry, rule);
    if (filter !== undefined) this.replaceFilter(filter);
  }

  begin({ how }: { readonly how: Beginning }): void {
    this.#world.begin(how);
  }

  menu({ what }: { readonly what: PanelMenu }): void {
    this.#world.menu(what);
  }

  // ---- what the page is told

  /** Everything anew: other logs, another filter, nothing kept. */
  #renew(logs: Logs): void {
    this.#shown = new Shown(logs, this.#filter);
    this.#sender.renew();
    this.#nextAt.rows = 0;
    this.#work(true);
  }

  #tellMemory(): void {
    const { history, columns } = this.#world.memory;
    this.#post?.('memory', { filter: this.#filter.text, history, columns, resume: this.#world.resume() });
  }

  #soon(milliseconds: number): void {
    const at = this.#world.now() + milliseconds;
    if (this.#timer !== undefined) {
      if (this.#timer.at <= at) return;
      clearTimeout(this.#timer.handle);
    }
    const handle = setTimeout(() => {
      this.#timer = undefined;
      this.#work(false);
    }, milliseconds);
    this.#timer = { handle, at };
  }

  #work(now: boolean): void {
    const time = this.#world.now();
    const shown = this.#shown;
    shown?.absorb();
    if (shown?.lookingBack === true) {
      shown.lookBack(() => this.#world.now() - time > slice);
      this.#soon(1);
    }
    if (shown?.filter.stay !== undefined) {
      if (time >= this.#nextAt.expiry) {
        shown.expire(this.#world.time());
        this.#nextAt.expiry = time + Math.max(pace.expiry, shown.filter.stay / 600);
      }
      this.#soon(this.#nextAt.expiry - time);
    }
    if (this.#post === undefined) return;
    if (shown !== undefined) this.#sendRows(shown, time);
    if (now || time >= this.#nextAt.status) this.#sendStatus(time);
    else this.#soon(this.#nextAt.status - time);
    if (time >= this.#nextAt.rate) this.#sendRate(time);
    else this.#soon(this.#nextAt.rate - time);
  }

  #sendRows(shown: Shown, time: number): void {
    if (time < this.#nextAt.rows) {
      this.#soon(this.#nextAt.rows - time);
      return;
    }
    const batch = this.#sender.next(shown);
    if (batch === undefined) return;
    this.#nextAt.rows = time + pace.rows;
    this.#post?.('rows', batch);
  }

  #sendStatus(time: number): void {
    const { logs } = this;
    const view = this.#shown?.view;
    const status: PanelStatus = {
      sources: logs === undefined ? [] : this.#world.sources(logs),
      figures: logs === undefined || view === undefined ? [] : this.#world.figures(logs, view.end - view.first),
      older: this.#world.older(logs?.lookBack.state ?? { phase: 'all' }),
      filter: { text: this.#filter.text, done: this.#shown?.lookingBack === true ? (view?.done ?? 1) : 1 },
    };
    this.#nextAt.status = time + pace.status;
    const text = JSON.stringify(status);
    if (text === this.#lastStatus) return;
    this.#lastStatus = text;
    this.#post?.('status', status);
  }

  #sendRate(time: number): void {
    if (this.#shown === undefined) return;
    const rate = rateOf(this.#shown.view, this.#shown.logs.store);
    const took = this.#world.now() - time;
    this.#nextAt.rate = time + Math.max(pace.rate, 20 * took);
    const text = JSON.stringify(rate);
    if (text === this.#lastRate) return;
    this.#lastRate = text;
    this.#post?.('rate', rate);
  }
}
