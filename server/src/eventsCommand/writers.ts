import type { AuditEvent, AuditRecord } from '../../../core/src/events/event';
import { isComplete } from '../../../core/src/events/event';

import { summarise } from '../../../core/src/events/sentence';
import { visible } from '../../../core/src/events/visible';
import type { RecordJsonOptions } from './recordJson';
import { RecordJson } from './recordJson';
import { Tally } from './tally';
import { isoTime, localTime } from './times';

/** Takes events and gives the lines that a format makes of them. */
export interface EventWriter {
  /** Written before the first event. */
  readonly head: string;
  /** `records` are those that this line is about: of a late one, only what came late. */
  event(event: AuditEvent, records: readonly AuditRecord[], late: boolean): string;
  /** Written after the last event. */
  tail(): string;
}

export function textWriter(): EventWriter {
  return {
    head: '',
    event(event, records, late) {
      const { summary } = summarise(late ? partOf(event, records) : event);
      const node = event.node === null ? '-' : visible(event.node);
      return `${localTime(event.sec, event.ms)} ${node} ${late ? 'late: ' : ''}${summary}\n`;
    },
    tail: () => '',
  };
}

export function jsonWriter(options: RecordJsonOptions): EventWriter {
  const recordJson = new RecordJson(options);
  return {
    head: '',
    event(event, records, late) {
      const { summary } = summarise(late ? partOf(event, records) : event);
      const node = event.node === null ? 'null' : JSON.stringify(event.node);
      const whole = !late && isComplete(event);
      let line = `{"node":${node},"sec":${event.sec},"ms":${event.ms},"serial":${event.serial},"complete":${whole},`;
      if (late) line += '"late":true,';
      line += `"summary":${JSON.stringify(summary)},"records":[`;
      for (let index = 0; index < records.length; index++) {
        const record = records[index];
        if (record !== undefined) line += (index === 0 ? '' : ',') + recordJson.of(record);
      }
      return `${line}]}\n`;
    },
    tail: () => '',
  };
}

const columns = ['time', 'node', 'serial', 'complete', 'late', 'types', 'user', 'result', 'key', 'summary'];

export function csvWriter(): EventWriter {
  return {
    head: `${columns.join(',')}\n`,
    event(event, records, late) {
      const { summary, user, result, key } = summarise(late ? partOf(event, records) : event);
      const types = [...new Set(records.map(({ type }) => type))].join(' ');
      const cells = [
        ...[
          isoTime(event.sec, event.ms),
          event.node ?? '',
          String(event.serial),
          String(!late && isComplete(event)),
          String(late),
        ],
        ...[types, user, result, key, summary],
      ];
      return `${cells.map(cell).join(',')}\n`;
    },
    tail: () => '',
  };
}

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe: the text is an attacker's. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function summaryWriter(): EventWriter {
  const tally = new Tally();
  return {
    head: '',
    event(event, records, late) {
      tally.add(event, records, late);
      return '';
    },
    tail: () => tally.report(),
  };
}

function partOf(event: AuditEvent, records: readonly AuditRecord[]): AuditEvent {
  const { node, sec, ms, serial, completion, late } = event;
  return { node, sec, ms, serial, completion, late, records };
}
