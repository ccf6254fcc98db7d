/** A time limit for the other side, which does not run while the person is thinking. */
export class Patience {
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  readonly #onEnd: () => void;

  constructor(limit: number, onEnd: () => void) {
    this.#left = limit;
    this.#onEnd = onEnd;
    this.#go(limit);
  }

  async whileAsking<Answer>(answer: Promise<Answer>): Promise<Answer> {
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#since;
    try {
      return await answer;
    } finally {
      // A host that was nearly out of time when the person was asked gets a moment for their answer.
      if (!this.#over) this.#go(Math.max(this.#left, 1000));
    }
  }

  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #go(left: number): void {
    this.#since = performance.now();
    this.#timer = setTimeout(this.#onEnd, left);
  }
}
