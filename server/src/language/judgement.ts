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
  const offByDefault = language.offByDefault;
  const unwanted = unwantedCodes(document, wish, offByDefault);
  const all = language.findings(document, unwanted === undefined ? around : { ...around, unwanted });
  const wanted: Finding[] = [];
  for (const finding of suppressed(document, all, language)) {
    const level = wish.get(finding.code) ?? (offByDefault?.has(finding.code) === true ? 'off' : finding.severity);
    if (level === 'off') continue;
    const isAsWished = level === finding.severity && finding.message.length <= longestMessage;
    wanted.push(isAsWished ? finding : new LeveledFinding(finding, level));
  }
  return wanted.sort(
    (a, b) =>
      a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
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

/** A finding with the level that somebody wishes. Others are asked for what they make only on demand. */
class LeveledFinding implements Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly span: Finding['span'];
  readonly message: string;
  readonly refusedBy: Finding['refusedBy'];
  readonly unnecessary: boolean;
  readonly #finding: Finding;

  constructor(finding: Finding, severity: Severity) {
    this.code = finding.code;
    this.severity = severity;
    this.span = finding.span;
    this.message = readable(finding.message);
    this.refusedBy = finding.refusedBy;
    this.unnecessary = finding.unnecessary === true;
    this.#finding = finding;
  }

  get fixes(): readonly Fix[] {
    return this.#finding.fixes ?? [];
  }

  get related(): NonNullable<Finding['related']> {
    return this.#finding.related ?? [];
  }
}
