import type { Beginning, PanelStatus, PanelWords } from '../../core/src/protocol/panel';
import { button, element, filled, shown } from './dom';

/** What stands where no rows are: how to begin, or why there are none. */
export class EmptyView {
  readonly view = element('div', { class: 'empty' });
  readonly #words: PanelWords;
  readonly #begin: (how: Beginning) => void;
  #says = '';

  constructor(words: PanelWords, begin: (how: Beginning) => void) {
    this.#words = words;
    this.#begin = begin;
  }

  /** `resume`: the logs that may be opened again, in words. */
  show(isEmpty: boolean, status: PanelStatus | undefined, resume: string): void {
    this.view.hidden = !isEmpty;
    if (!isEmpty) return;
    const sources = status?.sources ?? [];
    const says = sources.length === 0 ? `begin ${resume}` : this.#reason(status);
    // Buttons that are there already keep the focus.
    if (says === this.#says) return;
    this.#says = says;
    if (sources.length > 0) this.view.replaceChildren(element('p', {}, says));
    else this.view.replaceChildren(element('p', {}, this.#words.emptyTitle), this.#buttons(resume));
  }

  #reason(status: PanelStatus | undefined): string {
    const sources = status?.sources ?? [];
    if (sources.every(({ phase }) => phase === 'failed')) return shown(sources.map(({ text }) => text).join(' '));
    // Nobody knows yet.
    if ((status?.filter.done ?? 1) < 1) return '';
    return (status?.filter.text ?? '') === '' ? this.#words.nothingYet : this.#words.nothingFits;
  }

  #buttons(resume: string): HTMLElement {
    const begin = (how: Beginning, label: string) => button(label, () => this.#begin(how), { class: 'action' });
    const buttons = element('div');
    if (resume !== '') buttons.append(begin('resume', filled(this.#words.resumeLogs, shown(resume, 80))));
    buttons.append(begin('file', this.#words.openFile), begin('tail', this.#words.tailHost));
    return buttons;
  }
}
