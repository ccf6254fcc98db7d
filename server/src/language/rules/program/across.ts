import type { LoadChange } from './load';
import type { Edit } from './placedFile';
import type { PlacedLine } from './placedLine';

/** What is another than before. */
export interface ProgramChange extends LoadChange {
  /** Which lines of which files: lines behind them have other numbers. */
  readonly edits: readonly Pick<Edit, 'file' | 'from' | 'to'>[];
}

/**
 * What compares lines, and keeps what it knows of them while they come and go. It tells a line what there is to say of it
 * (`PlacedLine.say`), and takes it back when it no longer holds; of a line that goes nothing needs to be taken back. Lines go
 * before others come.
 */
export interface Across {
  /** A line that stands in a file now, whether auditctl takes it or not. */
  add?(line: PlacedLine): void;
  remove?(line: PlacedLine): void;
  /** All lines have come and gone: what is said has to be right now. */
  settle?(change: ProgramChange): void;
}
