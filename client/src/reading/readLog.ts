import type { TailState } from '../tail/tail';

/** A log in the reading thread, as the rest of the extension sees it. */
export class ReadLog {
  readonly title: string;
  readonly #stop: () => void;
  readonly #listeners = new Set<() => void>();
  #state: TailState = { phase: 'connecting' };

  constructor(title: string, stop: () => void) {
    this.title = title;
    this.#stop = stop;
  }

  get state(): TailState {
    return this.#state;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  stop(): void {
    this.#stop();
  }

  /** To be called by who hears of it. */
  become(state: TailState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
