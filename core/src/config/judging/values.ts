/** The value of one keyword, by its type. */
import { entryFor, fileName, isDeprecated, lower, valuesIn } from '../../facts/config';
import type { ConfigKeyword } from '../../facts/configKeyword';
import { compareVersions } from '../../target';
import { nearest } from '../../text/nearest';
import type { Assignment, Case, Fault } from './fault';
import { fix, oneOf, replace } from './fault';
import { judgeExec, judgeGroup, judgePath } from './names';
import { judgeDuration, judgeInteger, judgePercent, judgePorts } from './numbers';
import { successors } from './successors';

type Read = Omit<Assignment, 'taken'>;

/** Everything that can be said of the value alone; the mail address, which hangs on an earlier line, is not. */
export function judgeValue(assignment: Read, judged: Case): Fault[] {
  const { keyword, value } = assignment;
  const quoted = /^["']/.test(value.text);
  const faults = isIgnored(keyword, judged) ? [deprecated(assignment, judged)] : byType(assignment, judged);
  if (
    keyword.name === 'enable_krb5' &&
    isDeprecated(keyword, judged.version) &&
    faults.every((fault) => !fault.refused)
  ) {
    faults.push(deprecated(assignment, judged));
  }
  if (!quoted) return faults;
  const refused = faults.some((fault) => fault.refused);
  const bare = value.text.replace(/^["']+|["']+$/g, '');
  return [
    {
      code: 'quoted-value',
      span: value.span,
      message: `Quotes are taken literally here: ${judged.program} reads \`${value.text}\` with them${refused ? ' and refuses the file' : ''}. Remove them.`,
      refused,
      severity: 'warning',
      ...(bare === '' ? {} : { fixes: [fix('Remove the quotes', [replace(value.span, bare)], true)] }),
    },
  ];
}

/** Accepted whatever its value is. */
function isIgnored(keyword: ConfigKeyword, { kind, version }: Case): boolean {
  if (kind === 'auditd') return ['dispatcher', 'disp_qos'].includes(keyword.name) && isDeprecated(keyword, version);
  return false;
}

function deprecated({ keyword, name, value }: Read, { kind, version, tree }: Case): Fault {
  const advice = successors[kind]?.[keyword.name] ?? 'Remove the line.';
  const newline = tree.text.indexOf('\n', name.span.start);
  const start = tree.text.lastIndexOf('\n', name.span.start) + 1;
  const whole = { start, end: newline === -1 ? tree.text.length : newline + 1 };
  const krb5 = keyword.name === 'enable_krb5' && lower(value.text) === 'yes';
  return {
    code: 'deprecated-keyword',
    span: name.span,
    message: `\`${keyword.name}\` is outdated since audit ${keyword.deprecated ?? version}: it is still accepted. ${advice}`,
    refused: false,
    severity: 'hint',
    fixes: [
      krb5
        ? fix('Write `transport = krb5`', [
            replace({ start: name.span.start, end: value.span.end }, 'transport = krb5'),
          ])
        : fix(`Remove \`${keyword.name}\``, [replace(whole, '')], keyword.name !== 'enable_krb5'),
    ],
  };
}

function byType(assignment: Read, judged: Case): Fault[] {
  const { keyword, value } = assignment;
  switch (keyword.type) {
    case 'enum':
    case 'action':
      return judgeListed(assignment, judged);
    case 'integer':
      return judgeInteger(keyword, value, judged);
    case 'port-or-any':
      return lower(value.text) === 'any' ? [] : judgeInteger(keyword, value, judged);
    case 'integer-or-percent':
      return judgePercent(keyword, value, judged);
    case 'duration':
      return judgeDuration(keyword, value, judged);
    case 'ports':
      return judgePorts(keyword, value, judged);
    case 'path':
      return judgePath(assignment, judged);
    case 'group':
      return judgeGroup(value, judged);
    case 'email':
    case 'host':
    case 'word':
    case 'words':
      return [];
  }
}

function judgeListed(assignment: Read, judged: Case): Fault[] {
  const { keyword, value } = assignment;
  const { kind, version, program } = judged;
  if (kind === 'plugin' && keyword.name === 'direction' && compareVersions(version, '4.1.2') >= 0) return [];
  const word = lower(value.text);
  const known = valuesIn(keyword, version);
  const listed = known.find((entry) => entry.value === word);
  if (keyword.name === 'max_log_file_action' && word === 'exec') return [unusableExec(assignment, judged)];
  if (listed !== undefined) {
    if (word === 'exec') return judgeExec(assignment, entryFor(keyword.execModes, version)?.modes ?? [], judged);
    return [];
  }
  const special = forAnother(keyword, word, kind);
  if (special === 'later') return [];
  const refusal = (code: string, message: string, mend?: string): Fault => ({
    code,
    span: value.span,
    message,
    refused: true,
    ...(mend === undefined
      ? {}
      : { fixes: [fix(`Write \`${mend}\``, [replace(value.span, inCaseOf(value.text, mend))])] }),
  });
  if (special === 'elsewhere') {
    return [
      refusal(
        'value-for-another-keyword',
        `\`${value.text}\` is not allowed for \`${keyword.name}\`, though it is for others; ${program} refuses the file. It takes ${oneOf(known.map((entry) => entry.value))}.`,
      ),
    ];
  }
  const removed = keyword.removedValues.find((entry) => entry.value === word);
  if (removed !== undefined) {
    return [
      refusal(
        'halt-removed',
        `From audit ${removed.from} ${program} refuses \`${value.text}\` for \`${keyword.name}\`; use admin_space_left_action for it, which acts later.`,
        'suspend',
      ),
    ];
  }
  const later = keyword.values.find((entry) => entry.value === word);
  if (later !== undefined) {
    const older = older_[`${keyword.name}=${word}`];
    const krb5 = keyword.name === 'transport' && word === 'krb5' ? ' Write `enable_krb5 = yes` instead.' : '';
    return [
      refusal(
        'value-not-in-version',
        `\`${value.text}\` for \`${keyword.name}\` is known from audit ${later.since ?? 'a later version'} on; ${program} ${version} refuses the file.${krb5}`,
        older,
      ),
    ];
  }
  const words = known.map((entry) => entry.value);
  return [
    refusal(
      'unknown-value',
      `\`${value.text}\` is no value of \`${keyword.name}\` in ${fileName(kind)}: it takes ${oneOf(words)}, and ${program} refuses the file.`,
      meantBy(word, words),
    ),
  ];
}

/** An older word of like meaning. */
const older_: Readonly<Record<string, string>> = {
  'flush=incremental_async': 'incremental',
  'log_format=enriched': 'raw',
  'disk_full_action=warn_once': 'syslog',
  'disk_error_action=warn_once': 'syslog',
  'network_failure_action=warn_once': 'syslog',
  'network_failure_action=warn_once_continue': 'syslog',
};

const synonyms: Readonly<Record<string, string>> = {
  true: 'yes',
  on: 'yes',
  '1': 'yes',
  false: 'no',
  off: 'no',
  '0': 'no',
  fqdn: 'fqd',
};

function meantBy(word: string, known: readonly string[]): string | undefined {
  const synonym = synonyms[word];
  return synonym !== undefined && known.includes(synonym) ? synonym : nearest(word, known);
}

/** `SYSLOGG` becomes `SYSLOG`, `syslogg` `syslog`. */
function inCaseOf(model: string, word: string): string {
  return /[A-Z]/.test(model) && model === model.toUpperCase() ? word.toUpperCase() : word;
}

/** Words that the program's table holds for other keywords. 'later': it complains only when it compares keywords. */
function forAnother(keyword: ConfigKeyword, word: string, kind: Case['kind']): 'elsewhere' | 'later' | undefined {
  if (kind === 'auditd') {
    if (keyword.name === 'disk_full_action' && word === 'email') return 'elsewhere';
    if (keyword.name === 'disk_error_action' && (word === 'email' || word === 'rotate')) return 'elsewhere';
  }
  if (kind === 'remote' && keyword.type === 'action') {
    if (keyword.name === 'startup_failure_action' && ['suspend', 'single', 'halt', 'stop'].includes(word))
      return 'later';
    if (word === 'reconnect') return 'elsewhere';
  }
  return undefined;
}

function unusableExec({ value, extra }: Read, { program }: Case): Fault {
  const span = { start: value.span.start, end: extra[extra.length - 1]?.span.end ?? value.span.end };
  return {
    code: 'unusable-size-exec',
    span,
    message: `\`exec\` cannot be used here: the word is listed from audit 4.1.0 on, but no version to 4.2.1 reads a program after it, and ${program} refuses the file.`,
    refused: true,
    fixes: [fix('Write `rotate`', [replace(span, 'rotate')])],
  };
}
