import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import type {
  ColumnSetting,
  CopyRequest,
  EventDetails,
  PanelStatus,
  PanelWords,
  Place,
  RowBatch,
  RowRange,
} from '../../core/src/protocol/panel';
import { element } from './dom';
import { OlderBar, SinceButton } from './listEdges';
import { Columns } from './columns';
import { listKey, type ListMoves } from './listKeys';
import { RowCache } from './rowCache';
import { RowPool } from './rowPool';

const rowHeight = 22;

export interface ListWishes {
  readonly rows: (range: RowRange) => void;
  readonly details: (id: number) => void;
  readonly follow: (on: boolean) => void;
  readonly copy: (id: number, what: CopyRequest['what']) => void;
  readonly bookmark: (id: number) => void;
  /** Shows one of the rules that may have made the event. */
  readonly openRule: (id: number, rule: number) => void;
  readonly eventsOfRule: (id: number, rule: number) => void;
  readonly diagnose: () => void;
  readonly nextBookmark: (from: number, by: 1 | -1) => void;
  /** Somebody looks further back than the first row. */
  readonly older: () => void;
  readonly columns: (columns: readonly ColumnSetting[]) => void;
  readonly chooseColumns: () => void;
}

/**
 * The rows, of which only those in view exist. Follows the newest until somebody scrolls up or opens a row, and then says
 * how many came since. The keyboard's place is `aria-activedescendant`: rows come and go, the list keeps the focus.
 */
export class EventList {
  readonly view: HTMLElement;
  readonly #wishes: ListWishes;
  readonly #cache = new RowCache();
  readonly #columns: Columns;
  readonly #older: OlderBar;
  readonly #scroller: HTMLElement;
  readonly #since: SinceButton;
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  readonly #pool: RowPool;
  /** Opened rows by id; what is known of each. */
  readonly #open = new Map<number, EventDetails | undefined>();
  #selected: number | undefined;
  /** Its row, which may move to another position. */
  #selectedId: number | undefined;
  #following = true;
  #lastTop = 0;
  /** The row that was opened last and is not in full view yet. */
  #opening: number | undefined;

