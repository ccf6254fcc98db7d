import type { Refuser } from '../findings';
import type { LanguageId } from '../kinds';
import { compareVersions } from '../target';
import type { ConfigFile, ConfigKeyword, ConfigKind, ListedValue, Versions } from './configKeyword';
import { configFiles } from './configKeywords.generated';

export type ConfigLanguageId = Exclude<LanguageId, 'audit-rules' | 'audit-log'>;

export const configLanguageIds = [
  'auditd-conf',
  'audispd-conf',
  'audisp-remote-conf',
  'audisp-plugin-conf',
  'zos-remote-conf',
] as const satisfies readonly ConfigLanguageId[];

const kinds: Record<ConfigLanguageId, ConfigKind> = {
  'auditd-conf': 'auditd',
  'audispd-conf': 'audispd',
  'audisp-remote-conf': 'remote',
  'audisp-plugin-conf': 'plugin',
  'zos-remote-conf': 'zos',
};

export function isConfigLanguageId(id: LanguageId): id is ConfigLanguageId {
  return id in kinds;
}

export function kindOf(languageId: ConfigLanguageId): ConfigKind {
  return kinds[languageId];
}

export function configFile(kind: ConfigKind): ConfigFile {
  const file = configFiles.find((candidate) => candidate.kind === kind);
  if (file === undefined) throw new Error(`no facts of ${kind}`);
  return file;
}

const byName = new Map(
  configFiles.map((file) => [file.kind, new Map(file.keywords.map((keyword) => [keyword.name, keyword]))]),
);

/** The keyword of that name in any version; `name` in any case. */
export function configKeyword(kind: ConfigKind, name: string): ConfigKeyword | undefined {
  return byName.get(kind)?.get(lower(name));
}

/** ASCII letters only, as strcasecmp in the C locale: `İ` is no `i`. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function inSpan(span: Versions, version: string): boolean {
  return (
    (span.from === undefined || compareVersions(version, span.from) >= 0) &&
    (span.until === undefined || compareVersions(version, span.until) <= 0)
  );
}

/** The entry for a version; entries stand later spans first, and the gap between two spans belongs to the earlier. */
export function entryFor<Entry extends Versions>(entries: readonly Entry[], version: string): Entry | undefined {
  return (
    entries.find((entry) => inSpan(entry, version)) ??
    entries.find((entry) => entry.from === undefined || compareVersions(version, entry.from) >= 0)
  );
}

/** Whether the program of that version knows the keyword; only if so it is no unknown keyword there. */
export function keywordIn(keyword: ConfigKeyword, version: string): boolean {
  return inSpan(
    {
      ...(keyword.since === undefined ? {} : { from: keyword.since }),
      ...(keyword.until === undefined ? {} : { until: keyword.until }),
    },
    version,
  );
}

export function isDeprecated(entry: { readonly deprecated?: string }, version: string): boolean {
  return entry.deprecated !== undefined && compareVersions(version, entry.deprecated) >= 0;
}

/** The listed words that the program of that version takes. */
export function valuesIn(keyword: ConfigKeyword, version: string): readonly ListedValue[] {
  return keyword.values.filter(
    ({ value, since }) =>
      (since === undefined || compareVersions(version, since) >= 0) &&
      !keyword.removedValues.some((removed) => removed.value === value && compareVersions(version, removed.from) >= 0),
  );
}

/** What counts when the keyword is not given; null: nothing. */
export function defaultIn(keyword: ConfigKeyword, version: string): string | null {
  return entryFor(keyword.defaults, version)?.value ?? null;
}

/** The program that reads the file: in 2.x the dispatcher reads the plugin files, from 3.0 auditd itself. */
export function readerOf(kind: ConfigKind, version: string): Refuser {
  switch (kind) {
    case 'auditd':
      return 'auditd';
    case 'audispd':
      return 'audispd';
    case 'plugin':
      return compareVersions(version, '3.0') >= 0 ? 'auditd' : 'audispd';
    case 'remote':
      return 'audisp-remote';
    case 'zos':
      return 'audispd-zos-remote';
  }
}

/** How people say the file's name: `a plugin file`, `auditd.conf`. */
export function fileName(kind: ConfigKind): string {
  return kind === 'plugin' ? 'a plugin file' : configFile(kind).name;
}
