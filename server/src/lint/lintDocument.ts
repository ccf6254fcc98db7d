import type { LanguageId } from '../../../core/src/kinds';
import { Lines } from '../../../core/src/text/lines';
import { configJudging } from '../language/config/judging';
import type { Judging, SourceDocument } from '../language/language';
import { rulesJudging } from '../language/rules/judging';
import { suppressionCodes } from '../language/suppressions';

/** A file to judge, as it was read. */
export class LintDocument implements SourceDocument {
  readonly uri: string;
  readonly languageId: LanguageId;
  readonly version = 0;
  readonly lines: Lines;
  readonly judging: Judging;
  readonly history = {};
  #tree: unknown;

  constructor(uri: string, languageId: LanguageId, text: string) {
    this.uri = uri;
    this.languageId = languageId;
    this.lines = new Lines(text);
    this.judging = judgings.find(({ ids }) => ids.includes(languageId))!;
  }

  get tree(): unknown {
    return (this.#tree ??= this.judging.parse(this.text, this.languageId));
  }

  get text(): string {
    return this.lines.text;
  }
}

/** Logs are not judged: auditd-events reads them. */
const judgings: readonly Judging[] = [rulesJudging as Judging, configJudging as Judging];

/** Every code that a finding can carry. */
export const knownCodes: ReadonlySet<string> = new Set([
  ...suppressionCodes,
  ...judgings.flatMap(({ codes }) => [...(codes ?? [])]),
]);
