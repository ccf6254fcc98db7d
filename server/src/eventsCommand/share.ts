import type { AuditRecord } from '../../../core/src/events/event';
import type { Output } from './output';

/** The part of one of two threads that read the same log and collate it, both all of it. */
export interface Share {
  /** Is the next event for this thread? To be asked once for each. */
  takes(records: readonly AuditRecord[], output: Output): boolean;
  /** This thread is still at work. */
  beat(): void;
  /** All input has ended. */
  end(output: Output): void;
}
