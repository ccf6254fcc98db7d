import { FieldScanner, unitsOf } from './fieldScanner';
import type { LineRecord } from './record';

/** Where the fields of one record are: four places each, so that nothing is made for a field nobody asks for. */
const places: number[] = [];
const scanner = new FieldScanner();
let indexed: LineRecord | undefined;
let count = 0;

/**
 * The first field of that name as it was logged, for records whose fields may hold any text (`msg='…'`). The index of
 * the record that was asked last is kept, since questions about a record come one after the other.
 */
export function valueByIndex(record: LineRecord, name: string): string | undefined {
  if (indexed !== record && !index(record)) return record.fields.find((field) => field.name === name)?.value;
  const { raw } = record;
  for (let at = 0; at < count; at += 4) {
    const start = places[at] ?? 0;
    if ((places[at + 1] ?? 0) - start === name.length && raw.startsWith(name, start))
      return raw.slice(places[at + 2], places[at + 3]);
  }
  return undefined;
}

/** false where a field is more than what stands in one place: an AVC's opening words, the parentheses of old PAM. */
function index(record: LineRecord): boolean {
  indexed = undefined;
  if (record.type.endsWith('AVC')) return false;
  const { block, bodyStart, bodyEnd } = record;
  const start = block === undefined ? 0 : record.start;
  const bytes = block === undefined ? unitsOf(record.raw, bodyEnd) : block.bytes;
  scanner.over(bytes, start + bodyStart, start + bodyEnd);
  count = 0;
  while (scanner.next()) {
    if (bytes[scanner.nameStart] === 0x28) return false;
    places[count++] = scanner.nameStart - start;
    places[count++] = scanner.nameEnd - start;
    places[count++] = scanner.valueStart - start;
    places[count++] = scanner.valueEnd - start;
  }
  indexed = record;
  return true;
}
