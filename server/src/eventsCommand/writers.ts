import type { AuditEvent, AuditRecord } from '../../../core/src/events/event';
import { isComplete } from '../../../core/src/events/event';
import type { Naming } from '../../../core/src/events/naming';
import { summarise } from '../../../core/src/events/sentence';
import { visible } from '../../../core/src/events/visible';
import type { Output } from './output';
import type { RecordJsonOptions } from './recordJson';
import { RecordJson } from './recordJson';
import type { Tally } from './tally';
import { isoTime, localTime } from './times';

/** Takes events and writes the lines that a format makes of them. */
export interface EventWriter {
  /** `records` are those that this line is about: of a late one, only what came late. */
  event(event: AuditEvent, records: readonly AuditRecord[], late: boolean): void;
  /** After the last event. */
  end(): void;
}

const nothing = () => undefined;

export function textWriter(naming: Naming, out: Output): EventWriter {
  return {
    event(event, records, late) {
      const { summary } = summarise(late ? partOf(event, records) : event, naming);
      const node = event.node === null ? '-' : visible(event.node);
      out.write(`${localTime(event.sec, event.ms)} ${node} ${late ? 'late: ' : ''}${summary}\n`);
    },
    end: nothing,
  };
}

export function jsonWriter(options: RecordJsonOptions, out: Output): EventWriter {
  const { naming } = options;
  const recordJson = new RecordJson(options, out);
  return {
    event(event, records, late) {
      const { summary } = summarise(late ? partOf(event, records) : event, naming);
      const node = event.node === null ? 'null' : JSON.stringify(event.node);
      const whole = !late && isComplete(event);
      let line = `{"node":${node},"sec":${event.sec},"ms":${event.ms},"serial":${event.serial},"complete":${whole},`;
      if (late) line += '"late":true,';
      line += `"summary":${JSON.stringify(summary)},"records":[`;
      for (const record of records) {
        out.write(line);
        recordJson.write(record);
        line = ',';
      }
      out.write(']}\n');
    },
    end: nothing,
  };
}

const columns = ['time', 'node', 'serial', 'complete', 'late', 'types', 'user', 'result', 'key', 'summary'];

export function csvWriter(naming: Naming, out: Output): EventWriter {
  out.write(`${columns.join(',')}\n`);
  return {
    event(event, records, late) {
      const { summary, user, result, key } = summarise(late ? partOf(event, records) : event, naming);
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
      out.write(`${cells.map(cell).join(',')}\n`);
    },
    end: nothing,
  };
}

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe: the text is an attacker's. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `tally` is written by who made it where it is put together of two. */
export function summaryWriter(tally: Tally, out: Output | undefined): EventWriter {
  return {
    event: (event, records, late) => tally.add(event, records, late),
    end: () => out?.write(tally.report()),
  };
}

function partOf(event: AuditEvent, records: readonly AuditRecord[]): AuditEvent {
  const { node, sec, ms, serial, completion, late } = event;
  return { node, sec, ms, serial, completion, late, records };
}
