/** A text that comes in pieces, of which the beginning and the end are kept: in between it may be of any length. */
export class Bounded {
  readonly #each: number;
  #first = '';
  #last = '';
  #isWhole = true;

  /** `each`: characters of the beginning, and of the end. */
  constructor(each = 32_768) {
    this.#each = each;
  }

  add(text: string): void {
    const room = Math.max(0, this.#each - this.#first.length);
    this.#first += text.slice(0, room);
    this.#last += text.slice(room);
    // Not at each piece: a program may write them one character at a time.
    if (this.#last.length > 2 * this.#each) this.#shorten();
  }

  get text(): string {
    if (this.#last.length > this.#each) this.#shorten();
    return this.#isWhole ? this.#first + this.#last : `${this.#first}\n…\n${this.#last}`;
  }

  #shorten(): void {
    this.#last = this.#last.slice(-this.#each);
    this.#isWhole = false;
  }
}
