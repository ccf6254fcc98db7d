import type { FilterProposal } from '../../core/src/events/filterCompletion';
import { parseFilter } from '../../core/src/events/filterSyntax';
import type { PanelWords, ProposalRequest, Proposals } from '../../core/src/protocol/panel';
import { element } from './dom';
import { coloured } from './filterColours';
import { ProposalList } from './proposalList';

/** How long after the last key the filter is applied; milliseconds. */
const patience = 150;

export interface FilterWishes {
  readonly apply: (filter: string) => void;
  /** It was meant as it stands. */
  readonly remember: (filter: string) => void;
  readonly proposals: (request: ProposalRequest) => void;
  /** To the rows. */
  readonly leave: () => void;
}

/**
 * The filter's line. The input's own text is transparent: behind it lies the same text in colours, with a wave under terms
 * that cannot be read. Arrow up and down go through what may be written next while that is shown, else through the history.
 */
export class FilterBar {
  readonly view: HTMLElement;
  readonly #wishes: FilterWishes;
  readonly #input: HTMLInputElement;
  readonly #colours: HTMLElement;
  readonly #messages: HTMLElement;
  readonly #list: ProposalList;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request = 0;
  #asked: Proposals | undefined;
  #history: readonly string[] = [];
  /** Which of the history is shown; -1: what is being written. */
  #past = -1;
  #written = '';

  constructor(words: PanelWords, wishes: FilterWishes) {
    this.#wishes = wishes;
    this.#colours = element('div', { class: 'colours', 'aria-hidden': 'true' });
    this.#input = element('input', {
      type: 'text',
      role: 'combobox',
      'aria-label': words.filter,
      'aria-autocomplete': 'list',
      'aria-controls': 'proposals',
      'aria-expanded': 'false',
      placeholder: words.filterHint,
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-describedby': 'filter-messages',
    });
    this.#messages = element('div', { class: 'messages', id: 'filter-messages', role: 'status' });
    this.#list = new ProposalList(words.proposals, (proposal) => this.#accept(proposal));
    const field = element('div', { class: 'field' }, this.#colours, this.#input);
    this.view = element('div', { class: 'filter' }, field, this.#list.view, this.#messages);
    this.#input.addEventListener('input', () => this.#typed());
    this.#input.addEventListener('scroll', () => this.#align());
    this.#input.addEventListener('keydown', (event) => {
      if (this.#key(event)) event.preventDefault();
    });
    this.#input.addEventListener('blur', () => {
      this.#close();
      this.#wishes.remember(this.#input.value);
    });
    this.#paint();
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  get value(): string {
    return this.#input.value;
  }

  /** Changed by others. What somebody is writing is not touched. */
  set(filter: string, history: readonly string[]): void {
    this.#history = history;
    if (document.activeElement === this.#input || this.#input.value === filter) return;
    this.#input.value = filter;
    this.#paint();
  }

  /** As if it had been typed. */
  write(filter: string): void {
    this.#input.value = filter;
    this.#paint();
    this.#apply();
    this.#wishes.remember(filter);
  }

  take(proposals: Proposals): void {
    if (proposals.request !== this.#request || document.activeElement !== this.#input) return;
    this.#asked = proposals;
    const { start, end } = proposals.span;
    const here = this.#input.value.slice(start, end);
    // One that is written already is no news.
    const news = proposals.proposals.filter(({ text }) => text !== here);
    this.#list.show(news, this.#widthOf(this.#input.value.slice(0, start)));
    this.#mark();
  }

  #typed(): void {
    this.#past = -1;
    this.#paint();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wishes.apply(this.#input.value), patience);
    this.#ask();
  }

  #apply(): void {
    clearTimeout(this.#timer);
    this.#wishes.apply(this.#input.value);
  }

  #ask(): void {
    const { value, selectionStart, selectionEnd } = this.#input;
    if (selectionStart === null || selectionStart !== selectionEnd) return;
    this.#wishes.proposals({ request: ++this.#request, text: value.slice(0, 10_000), offset: selectionStart });
  }

  #accept({ text }: FilterProposal): void {
    const span = this.#asked?.span;
    if (span === undefined) return;
    this.#input.setRangeText(text, span.start, span.end, 'end');
    this.#close();
    this.#typed();
    // A value follows a name; after a value comes the next term, when somebody wants one.
    if (!text.endsWith(':')) this.#request++;
  }

  /** True when the key was meant for the filter. */
  #key(event: KeyboardEvent): boolean {
    const { key } = event;
    if ((event.ctrlKey || event.metaKey) && key === ' ') this.#ask();
    else if (event.ctrlKey || event.metaKey || event.altKey) return false;
    else if (this.#list.isOpen && (key === 'ArrowDown' || key === 'ArrowUp')) {
      this.#list.move(key === 'ArrowDown' ? 1 : -1);
      this.#mark();
    } else if (key === 'Escape' && this.#list.isOpen) this.#close();
    else if (key === 'Tab' && !event.shiftKey && this.#list.first !== undefined) this.#accept(this.#list.first);
    else if (key === 'Enter' && this.#list.active !== undefined) this.#accept(this.#list.active);
    else if (key === 'Enter') {
      this.#close();
      this.#apply();
      this.#wishes.remember(this.#input.value);
    } else if (key === 'ArrowUp') this.#recall(this.#past + 1);
    else if (key === 'ArrowDown' && this.#past >= 0) this.#recall(this.#past - 1);
    else if (key === 'Escape' || key === 'ArrowDown') this.#wishes.leave();
    else return false;
    return true;
  }

  #recall(past: number): void {
    if (past >= this.#history.length) return;
    if (this.#past < 0) this.#written = this.#input.value;
    this.#past = past;
    this.#input.value = past < 0 ? this.#written : (this.#history[past] ?? '');
    this.#paint();
    this.#apply();
  }

  #close(): void {
    this.#request++;
    this.#list.hide();
    this.#mark();
  }

  #mark(): void {
    this.#input.setAttribute('aria-expanded', String(this.#list.isOpen));
    const { activeId } = this.#list;
    if (activeId === undefined) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', activeId);
  }

  #paint(): void {
    const text = this.#input.value;
    const parsed = parseFilter(text, { now: Date.now() });
    this.#colours.replaceChildren(...coloured(text, parsed));
    this.#input.setAttribute('aria-invalid', String(parsed.problems.length > 0));
    this.#messages.replaceChildren(
      ...parsed.problems.map(({ message }) => element('div', { class: 'problem' }, message)),
    );
    this.#align();
  }

  #align(): void {
    this.#colours.style.transform = `translateX(${-this.#input.scrollLeft}px)`;
  }

  /** In pixels, as it stands in the field. */
  #widthOf(text: string): number {
    const measure = element('span', {}, text);
    this.#colours.append(measure);
    const { width } = measure.getBoundingClientRect();
    measure.remove();
    return Math.max(0, Math.min(width - this.#input.scrollLeft, this.#input.clientWidth - 260));
  }
}
