import type { Finding, Fix } from '../../../../core/src/findings';
import type { PlacedLine, Said } from './program/placedLine';

type Wording = ReturnType<Said['word']>;

/** What is said of a line, put in words when somebody wants to read it: of thousands not all are shown. */
export class SaidFinding implements Finding {
  readonly code: string;
  readonly severity: Finding['severity'];
  readonly #said: Said;
  readonly #line: PlacedLine;
  #advice: Wording | undefined;

  constructor(said: Said, line: PlacedLine) {
    this.code = said.code;
    this.severity = said.severity;
    this.#said = said;
    this.#line = line;
  }

  get span(): Finding['span'] {
    return this.#worded.span;
  }

  get message(): string {
    return this.#worded.message;
  }

  get refusedBy(): Finding['refusedBy'] {
    return this.#worded.refusedBy ?? null;
  }

  get related(): NonNullable<Finding['related']> {
    return this.#worded.related ?? [];
  }

  get unnecessary(): boolean {
    return this.#worded.unnecessary === true;
  }

  get fixes(): readonly Fix[] {
    const { fixes } = this.#worded;
    return typeof fixes === 'function' ? fixes() : (fixes ?? []);
  }

  get #worded(): Wording {
    return (this.#advice ??= this.#said.word(this.#line));
  }
}
