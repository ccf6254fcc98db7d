import type { Lines } from '../../../../core/src/text/lines';
import type { Span } from '../../../../core/src/text/span';
import type { SourceDocument } from '../language';
import { LineNotes } from './lineNotes';
import { type RuleParts, partsOf, valueOf } from './ruleParts';

/** A rule for one width, as far as its twin is found by it. Offsets count from the beginning of its line. */
interface Note extends Span {
  readonly width: 'b64' | 'b32';
  /** All but width and system calls. */
  readonly same: string;
  readonly calls: ReadonlySet<string>;
}

/** Where a rule stands. */
interface Place extends Span {
  readonly number: number;
}

const none: readonly Note[] = [];

const notes = new LineNotes((pieces, text): readonly Note[] => {
  const found: Note[] = [];
  for (const line of pieces) {
    if (line.kind !== 'command') continue;
    const parts = partsOf(line, text);
    const width = valueOf(parts, 'arch');
    if (width !== 'b64' && width !== 'b32') continue;
    const calls = new Set(parts.syscalls.map((call) => call.text.toLowerCase()));
    found.push({ width, same: sameText(parts), calls, start: line.start, end: line.end });
  }
  return found.length === 0 ? none : found;
});

const known = new WeakMap<Lines, ReadonlyMap<number, Place>>();

/**
 * Of the rules of a file for arch=b64 and b32 those that say the same for the other width, by where the rule begins: list,
 * action, conditions and key are written alike, and their system calls meet. Made once for a version.
 */
export function twinsOf(document: SourceDocument): ReadonlyMap<number, Place> {
  const { lines } = document;
  const before = known.get(lines);
  if (before !== undefined) return before;
  const twins = new Map<number, Place>();
  const waiting = new Map<string, { readonly note: Note; readonly place: Place }[]>();
  for (const [number, ofLine] of notes.of(document).entries()) {
    for (const note of ofLine) {
      const by = lines.startOf(number);
      const place = { number, start: note.start + by, end: note.end + by };
      const others = waiting.get(note.same);
      const at =
        others?.findIndex((other) => other.note.width !== note.width && meet(other.note.calls, note.calls)) ?? -1;
      const [twin] = at === -1 ? [] : others!.splice(at, 1);
      if (twin !== undefined) {
        twins.set(place.start, twin.place);
        twins.set(twin.place.start, place);
      } else if (others === undefined) waiting.set(note.same, [{ note, place }]);
      // A key with very many rules would have each look through all others.
      else if (others.length < 64) others.push({ note, place });
    }
  }
  known.set(lines, twins);
  return twins;
}

/** All but width and system calls. */
function sameText({ adding, action, list, fields, compares, keys, permissions }: RuleParts): string {
  const conditions = fields
    .filter(({ field }) => field.text.toLowerCase() !== 'arch')
    .map(({ field, operator, value }) => `${field.text}${operator?.text ?? ''}${value?.text ?? ''}`);
  return JSON.stringify([
    adding?.name,
    action?.text,
    list?.text,
    conditions,
    compares.map(({ field, operator, value }) => [field.text, operator?.text, value?.text]),
    keys.map(({ text }) => text),
    permissions?.text,
  ]);
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return a.size === b.size;
  for (const call of a) if (b.has(call)) return true;
  return false;
}
