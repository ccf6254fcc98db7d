import { configKeyword, defaultIn, lower } from '../../facts/config';
import type { Span, TextEdit } from '../../text/span';
import type { Assignment, Case } from './fault';
import { replace } from './fault';

/** The settings as the program has them at the end. */
export interface Settings {
  /** The last assignment; undefined: not given. */
  last(name: string): Assignment | undefined;
  /** The value in force, the default included, listed words in lower case; null: nothing. */
  value(name: string): string | null;
  /** False when a line that speaks of the keyword could not be read, so that nobody knows its value. */
  known(...names: string[]): boolean;
}

/** The settings of assignments in the order of the file. `unclear` are words of lines that could not be read. */
export function settingsOf(
  assignments: readonly Assignment[],
  unclear: readonly string[],
  { kind, version }: Pick<Case, 'kind' | 'version'>,
): Settings {
  const last = new Map(assignments.map((assignment) => [assignment.keyword.name, assignment]));
  return {
    last: (name) => last.get(name),
    value: (name) => {
      const assignment = last.get(name);
      const keyword = configKeyword(kind, name);
      if (keyword === undefined) return null;
      if (assignment === undefined) return defaultIn(keyword, version);
      return keyword.values.length > 0 ? lower(assignment.value.text) : assignment.value.text;
    },
    known: (...names) =>
      names.every((name) => last.get(name)?.taken !== false && !unclear.some((text) => lower(text).includes(name))),
  };
}

/** The first line, for what no line can be blamed for. */
export function firstLine({ tree }: Case): Span {
  return tree.lines[0]?.span ?? { start: 0, end: 0 };
}

/** The whole of the last assignment among the names, else the first line. */
export function blame(settings: Settings, judged: Case, ...names: string[]): Span {
  for (const name of names) {
    const assignment = settings.last(name);
    if (assignment !== undefined) return whole(assignment);
  }
  return firstLine(judged);
}

export function whole({ name, value }: Assignment): Span {
  return { start: name.span.start, end: value.span.end };
}

/** Adds lines at the end of the file, and the newline that its last line may lack. */
export function append({ tree }: Case, lines: string): TextEdit {
  const end = tree.text.length;
  const newline = end === 0 || tree.text.endsWith('\n') ? '' : '\n';
  return replace({ start: end, end }, `${newline}${lines}\n`);
}
