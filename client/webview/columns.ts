import { panelColumns, type ColumnSetting, type PanelColumn, type PanelWords } from '../../core/src/protocol/panel';
import { button, element, filled } from './dom';

/** As wide as columns are by themselves. The event has what the others leave. */
const usual: Readonly<Record<PanelColumn, string>> = {
  time: '122px',
  node: '84px',
  event: 'minmax(120px, 1fr)',
  user: 'minmax(90px, 170px)',
  result: '104px',
  key: 'minmax(70px, 130px)',
};

/** Below this width of the panel in pixels a column gives its room to the others. */
const leaves: Partial<Record<PanelColumn, number>> = { key: 760, user: 560 };
const narrowest = 40;
const widest = 1200;

/** The head over the rows: which columns there are and how wide. Edges are dragged, or moved with arrow keys. */
export class Columns {
  readonly head: HTMLElement;
  readonly #words: PanelWords;
  readonly #changed: (columns: readonly ColumnSetting[]) => void;
  /** On it the layout is set, for all rows below. */
  readonly #area: HTMLElement;
  #settings = new Map<PanelColumn, ColumnSetting>();

  constructor(
    words: PanelWords,
    area: HTMLElement,
    wishes: { readonly changed: (columns: readonly ColumnSetting[]) => void; readonly choose: () => void },
  ) {
    this.#words = words;
    this.#area = area;
    this.#changed = wishes.changed;
    this.head = element('div', { class: 'row head', role: 'row', id: 'head' });
    panelColumns.forEach((name, index) => {
      const cell = element(
        'div',
        { class: `cell ${name}`, role: 'columnheader', 'aria-colindex': String(index + 1) },
        element('span', {}, words[name]),
      );
      if (name !== 'event') cell.append(this.#edge(name));
      this.head.append(cell);
    });
    this.head.append(
      button('⋯', wishes.choose, { class: 'choose', 'aria-label': words.columns, title: words.columns }),
    );
    this.head.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      wishes.choose();
    });
    new ResizeObserver(() => this.#layOut()).observe(area);
    this.#layOut();
  }

  /** What was remembered. */
  set(settings: readonly ColumnSetting[]): void {
    this.#settings = new Map(settings.map((setting) => [setting.name, setting]));
    this.#layOut();
  }

  #layOut(): void {
    const width = this.#area.clientWidth;
    const isShown = (name: PanelColumn) =>
      name === 'event' || (this.#settings.get(name)?.hidden !== true && (width === 0 || width >= (leaves[name] ?? 0)));
    const shown = panelColumns.filter(isShown);
    const template = shown.map((name) => {
      const own = this.#settings.get(name)?.width ?? null;
      return own === null || name === 'event' ? usual[name] : `${own}px`;
    });
    this.#area.style.setProperty('--columns', template.join(' '));
    this.#area.style.setProperty('--rest', String(shown.indexOf('event') + 1));
    for (const name of panelColumns) this.#area.classList.toggle(`without-${name}`, !shown.includes(name));
  }

  /** Columns behind the event grow to the left, so their edge is the left one. */
  #edge(name: PanelColumn): HTMLElement {
    const direction = panelColumns.indexOf(name) > panelColumns.indexOf('event') ? -1 : 1;
    const edge = element('div', {
      class: `edge ${direction < 0 ? 'left' : 'right'}`,
      role: 'separator',
      'aria-orientation': 'vertical',
      'aria-label': filled(this.#words.columnWidth, this.#words[name]),
      'aria-valuemin': String(narrowest),
      'aria-valuemax': String(widest),
      tabindex: '0',
    });
    const width = () => edge.parentElement?.offsetWidth ?? 100;
    edge.addEventListener('focus', () => edge.setAttribute('aria-valuenow', String(width())));
    edge.addEventListener('pointerdown', (down) => {
      down.preventDefault();
      edge.setPointerCapture(down.pointerId);
      const before = width();
      const move = (event: PointerEvent) => this.#resize(name, before + direction * (event.clientX - down.clientX));
      edge.addEventListener('pointermove', move);
      edge.addEventListener(
        'lostpointercapture',
        () => {
          edge.removeEventListener('pointermove', move);
          this.#tell();
        },
        { once: true },
      );
    });
    edge.addEventListener('dblclick', () => this.#resize(name, null, true));
    edge.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowRight' ? 10 : event.key === 'ArrowLeft' ? -10 : 0;
      if (step === 0) return;
      event.preventDefault();
      this.#resize(name, width() + direction * step, true);
      edge.setAttribute('aria-valuenow', String(width()));
    });
    return edge;
  }

  #resize(name: PanelColumn, width: number | null, isOver = false): void {
    const bounded = width === null ? null : Math.round(Math.max(narrowest, Math.min(widest, width)));
    this.#settings.set(name, { name, width: bounded, hidden: this.#settings.get(name)?.hidden ?? false });
    this.#layOut();
    if (isOver) this.#tell();
  }

  #tell(): void {
    this.#changed([...this.#settings.values()]);
  }
}
