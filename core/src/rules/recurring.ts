/**
 * How often each of many numbers comes. Nearly every rule of a large file is the only one of its kind, and this tells so at
 * a fraction of what a table of all of them costs. It may take two numbers for one, and so say too much; never too little.
 */
export class Recurring {
  readonly #counts: Uint8Array;
  readonly #mask: number;

  /** `expected`: about how many numbers will be noted. */
  constructor(expected: number) {
    const size = 1 << Math.min(28, 32 - Math.clz32(expected * 8));
    this.#counts = new Uint8Array(size);
    this.#mask = size - 1;
  }

  note(number: number): void {
    const place = this.#place(number);
    if (this.#counts[place]! < 255) this.#counts[place]!++;
  }

  /** How often the number was noted; 255: so often or more. */
  count(number: number): number {
    return this.#counts[this.#place(number)]!;
  }

  recurs(number: number): boolean {
    return this.#counts[this.#place(number)]! > 1;
  }

  #place(number: number): number {
    return (number ^ (number >>> 15)) & this.#mask;
  }
}
