import type { FilterProposal } from '../../core/src/events/filterCompletion';
import { element, shown } from './dom';

/** What may be written next in the filter. The input keeps the focus; this list only shows what its keys choose. */
export class ProposalList {
  readonly view: HTMLElement;
  readonly #take: (proposal: FilterProposal) => void;
  #proposals: readonly FilterProposal[] = [];
  #active = -1;

  constructor(label: string, take: (proposal: FilterProposal) => void) {
    this.#take = take;
    this.view = element('div', {
      class: 'proposals',
      role: 'listbox',
      id: 'proposals',
      'aria-label': label,
      hidden: '',
    });
    // The input must not lose the focus to a click.
    this.view.addEventListener('mousedown', (event) => event.preventDefault());
    this.view.addEventListener('click', (event) => {
      const item = event.target instanceof Element ? event.target.closest<HTMLElement>('[role=option]') : null;
      const proposal = this.#proposals[Number(item?.dataset['index'] ?? NaN)];
      if (proposal !== undefined) this.#take(proposal);
    });
  }

  get isOpen(): boolean {
    return !this.view.hidden;
  }

  /** The one that the keys have chosen. */
  get active(): FilterProposal | undefined {
    return this.#proposals[this.#active];
  }

  /** The one that Tab takes. */
  get first(): FilterProposal | undefined {
    return this.active ?? this.#proposals[0];
  }

  /** Of an option that is chosen, for `aria-activedescendant`. */
  get activeId(): string | undefined {
    return this.#active < 0 ? undefined : `proposal-${this.#active}`;
  }

  show(proposals: readonly FilterProposal[], left: number): void {
    this.#proposals = proposals;
    this.#active = -1;
    this.view.hidden = proposals.length === 0;
    this.view.style.left = `${left}px`;
    this.view.replaceChildren(
      ...proposals.map(({ text, detail }, index) =>
        element(
          'div',
          { role: 'option', id: `proposal-${index}`, 'data-index': String(index), 'aria-selected': 'false' },
          element('span', {}, shown(text, 200)),
          element('span', { class: 'dim' }, shown(detail, 200)),
        ),
      ),
    );
  }

  hide(): void {
    this.show([], 0);
  }

  move(by: number): void {
    const count = this.#proposals.length;
    if (count === 0) return;
    const last = this.#active;
    this.#active = last < 0 && by < 0 ? count - 1 : (last + by + count) % count;
    this.view.children[last]?.setAttribute('aria-selected', 'false');
    const item = this.view.children[this.#active];
    item?.setAttribute('aria-selected', 'true');
    item?.scrollIntoView({ block: 'nearest' });
  }
}
