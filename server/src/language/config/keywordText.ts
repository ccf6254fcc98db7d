/** What is known of a keyword, in Markdown, for one version. */
import {
  configFile,
  defaultIn,
  entryFor,
  fileName,
  isDeprecated,
  keywordIn,
  valuesIn,
} from '../../../../core/src/facts/config';
import type { ConfigKeyword, ConfigKind, ListedValue } from '../../../../core/src/facts/configKeyword';
import { successors } from '../../../../core/src/config/judging/successors';

const unitNames = { s: 'seconds', MiB: 'MiB' } as const;

/** One line: what it takes. */
export function allowed(keyword: ConfigKeyword, version: string): string {
  const range = entryFor(keyword.ranges, version);
  const bounds =
    range === undefined
      ? 'a number'
      : range.max === undefined
        ? `${range.min} and more`
        : `${range.min} to ${range.max}`;
  const unit = keyword.unit === undefined ? '' : ` ${unitNames[keyword.unit]}`;
  switch (keyword.type) {
    case 'enum':
    case 'action':
      return valuesIn(keyword, version)
        .map(({ value }) => `\`${value}\``)
        .join(', ');
    case 'integer':
      return `${bounds}${unit}`;
    case 'integer-or-percent':
      return `${bounds}${unit}, or a percentage of the file system from ${keyword.percentSince ?? '2.8.5'} on (\`5%\`)`;
    case 'duration':
      return 'seconds, or a number with s, m, h, d or M; at most 40 days';
    case 'ports':
      return 'a port, or FIRST-LAST without blanks';
    case 'port-or-any':
      return `${bounds}, or \`any\``;
    case 'path':
      return 'a path';
    case 'host':
      return 'a host name or address';
    case 'group':
      return 'a group, by name or number';
    case 'email':
      return 'a mail address or a local account';
    case 'word':
      return 'one word';
    case 'words':
      return 'words, parted by blanks';
  }
}

function defaultText(keyword: ConfigKeyword, version: string): string {
  if (keyword.required) return 'none: it must be given';
  const value = defaultIn(keyword, version);
  return value === null ? 'none' : `\`${value}\``;
}

const applies: Record<ConfigKeyword['apply'], string | undefined> = {
  sighup:
    'a SIGHUP to auditd (`auditctl --signal reload`, `service auditd reload`); with `local_events = no` a restart',
  restart: 'a restart of auditd',
  'next run of the tool': 'nothing: the tools read it when they start',
  unchecked: undefined,
};

/** `since 3.0`, `until 2.8.5`, or undefined for a keyword of all versions. */
function span(keyword: ConfigKeyword): string | undefined {
  const parts = [
    ...(keyword.since === undefined ? [] : [`since ${keyword.since}`]),
    ...(keyword.until === undefined ? [] : [`until ${keyword.until}`]),
    ...(keyword.deprecated === undefined ? [] : [`outdated since ${keyword.deprecated}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

export function keywordText(kind: ConfigKind, keyword: ConfigKeyword, version: string): string {
  const known = keywordIn(keyword, version);
  const outdated = !known || isDeprecated(keyword, version);
  const applied = applies[keyword.apply];
  const shipped = entryFor(keyword.shipped, version)?.value;
  const rows = [
    `takes: ${allowed(keyword, version)}`,
    `default: ${defaultText(keyword, version)}${shipped === undefined || shipped === '' || shipped.toLowerCase() === defaultIn(keyword, version) ? '' : `; as shipped: \`${shipped}\``}`,
    ...(span(keyword) === undefined ? [] : [`versions: ${span(keyword) ?? ''}${known ? '' : ` (not in ${version})`}`]),
    ...(applied === undefined ? [] : [`a change needs: ${applied}`]),
  ];
  const successor = outdated ? successors[kind]?.[keyword.name] : undefined;
  return [
    `**${keyword.name}** in ${fileName(kind)}`,
    keyword.summary,
    ...(successor === undefined ? [] : [`*${successor}*`]),
    rows.map((row) => `- ${row}`).join('\n'),
    ...(keyword.notes.length === 0 ? [] : [keyword.notes.map(sentence).join(' ')]),
  ].join('\n\n');
}

/** Words that mean the same wherever they are listed. */
const commonMeanings: Readonly<Record<string, string>> = {
  ignore: 'does nothing',
  syslog: 'writes to syslog',
  suspend: 'stops, but keeps the program alive',
  single: 'takes the machine to single user mode',
  halt: 'shuts the machine down',
};

export function meaningOf(keyword: ConfigKeyword, listed: ListedValue): string | undefined {
  return listed.means ?? (keyword.values.length > 2 ? commonMeanings[listed.value] : undefined);
}

export function valueText(keyword: ConfigKeyword, listed: ListedValue, version: string): string {
  const notes = [
    ...(listed.since === undefined ? [] : [`since ${listed.since}`]),
    ...(listed.deprecated === undefined ? [] : [`outdated since ${listed.deprecated}`]),
    ...(listed.requires === undefined ? [] : [`needs ${listed.requires}`]),
    ...(defaultIn(keyword, version) === listed.value ? ['the default'] : []),
  ];
  const meaning = meaningOf(keyword, listed);
  return [
    `**${listed.value}**${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`,
    ...(meaning === undefined ? [] : [sentence(meaning)]),
  ].join('\n\n');
}

function sentence(text: string): string {
  const start = /^[a-z][a-z]/.test(text) && !/^[a-z_]+_/.test(text) ? text[0]?.toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

/** Listed words are offered in the case in which the shipped file writes them. */
export function writtenAsShipped(keyword: ConfigKeyword, word: string, version: string): string {
  const shipped = entryFor(keyword.shipped, version)?.value ?? '';
  return /[A-Z]/.test(shipped) ? word.toUpperCase() : word;
}

export function keywordsIn(kind: ConfigKind, version: string): readonly ConfigKeyword[] {
  return configFile(kind).keywords.filter((keyword) => keywordIn(keyword, version));
}
