import { atLeast } from '../../../../../core/src/target';
import { edit } from '../../../../../core/src/config/edit';
import { listens } from '../configView';
import type { Check } from './check';

export const nologThrowsAway: Check = {
  code: 'nolog-throws-away',
  severity: 'warning',
  kinds: ['auditd'],
  *find(file) {
    const format = file.given('log_format');
    const isServer: boolean = listens(file);
    if (format === undefined || file.value('log_format') !== 'nolog' || isServer) return;
    const modern = atLeast(file.target, '2.5.2');
    const text = edit(edit(file.document.text, 'log_format', 'ENRICHED'), 'write_logs', 'no');
    yield {
      span: file.spanOf('log_format'),
      message: modern
        ? '`nolog` turns `write_logs` off, whatever stands there: nothing is written on this host. It is the old way to say it; write `write_logs = no`.'
        : '`nolog` means that nothing is written on this host; only plugins see the events.',
      ...(modern
        ? {
            fixes: [
              {
                title: 'Write `write_logs = no`',
                safe: false,
                edits: [{ span: { start: 0, end: file.document.text.length }, newText: text }],
              },
            ],
          }
        : {}),
    };
  },
};
