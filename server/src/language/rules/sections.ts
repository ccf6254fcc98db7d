import type { RulesLine } from '../../../../core/src/rules/tree';
import type { Span } from '../../../../core/src/text/span';
import type { SourceDocument } from '../language';
import { LineNotes } from './lineNotes';

/** A line as far as sections go; of an overlong one each piece. */
export interface SectionLine extends Span {
  readonly number: number;
  readonly piece: number;
  readonly kind: RulesLine['kind'];
}

/** A heading in comments and what follows it, up to the next heading. */
export interface Section {
  /** Without `#` and ruler characters. */
  readonly title: string;
  /** The first line of the comment. */
  readonly heading: SectionLine;
  readonly lines: readonly SectionLine[];
}

interface Note extends Span {
  readonly kind: RulesLine['kind'];
  /** What it would be called as a heading. */
  readonly title: string;
}

const notes = new LineNotes((pieces): readonly Note[] =>
  pieces.map((line) => ({
    kind: line.kind,
    start: line.start,
    end: line.end,
    title: line.kind === 'comment' ? titleOf(line) : '',
  })),
);

/** The lines of a file in their order. */
export function* sectionLines(document: SourceDocument): Generator<SectionLine & { readonly title: string }> {
  const { lines } = document;
  for (const [number, pieces] of notes.of(document).entries()) {
    const by = lines.startOf(number);
    for (const [piece, { kind, start, end, title }] of pieces.entries()) {
      yield { number, piece, kind, start: start + by, end: end + by, title };
    }
  }
}

/**
 * Sections of a rules file: a comment that stands at the head of the file or behind a blank line opens one. What comes
 * before the first heading is in none.
 */
export function sectionsOf(document: SourceDocument): {
  readonly before: readonly SectionLine[];
  readonly sections: readonly Section[];
} {
  const before: SectionLine[] = [];
  const sections: { title: string; heading: SectionLine; lines: SectionLine[]; isAllComment: boolean }[] = [];
  let previous: RulesLine['kind'] = 'blank';
  for (const line of sectionLines(document)) {
    const current = sections.at(-1);
    if (line.kind === 'comment' && previous === 'blank')
      sections.push({ title: line.title, heading: line, lines: [], isAllComment: true });
    else if (current === undefined) before.push(line);
    else {
      // A heading may be framed by rulers: then its first line has no letters.
      if (current.title === '' && line.kind === 'comment' && current.isAllComment) current.title = line.title;
      if (line.kind !== 'comment') current.isAllComment = false;
      current.lines.push(line);
    }
    previous = line.kind;
  }
  return { before, sections: sections.filter(({ title }) => title !== '') };
}

function titleOf(line: RulesLine): string {
  const text = line.text.replace(/^[\s#]+/, '').replace(/[\s#]+$/, '');
  const bare = text.replace(/^[-=*~+_]{2,}\s*/, '').replace(/\s*[-=*~+_]{2,}$/, '');
  return /[\p{L}\p{N}]/u.test(bare) && !/^auditd-lint /.test(bare) ? bare.slice(0, 120) : '';
}
