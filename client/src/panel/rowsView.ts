import type { Entry, StoreChange } from '../tail/store';

/**
 * What a filter lets through of a store, as rows in some order. Rows have positions, of which those below 0 are ordinary: a
 * new view looks through the store from the newest entry backwards, piece by piece, and puts what it finds in front.
 */
export interface RowsView {
  readonly first: number;
  readonly end: number;
  /** How much of what was there at the beginning has been looked at: 0 to 1. */
  readonly done: number;
  idAt(position: number): number | undefined;
  /** Looks further back until `enough` says so; true when everything has been looked at. */
  lookBack(enough: () => boolean): boolean;
  /** Follows the store. */
  absorb(change: StoreChange): void;
  /** Lets go of rows from before a moment, in milliseconds since the epoch: the time that a filter covers moves on. */
  expire(before: number): void;
  /** The position from which on rows are other than when this was last asked; Infinity when all are the same. */
  takeChangedFrom(): number;
}

/** When an entry happened, in milliseconds since the epoch, by the clock of its node. */
export function timeOf(entry: Entry): number {
  if (entry.kind === 'event') return entry.sec * 1000 + entry.ms;
  const { notice } = entry;
  return notice.kind === 'missing-serials' ? notice.gap.sec * 1000 + notice.gap.ms : entry.at;
}

/** The first index whose value is `beyond`, in values where none after it is not. */
export function lowerBound(length: number, beyond: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (beyond(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
