import type { Finding, Fix } from '../../../../core/src/findings';
import type { Span } from '../../../../core/src/text/span';

/** A finding of a line, moved to where the line stands. Mends are seldom wanted: they are moved when somebody asks. */
export class MovedFinding implements Finding {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly span: Span;
  readonly message: string;
  readonly refusedBy: Finding['refusedBy'];
  readonly unnecessary: boolean;
  readonly #finding: Finding;
  readonly #by: number;
  readonly #end: number;

  /** `end`: of the text, which mends may not pass. */
  constructor(finding: Finding, by: number, end: number) {
    this.code = finding.code;
    this.severity = finding.severity;
    this.span = moved(finding.span, by);
    this.message = finding.message;
    this.refusedBy = finding.refusedBy;
    this.unnecessary = finding.unnecessary === true;
    this.#finding = finding;
    this.#by = by;
    this.#end = end;
  }

  get fixes(): readonly Fix[] {
    const move = ({ edits, ...rest }: Fix): Fix => ({
      ...rest,
      edits: edits.map(({ span, newText }) => ({ span: within(moved(span, this.#by), this.#end), newText })),
    });
    return (this.#finding.fixes ?? []).map(move);
  }

  get related(): NonNullable<Finding['related']> {
    return (this.#finding.related ?? []).map((each) => ({ ...each, span: moved(each.span, this.#by) }));
  }
}

function within({ start, end }: Span, limit: number): Span {
  return { start, end: Math.min(end, limit) };
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}
