import type { RecordHead } from './event';

/** What tells events of one node apart. */
type Stamp = Pick<RecordHead, 'serial' | 'sec' | 'ms'>;

/**
 * The events of one node that were closed last, for records that come late. Serials count up by one, so each has its
 * place by its lowest bits and gives it up to the serial that comes one round later: nothing is searched or deleted.
 */
export class ClosedEvents<Kept extends Stamp> {
  #events: (Kept | undefined)[];
  readonly #most: number;

  /** `most` is taken up to the next power of two. */
  constructor(most: number) {
    this.#most = 2 ** Math.ceil(Math.log2(Math.max(1, most)));
    this.#events = new Array<Kept | undefined>(Math.min(64, this.#most)).fill(undefined);
  }

  add(event: Kept): void {
    const at = event.serial & (this.#events.length - 1);
    if (this.#events[at] !== undefined && this.#events.length < this.#most) {
      this.#grow();
      this.add(event);
      return;
    }
    this.#events[at] = event;
  }

  find(record: Stamp): Kept | undefined {
    const event = this.#events[record.serial & (this.#events.length - 1)];
    return event !== undefined && isOfOne(event, record) ? event : undefined;
  }

  /** A node that says little needs little. */
  #grow(): void {
    const old = this.#events;
    this.#events = new Array<Kept | undefined>(old.length * 4 > this.#most ? this.#most : old.length * 4).fill(
      undefined,
    );
    for (const event of old) if (event !== undefined) this.#events[event.serial & (this.#events.length - 1)] = event;
  }
}

/** The same for who only wants to know whether there was such an event: numbers instead of objects. */
export class ClosedStamps {
  #serials: Float64Array;
  #stamps: Float64Array;
  readonly #most: number;

  /** `most` is taken up to the next power of two. */
  constructor(most: number) {
    this.#most = 2 ** Math.ceil(Math.log2(Math.max(1, most)));
    const length = Math.min(64, this.#most);
    this.#serials = new Float64Array(length).fill(-1);
    this.#stamps = new Float64Array(length);
  }

  add({ serial, sec, ms }: Stamp): void {
    let at = serial & (this.#serials.length - 1);
    if (this.#serials[at] !== -1 && this.#serials.length < this.#most) {
      this.#grow();
      at = serial & (this.#serials.length - 1);
    }
    this.#serials[at] = serial;
    this.#stamps[at] = sec * 1000 + ms;
  }

  has({ serial, sec, ms }: Stamp): boolean {
    const at = serial & (this.#serials.length - 1);
    return this.#serials[at] === serial && this.#stamps[at] === sec * 1000 + ms;
  }

  #grow(): void {
    const [serials, stamps] = [this.#serials, this.#stamps];
    const length = Math.min(this.#most, serials.length * 4);
    this.#serials = new Float64Array(length).fill(-1);
    this.#stamps = new Float64Array(length);
    serials.forEach((serial, index) => {
      if (serial === -1) return;
      this.#serials[serial & (length - 1)] = serial;
      this.#stamps[serial & (length - 1)] = stamps[index] ?? 0;
    });
  }
}

function isOfOne(a: Stamp, b: Stamp): boolean {
  return a.serial === b.serial && a.sec === b.sec && a.ms === b.ms;
}
