import { parseFilter, type ParsedFilter } from '../../core/src/events/filterSyntax';
import type { PanelWords } from '../../core/src/protocol/panel';
import { element } from './dom';

/** How long after the last key the filter is applied; milliseconds. */
const patience = 150;

/**
 * The filter's line. The input's own text is transparent: behind it lies the same text in colours, with a wave under terms
 * that cannot be read.
 */
export class FilterBar {
  readonly view: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #colours: HTMLElement;
  readonly #messages: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(words: PanelWords, filter: string, apply: (filter: string) => void, leave: () => void) {
    this.#colours = element('div', { class: 'colours', 'aria-hidden': 'true' });
    this.#input = element('input', {
      type: 'text',
      'aria-label': words.filter,
      placeholder: words.filterHint,
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-describedby': 'filter-messages',
    });
    this.#input.value = filter;
    this.#messages = element('div', { class: 'messages', id: 'filter-messages', role: 'status' });
    const field = element('div', { class: 'field' }, this.#colours, this.#input);
    this.view = element('div', { class: 'filter' }, field, this.#messages);
    this.#input.addEventListener('input', () => {
      this.#paint();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => apply(this.#input.value), patience);
    });
    this.#input.addEventListener('scroll', () => this.#align());
    this.#input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        clearTimeout(this.#timer);
        apply(this.#input.value);
      } else if (event.key === 'Escape' || event.key === 'ArrowDown') leave();
      else return;
      event.preventDefault();
    });
    this.#paint();
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
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
}

/** The text in pieces, each with what it is. */
function coloured(text: string, { terms, problems }: ParsedFilter): HTMLElement[] {
  const kinds = new Array<string>(text.length).fill('');
  const paint = (start: number, end: number, kind: string) => kinds.fill(kind, start, end);
  let excluded = false;
  for (const { span, kind, value } of terms) {
    const isMinus = kind === 'operator' && text.slice(span.start, span.end) === '-';
    if (excluded || isMinus) paint(span.start, span.end, 'excluded');
    else if (kind === 'operator') paint(span.start, span.end, 'operator');
    else if (value === undefined) paint(span.start, span.end, 'word');
    else {
      paint(span.start, value.start, 'name');
      paint(value.start, value.end, 'value');
    }
    excluded = isMinus;
  }
  for (const { span } of problems) {
    for (let at = span.start; at < span.end; at++) kinds[at] = `${kinds[at] ?? ''} wave`;
  }
  const pieces: HTMLElement[] = [];
  for (let start = 0; start < text.length;) {
    let end = start + 1;
    while (end < text.length && kinds[end] === kinds[start]) end++;
    pieces.push(element('span', { class: kinds[start] ?? '' }, text.slice(start, end)));
    start = end;
  }
  return pieces;
}
