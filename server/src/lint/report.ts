import type { Finding, Severity } from '../../../core/src/findings';
import type { Lines } from '../../../core/src/text/lines';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Format, Kind } from './options';

/** What was found in one file. */
export interface Judged {
  readonly path: string;
  readonly kind: Kind;
  readonly lines: Lines;
  readonly findings: readonly Finding[];
  /** The text with the safe fixes, where it is not written. */
  readonly fixed?: string;
}

interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** From 1; columns in UTF-16 units; the end is behind the last character. */
function placeOf(lines: Lines, { span }: Finding): Place {
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return { line: start.line + 1, column: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
}

/** The report, in pieces that are as long as is good to write at once. */
export function* report(format: Format, files: readonly Judged[], version: string): Generator<string> {
  switch (format) {
    case 'text':
      for (const file of files) yield* text(file);
      return;
    case 'json':
      yield `${JSON.stringify({ version: 1, files: files.map(json) }, null, 2)}\n`;
      return;
    case 'sarif':
      yield `${JSON.stringify(sarif(files, version), null, 2)}\n`;
  }
}

const writtenAtOnce = 65_536;

function* text({ path, lines, findings }: Judged): Generator<string> {
  const shown = new Map<string, { readonly message: string; readonly text: string }>();
  let piece = '';
  for (const { code, span, severity, message } of findings) {
    // A check mostly says the same of many lines.
    let known = shown.get(code);
    if (known?.message !== message) shown.set(code, (known = { message, text: printable(message) }));
    const { line, column } = lines.positionAt(span.start);
    piece += `${path}:${line + 1}:${column + 1}: ${severity}: ${known.text} [${code}]\n`;
    if (piece.length < writtenAtOnce) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Messages quote the file; control characters in it must not reach a terminal. */
function printable(message: string): string {
  return message.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function json({ path, kind, lines, findings, fixed }: Judged) {
  return {
    path,
    kind,
    findings: findings.map((finding) => ({
      ...placeOf(lines, finding),
      severity: finding.severity,
      code: finding.code,
      message: finding.message,
      refusedBy: finding.refusedBy,
    })),
    ...(fixed === undefined ? {} : { fixed }),
  };
}

const sarifLevels: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

/** SARIF 2.1.0 (OASIS standard), which code scanning services read. */
function sarif(files: readonly Judged[], version: string) {
  const codes = [...new Set(files.flatMap(({ findings }) => findings.map(({ code }) => code)))].sort();
  const indexes = new Map(codes.map((code, index) => [code, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'auditd-lint', version, rules: codes.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap(({ path, lines, findings }) =>
          findings.map((finding) => {
            const { line, column, endLine, endColumn } = placeOf(lines, finding);
            return {
              ruleId: finding.code,
              ruleIndex: indexes.get(finding.code) ?? -1,
              level: sarifLevels[finding.severity],
              message: { text: finding.message },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: uriOf(path) },
                    region: { startLine: line, startColumn: column, endLine, endColumn },
                  },
                },
              ],
              properties: { refusedBy: finding.refusedBy },
            };
          }),
        ),
      },
    ],
  };
}

/** Relative paths stay relative, so that a service finds them in the repository. */
function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
