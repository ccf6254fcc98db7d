import { decodeRecord } from '../../../core/src/events/decode';

import { collect } from './events';

/** A field that we read otherwise than `ausearch -i` prints it. */
export interface Difference {
  readonly type: string;
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
}

export interface Agreement {
  readonly fields: number;
  readonly differences: readonly Difference[];
  /** Records that only one of the two has, by `node:serial type`. */
  readonly unmatched: readonly string[];
}

/** uid and gid 0 are root on every host; other ids of a raw log are unknown. */
const naming = {
  user: (id: string) => (id === '0' ? 'root' : undefined),
  group: (id: string) => (id === '0' ? 'root' : undefined),
};

/** Compares what we read in `log` field by field with the text that `ausearch -i` printed for it. */
export function agreementWithAusearch(log: Uint8Array, printed: string): Agreement {
  const theirs = recordsOf(printed);
  const differences: Difference[] = [];
  const unmatched: string[] = [];
  let fields = 0;
  for (const event of collect(log)) {
    for (const record of event.records) {
      const bodies = theirs.get(placeOf(event.node, event.serial, record.type));
      // It prints the records of an event last first.
      const body = bodies?.pop();
      if (body === undefined) {
        unmatched.push(placeOf(event.node, event.serial, record.type));
        continue;
      }
      const ours = decodeRecord(record, naming);
      fields += ours.length;
      for (const { name, ours: our, theirs: their } of pair(ours, body)) {
        if (our !== (name === 'key' ? keys(their) : their))
          differences.push({ type: record.type, name, ours: our, theirs: their });
      }
    }
  }
  for (const [place, bodies] of theirs) for (let left = bodies.length; left > 0; left--) unmatched.push(place);
  return { fields, differences, unmatched };
}

/** It repeats the name for each of several keys. */
function keys(printed: string): string {
  return printed.replaceAll(' key=', ', ');
}

function placeOf(node: string | null, serial: number, type: string): string {
  return `${node ?? ''}:${serial} ${type}`;
}

function recordsOf(printed: string): Map<string, string[]> {
  const records = new Map<string, string[]>();
  for (const line of printed.split('\n')) {
    const head = /^(?:node=(\S+) )?type=(\S+) msg=audit\([^)]*:(\d+)\) : ?/.exec(line);
    if (!head) continue;
    const place = placeOf(head[1] ?? null, Number(head[3]), head[2] ?? '');
    const body = line
      .slice(head[0].length)
      .replace(/ $/, '')
      .replace(/ msg='/, ' ')
      .replace(/'$/, '');
    records.set(place, [...(records.get(place) ?? []), body]);
  }
  return records;
}

function* pair(
  ours: readonly { name: string; value: string }[],
  body: string,
): Generator<{ name: string; ours: string; theirs: string }> {
  let at = 0;
  for (const [index, { name, value }] of ours.entries()) {
    const start = name === '' ? at : body.indexOf(`${name}=`, at);
    if (start === -1) {
      yield { name, ours: value, theirs: '(not printed)' };
      continue;
    }
    const from = name === '' ? start : start + name.length + 1;
    const next = ours[index + 1];
    // Our own value first: values may contain what looks like a name.
    const end =
      next === undefined
        ? body.length
        : body.indexOf(` ${next.name}=`, body.startsWith(value, from) ? from + value.length : from);
    const theirs = body.slice(from, end === -1 ? body.length : end);
    yield { name, ours: value, theirs: theirs.trimEnd() };
    at = from + theirs.length;
  }
}
