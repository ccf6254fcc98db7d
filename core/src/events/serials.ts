import type { SerialGap } from './event';

/** A stretch of serials that were not seen, `from` and `to` included. */
interface Stretch {
  from: number;
  to: number;
}

interface OpenGap {
  readonly id: number;
  readonly sec: number;
  readonly ms: number;
  readonly from: number;
  readonly to: number;
  missing: Stretch[];
  /** Told to the outside already: what comes now amends it. */
  told: boolean;
  /** Node's time in ms from which on it is told. */
  readonly deadline: number;
  /** When it was seen, by the clock of `tick`, ms; -1: since the last tick. */
  seenAt: number;
}

/** Beyond this a jump is another boot or another host under the same name, not something missing. */
const largestJump = 1_000_000;
const gapsKept = 64;
/** So many turns back without a start of auditd mean that several hosts write under one name. */
const turnsOfOneHost = 3;

/**
 * The serials of one node's kernel events. One boot of one node counts without a gap, but CPUs overtake each other, so
 * a gap is told only when the node's clock has gone on by the time-out, the stream is quiet, or the input has ended.
 */
export class Serials {
  readonly #node: string | null;
  readonly #nextId: () => number;
  readonly #tell: (gap: SerialGap) => void;
  #highest = -1;
  #highestStamp = 0;
  #gaps: OpenGap[] = [];
  #turns = 0;
  #started = false;
  /** Node's time from which on a gap must be told; Infinity without one. */
  deadline = Infinity;

  constructor(node: string | null, nextId: () => number, tell: (gap: SerialGap) => void) {
    this.#node = node;
    this.#nextId = nextId;
    this.#tell = tell;
  }

  /** auditd was started: the next serial may be anything. */
  daemonStarted(): void {
    this.#started = true;
  }

  /** A new event with this serial; `stamp` and `timeout` in ms. */
  see(serial: number, stamp: number, timeout: number): void {
    const expected = this.#highest + 1;
    if (serial === expected || this.#highest === -1) {
      this.#highest = serial;
    } else if (serial > expected) {
      if (serial - expected <= largestJump && this.#turns <= turnsOfOneHost)
        this.#open(expected, serial - 1, stamp, timeout);
      this.#highest = serial;
    } else if (!this.#fill(serial) && (this.#started || stamp > this.#highestStamp)) {
      // Later in time and smaller: the node was booted, or several hosts share the name.
      if (!this.#started) this.#turns++;
      this.#highest = serial;
    } else {
      return;
    }
    this.#started = false;
    if (stamp > this.#highestStamp) this.#highestStamp = stamp;
  }

  /** Tells the gaps whose time has come by the node's clock. */
  advance(stamp: number): void {
    this.#tellIf((gap) => gap.deadline <= stamp);
  }

  /** Tells the gaps that were seen by `seenBefore`, by the clock of `tick`, which is at `now`. */
  quiet(seenBefore: number, now: number): void {
    if (this.#gaps.length === 0) return;
    for (const gap of this.#gaps) if (gap.seenAt === -1) gap.seenAt = now;
    this.#tellIf((gap) => gap.seenAt <= seenBefore);
  }

  #tellIf(due: (gap: OpenGap) => boolean): void {
    this.deadline = Infinity;
    for (const gap of this.#gaps) {
      if (gap.told) continue;
      if (due(gap)) {
        gap.told = true;
        this.#report(gap);
      } else this.deadline = Math.min(this.deadline, gap.deadline);
    }
  }

  #open(from: number, to: number, stamp: number, timeout: number): void {
    const deadline = stamp + timeout;
    const sec = Math.floor(stamp / 1000);
    const gap = {
      id: this.#nextId(),
      sec,
      ms: stamp % 1000,
      from,
      to,
      missing: [{ from, to }],
      told: false,
      deadline,
      seenAt: -1,
    };
    this.#gaps.push(gap);
    this.deadline = Math.min(this.deadline, deadline);
    if (this.#gaps.length > gapsKept) {
      const oldest = this.#gaps.shift();
      if (oldest && !oldest.told) this.#report(oldest);
    }
  }

  /** Takes a serial out of a gap; false when it lies in none. */
  #fill(serial: number): boolean {
    for (const gap of this.#gaps) {
      if (serial < gap.from || serial > gap.to) continue;
      const index = gap.missing.findIndex((stretch) => serial >= stretch.from && serial <= stretch.to);
      const stretch = gap.missing[index];
      if (!stretch) return true;
      const rest = [
        { from: stretch.from, to: serial - 1 },
        { from: serial + 1, to: stretch.to },
      ].filter(({ from, to }) => from <= to);
      gap.missing.splice(index, 1, ...rest);
      if (gap.told) this.#report(gap);
      if (gap.missing.length === 0) this.#gaps = this.#gaps.filter((other) => other !== gap);
      return true;
    }
    return false;
  }

  #report(gap: OpenGap): void {
    const missing = gap.missing.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    const { id, sec, ms, from, to } = gap;
    this.#tell({ id, node: this.#node, sec, ms, from, to, missing });
  }
}
