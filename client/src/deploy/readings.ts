/**
 * What was made of texts, for as long as they all together are small: it begins anew when it is full, and keeps nothing of
 * a text that is larger than that.
 */
export class Readings<Reading> {
  readonly #known = new Map<string, Reading>();
  readonly #most: number;
  #held = 0;

  /** `most`: characters of texts and readers. */
  constructor(most = 500_000) {
    this.#most = most;
  }

  /** `reader`: in one line, all else that the reading rests on. Who asks must not change what comes. */
  of(reader: string, text: string, make: () => Reading): Reading {
    const key = `${reader}\n${text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (key.length > this.#most) return made;
    if (this.#held + key.length > this.#most) {
      this.#known.clear();
      this.#held = 0;
    }
    this.#known.set(key, made);
    this.#held += key.length;
    return made;
  }
}
