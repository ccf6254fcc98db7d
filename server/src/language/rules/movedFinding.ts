import type { Finding, Fix } from '../../../../core/src/findings';
import type { Span } from '../../../../core/src/text/span';

/** A line whose place changes while lines above it are edited. */
export interface MovingLine {
  /** How far from where it was read it stands now. */
  readonly movedBy: number;
  readonly home: { readonly lines: { readonly text: string } };
}

/**
 * A finding of a line, where the line stands now. It is made once for a line: thousands made and let go with every key
 * would cost more than all else.
 */
export class MovedFinding implements Finding {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly refusedBy: Finding['refusedBy'];
  readonly unnecessary: boolean;
  readonly #finding: Finding;
  readonly #line: MovingLine;

  constructor(finding: Finding, line: MovingLine) {
    this.code = finding.code;
    this.severity = finding.severity;
    this.refusedBy = finding.refusedBy;
    this.unnecessary = finding.unnecessary === true;
    this.#finding = finding;
    this.#line = line;
  }

  get message(): string {
    return this.#finding.message;
  }

  get span(): Span {
    return moved(this.#finding.span, this.#line.movedBy);
  }

  get fixes(): readonly Fix[] {
    const by = this.#line.movedBy;
    // Mends may not pass the end of the text.
    const end = this.#line.home.lines.text.length;
    const move = ({ edits, ...rest }: Fix): Fix => ({
      ...rest,
      edits: edits.map(({ span, newText }) => ({ span: within(moved(span, by), end), newText })),
    });
    return (this.#finding.fixes ?? []).map(move);
  }

  get related(): NonNullable<Finding['related']> {
    const by = this.#line.movedBy;
    return (this.#finding.related ?? []).map((each) => ({ ...each, span: moved(each.span, by) }));
  }
}

function within({ start, end }: Span, limit: number): Span {
  return { start, end: Math.min(end, limit) };
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
