/** What is known of texts that come again and again. A file cannot make it grow: it begins anew when it is full. */
export class Memo<Key, Known> {
  readonly #known = new Map<Key, Known>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Known | undefined {
    return this.#known.get(key);
  }

  set(key: Key, known: Known): void {
    if (this.#known.size >= this.#most) this.#known.clear();
    this.#known.set(key, known);
  }
}
