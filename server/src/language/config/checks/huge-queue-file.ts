import { set } from '../fixes';
import type { Check } from './check';

/** Measured: a queue of 100000 entries made a file of 1.2 GB. */
const bytesPerEntry = 12 * 1024;
const large = 256 * 1024 * 1024;

export const hugeQueueFile: Check = {
  code: 'huge-queue-file',
  severity: 'warning',
  kinds: ['remote'],
  *find(file) {
    const size = file.number('queue_depth') * bytesPerEntry;
    if (file.value('mode') !== 'forward' || file.given('queue_depth') === undefined || size <= large) return;
    yield {
      span: file.spanOf('queue_depth'),
      message: `The queue file takes 12 KiB for each record, so it grows to ${(size / 2 ** 30).toFixed(1)} GiB. Take fewer records, or be sure that the disk has the room.`,
      fixes: [set(file, 'queue_depth', '20480')],
    };
  },
};