  constructor(words: PanelWords, wishes: ListWishes) {
    this.#wishes = wishes;
    this.#pool = new RowPool(
      words,
      (position, height) => this.#virtualizer.resizeItem(position - this.#cache.first, height),
      () => this.#stay(),
    );
    this.#scroller = element(
      'div',
      {
        class: 'list',
        role: 'treegrid',
        tabindex: '0',
        'aria-label': words.rows,
        'aria-colcount': '6',
        'aria-owns': 'head',
      },
      this.#pool.view,
    );
    this.#older = new OlderBar(() => wishes.older());
    this.#since = new SinceButton(words, () => this.follow());
    this.view = element('div', { class: 'events' });
    this.#columns = new Columns(words, this.view, { changed: wishes.columns, choose: wishes.chooseColumns });
    this.view.append(this.#columns.head, this.#older.view, this.#scroller, this.#since.view);
    this.#virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      count: 0,
      getScrollElement: () => this.#scroller,
      estimateSize: () => rowHeight,
      getItemKey: (index) => index + this.#cache.first,
      overscan: 12,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.#render(),
    });
    this.#scroller.addEventListener('scroll', () => this.#scrolled());
    for (const sign of ['wheel', 'pointerdown', 'keydown'] as const) {
      this.#scroller.addEventListener(sign, () => (this.#opening = undefined), { passive: true });
    }
    this.#scroller.addEventListener('keydown', (event) => {
      if (event.target === this.#scroller && listKey(event, this.#moves())) event.preventDefault();
    });
    this.#pool.view.addEventListener('click', (event) => this.#clicked(event));
  }

  /** Call once the view is in the document. */
  mount(): void {
    this.#virtualizer._didMount();
    this.#virtualizer._willUpdate();
    new ResizeObserver(() => {
      // The head stands over the columns, whatever room the scroll bar takes.
      this.#columns.head.style.marginRight = `${this.#scroller.offsetWidth - this.#scroller.clientWidth}px`;
      this.#stay();
    }).observe(this.#scroller);
  }

  get following(): boolean {
    return this.#following;
  }

  get isEmpty(): boolean {
    return this.#cache.end === this.#cache.first;
  }

  take(batch: RowBatch): void {
    const anchor = this.#anchor();
    const firstChanged = batch.changedFrom !== null && batch.changedFrom < this.#cache.end;
    const anew = this.#cache.take(batch);
    if (anew) {
      this.#selected = undefined;
      this.#selectedId = undefined;
      this.#opening = undefined;
      this.#setFollowing(true);
    }
    this.#moveSelection();
    this.#virtualizer.setOptions({ ...this.#virtualizer.options, count: batch.end - batch.first });
    // Opened rows may have moved: their heights are measured again.
    if (anew || (firstChanged && this.#open.size > 0)) this.#measureAgain();
    this.#layOut();
    if (this.#following) this.#toEnd();
    else if (anchor !== undefined && !anew) this.#keep(anchor);
    this.#virtualizer._willUpdate();
    this.#render();
    this.#since.show(this.#cache.end, this.#following);
  }

  takeDetails(details: EventDetails): void {
    if (!this.#open.has(details.id)) return;
    this.#open.set(details.id, details);
    this.#render();
  }

  setColumns(columns: readonly ColumnSetting[]): void {
    this.#columns.set(columns);
  }

  /** What is known of what lies before the first row. */
  setOlder(older: PanelStatus['older']): void {
    this.#older.set(older);
    this.#showOlder();
  }

  /** Selects a row and brings it into view. */
  goTo({ generation, position }: Place): void {
    if (generation !== this.#cache.generation) return;
    this.#select(position);
    const item = this.#virtualizer.measurementsCache[position - this.#cache.first];
    const middle = (item?.start ?? 0) - (this.#scroller.clientHeight - rowHeight) / 2;
    this.#setFollowing(false);
    this.#scroller.scrollTop = Math.max(0, middle);
    this.focus();
  }

  /** Goes to the newest row and stays there. */
  follow(): void {
    this.#setFollowing(true);
    this.#toEnd();
    this.#render();
  }

  focus(): void {
    this.#scroller.focus();
  }

  /** With older rows, or rows of another log, in between, the same row stands elsewhere. */
  #moveSelection(): void {
    if (this.#selected === undefined || this.#selectedId === undefined) return;
    const row = this.#cache.get(this.#selected);
    if (row === undefined || row.id === this.#selectedId) return;
    this.#selected = this.#cache.positionOf(this.#selectedId) ?? this.#selected;
  }

  #showOlder(): void {
    this.#older.show(!this.isEmpty && this.#scroller.scrollTop < 2 * rowHeight);
  }

  #setFollowing(on: boolean): void {
    if (on === this.#following) return;
    this.#following = on;
    this.#since.left(this.#cache.end);
    this.#wishes.follow(on);
    this.#since.show(this.#cache.end, on);
  }

  #layOut(): void {
    this.#pool.view.style.height = `${this.#virtualizer.getTotalSize()}px`;
    this.#scroller.setAttribute('aria-rowcount', String(this.#cache.end - this.#cache.first));
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#lastTop = this.#scroller.scrollTop;
  }

  /** The uppermost row in view and how far it stands above the edge. */
  #anchor(): { readonly position: number; readonly above: number } | undefined {
    const top = this.#scroller.scrollTop;
    const item = this.#virtualizer.getVirtualItemForOffset(top);
    return item === undefined ? undefined : { position: item.index + this.#cache.first, above: top - item.start };
  }

  #keep({ position, above }: { readonly position: number; readonly above: number }): void {
    const index = Math.max(0, position - this.#cache.first);
    const start = this.#virtualizer.measurementsCache[index]?.start;
    if (start === undefined || Math.abs(start + above - this.#scroller.scrollTop) < 1) return;
    this.#scroller.scrollTop = start + above;
    this.#lastTop = this.#scroller.scrollTop;
  }

  #scrolled(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    const atEnd = scrollTop + clientHeight >= scrollHeight - rowHeight / 2;
    // Scrolled by hand to the end. What opens or shrinks at the end moves the place as well, and that is no wish to follow.
    if (atEnd && scrollTop > this.#lastTop && this.#opening === undefined) this.#setFollowing(true);
    else if (!atEnd && scrollTop < this.#lastTop - 1) this.#setFollowing(false);
    if (scrollTop < rowHeight && scrollTop < this.#lastTop && this.#older.isAvailable) this.#wishes.older();
    this.#lastTop = scrollTop;
    this.#showOlder();
  }

  #render(): void {
    const { first } = this.#cache;
    this.#layOut();
    const items = this.#virtualizer.getVirtualItems();
    this.#pool.keep(new Set(items.map(({ index }) => index + first)));
    for (const { index, start } of items) this.#place(index + first, start);
    const from = items[0];
    const to = items.at(-1);
    if (from === undefined || to === undefined) return;
    const wanted = this.#cache.wanted(from.index + first, to.index + first + 1);
    if (wanted !== undefined) this.#wishes.rows(wanted);
    this.#cache.trim(from.index + first, to.index + first);
  }

  #place(position: number, start: number): void {
    const row = this.#cache.get(position);
    const item = this.#pool.at(position);
    item.view.style.transform = `translateY(${start}px)`;
    const opened = row !== undefined && this.#open.has(row.id) ? this.#open.get(row.id) : 'closed';
    if (
      row !== undefined &&
      opened !== 'closed' &&
      item.row?.revision !== row.revision &&
      opened?.revision !== row.revision
    ) {
      this.#wishes.details(row.id);
    }
    const changed = item.show(row, opened, {
      isBookmarked: row?.kind === 'event' && row.bookmarked,
      copy: (what) => row !== undefined && this.#wishes.copy(row.id, what),
      openRule: (rule) => row !== undefined && this.#wishes.openRule(row.id, rule),
      eventsOfRule: (rule) => row !== undefined && this.#wishes.eventsOfRule(row.id, rule),
      bookmark: () => {
        if (row !== undefined) this.#wishes.bookmark(row.id);
        // The button is made anew.
        this.focus();
      },
    });
    if (changed) this.#pool.watch(item);
    if (changed && !item.isOpen) this.#virtualizer.resizeItem(position - this.#cache.first, rowHeight);
    const selected = position === this.#selected;
    const id = `row-${position}`;
    item.mark(id, position - this.#cache.first + 1, selected);
    if (selected) this.#scroller.setAttribute('aria-activedescendant', id);
  }

  /** Heights go by position, and other rows may have come to the positions of opened ones. */
  #measureAgain(): void {
    this.#virtualizer.measure();
    for (const [position, { view, row }] of this.#pool.opened()) {
      if (this.#cache.get(position)?.id !== row?.id) continue;
      this.#virtualizer.resizeItem(position - this.#cache.first, view.offsetHeight);
    }
  }

  /** Heights have changed: what was just opened stays in view, or the end. */
  #stay(): void {
    if (this.#opening !== undefined) this.#intoView(this.#opening, true);
    else if (this.#following) this.#toEnd();
  }

  #clicked(event: MouseEvent): void {
    if (!(event.target instanceof Element) || getSelection()?.isCollapsed === false) return;
    const line = event.target.closest<HTMLElement>('.row');
    const position = Number(line?.parentElement?.dataset['position'] ?? NaN);
    if (Number.isNaN(position)) return;
    this.#select(position);
    if (event.target.matches('[data-does=diagnose]')) this.#wishes.diagnose();
    else if (this.#cache.get(position)?.kind === 'event') this.#toggle(position);
  }

  #select(position: number): void {
    const { first, end } = this.#cache;
    if (end === first) return;
    this.#selected = Math.max(first, Math.min(end - 1, position));
    this.#selectedId = this.#cache.get(this.#selected)?.id;
    if (this.#selected < end - 1) this.#setFollowing(false);
    this.#intoView(this.#selected);
    this.#render();
  }

  /** `whole`: with what is opened below it, as far as there is room. */
  #intoView(position: number, whole = false): void {
    this.#layOut();
    const item = this.#virtualizer.measurementsCache[position - this.#cache.first];
    if (item === undefined) return;
    const { scrollTop, clientHeight } = this.#scroller;
    const end = item.start + (whole ? Math.min(item.size, clientHeight) : rowHeight);
    if (item.start < scrollTop) this.#scroller.scrollTop = item.start;
    else if (end > scrollTop + clientHeight) this.#scroller.scrollTop = end - clientHeight;
  }

  #toggle(position: number, wish?: 'open' | 'close'): void {
    const row = this.#cache.get(position);
    // What a notice opens to.
    if (row?.kind === 'notice' && row.canDiagnose && wish === undefined) this.#wishes.diagnose();
    if (row?.kind !== 'event') return;
    const isOpen = this.#open.has(row.id);
    if (isOpen && wish !== 'open') this.#open.delete(row.id);
    else if (!isOpen && wish !== 'close') {
      // What somebody reads must not run away.
      this.#setFollowing(false);
      this.#open.set(row.id, undefined);
      this.#opening = position;
      this.#wishes.details(row.id);
    }
    this.#render();
  }

  #moves(): ListMoves {
    const { first, end } = this.#cache;
    const row = (position: number) => this.#cache.get(position);
    return {
      at: this.#selected ?? end - 1,
      isChosen: this.#selected !== undefined,
      first,
      end,
      page: Math.max(1, Math.floor(this.#scroller.clientHeight / rowHeight) - 1),
      select: (position) => this.#select(position),
      follow: () => this.follow(),
      toggle: (position, wish) => this.#toggle(position, wish),
      copy: (position) => {
        const found = row(position);
        if (found !== undefined) this.#wishes.copy(found.id, found.kind === 'event' ? 'raw' : 'sentence');
      },
      bookmark: (position) => {
        const found = row(position);
        if (found?.kind === 'event') this.#wishes.bookmark(found.id);
      },
      openRule: (position) => {
        const found = row(position);
        if (found?.kind === 'event') this.#wishes.openRule(found.id, 0);
      },
      nextBookmark: (by) => this.#wishes.nextBookmark(this.#selected ?? (by > 0 ? first - 1 : end), by),
      older: () => this.#wishes.older(),
    };
  }
}
