import type { Finding, Fix, Severity } from '../../../core/src/findings';
import type { Judging, SourceDocument, Surroundings } from './language';
import { suppressed } from './suppressions';

export type Level = Severity | 'off';
export type Levels = ReadonlyMap<string, Level>;

const levels: readonly string[] = ['error', 'warning', 'info', 'hint', 'off'] satisfies Level[];

/** Takes `{ "old-style-watch": "off" }`; entries of another form are left out. */
export function readLevels(value: unknown): Levels {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).filter((entry): entry is [string, Level] => levels.includes(entry[1] as string)),
  );
}

/**
 * What is said of a document: the language's findings, those that a comment disables left out, levels applied, in the
 * order of the text. The editor and the command line both show exactly this.
 */
export function judgement(
  document: SourceDocument,
  language: Judging,
  around: Surroundings,
  wish: Levels,
): readonly Finding[] {
  return inOrder(judged(document, language, around, wish));
}

/** The same, nearly in the order of the text: findings are not asked where they stand, which some have to work out. */
export function judged(document: SourceDocument, language: Judging, around: Surroundings, wish: Levels): Finding[] {
  const offByDefault = language.offByDefault;
  const unwanted = unwantedCodes(document, wish, offByDefault);
  const all = language.findings(document, unwanted === undefined ? around : { ...around, unwanted });
  const wanted: Finding[] = [];
  for (const finding of suppressed(document, all, language)) {
    const level = wish.get(finding.code) ?? (offByDefault?.has(finding.code) === true ? 'off' : finding.severity);
    if (level === 'off') continue;
    wanted.push(level === finding.severity ? finding : new LeveledFinding(finding, level));
  }
  return wanted;
}

/** In the order of the text, worded so that they can be shown. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings
    .map((finding) => ({ finding, span: finding.span }))
    .sort(
      ({ finding: a, span: first }, { finding: b, span: second }) =>
        first.start - second.start || first.end - second.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
    )
    .map(({ finding }) =>
      finding.message.length <= longestMessage ? finding : new LeveledFinding(finding, finding.severity),
    );
}

/** Where comments disable findings, those that are off count as well: whether a comment is needed depends on no setting. */
function unwantedCodes(
  { text }: SourceDocument,
  wish: Levels,
  offByDefault: ReadonlySet<string> = new Set(),
): ReadonlySet<string> | undefined {
  if (text.includes('auditd-lint ')) return undefined;
  const unwanted = new Set<string>();
  for (const code of offByDefault) if (!wish.has(code)) unwanted.add(code);
  for (const [code, level] of wish) if (level === 'off') unwanted.add(code);
  return unwanted;
}

/** Messages quote the file, whose words may be as long as its lines. */
const longestMessage = 600;

function readable(message: string): string {
  return message.length <= longestMessage ? message : message.replace(/\S{120,}/g, (word) => `${word.slice(0, 80)}…`);
}

/** A finding with the level that somebody wishes, and a message that can be read. What it makes on demand it is asked for. */
class LeveledFinding implements Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly #finding: Finding;

  constructor(finding: Finding, severity: Severity) {
    this.code = finding.code;
    this.severity = severity;
    this.#finding = finding;
  }

  get span(): Finding['span'] {
    return this.#finding.span;
  }

  get message(): string {
    return readable(this.#finding.message);
  }

  get refusedBy(): Finding['refusedBy'] {
    return this.#finding.refusedBy;
  }

  get unnecessary(): boolean {
    return this.#finding.unnecessary === true;
  }

  get fixes(): readonly Fix[] {
    return this.#finding.fixes ?? [];
  }

  get related(): NonNullable<Finding['related']> {
    return this.#finding.related ?? [];
  }
}
