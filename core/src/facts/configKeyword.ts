/**
 * The shape of what is known of the configuration files; the data is in configKeywords.generated.ts.
 * Versions are those of audit-userspace; `from` and `until` are both included, left out: no bound.
 */
export interface Versions {
  readonly from?: string;
  readonly until?: string;
}

/** How a value is read. `integer-or-percent`: `75` or `5%`; `ports`: `1024-65535`; `duration`: `90`, `1h`. */
export type ValueType =
  | 'enum'
  | 'action'
  | 'integer'
  | 'integer-or-percent'
  | 'duration'
  | 'ports'
  | 'port-or-any'
  | 'path'
  | 'host'
  | 'group'
  | 'email'
  | 'word'
  | 'words';

/** A listed word of an `enum` or `action`, compared without regard to case. */
export interface ListedValue {
  readonly value: string;
  readonly means?: string;
  readonly since?: string;
  readonly deprecated?: string;
  readonly requires?: string;
}

export interface NumberRange extends Versions {
  readonly min: number;
  readonly max?: number;
}

/** What makes a changed value count: a SIGHUP to auditd, its restart, or the next start of a tool that reads the file. */
export type Apply = 'sighup' | 'restart' | 'next run of the tool' | 'unchecked';

export interface ConfigKeyword {
  readonly name: string;
  readonly type: ValueType;
  /** One or two sentences for a person. */
  readonly summary: string;
  readonly notes: readonly string[];
  /** First and last version that knows the keyword. */
  readonly since?: string;
  readonly until?: string;
  /** Accepted with a message only, since. */
  readonly deprecated?: string;
  readonly values: readonly ListedValue[];
  readonly removedValues: readonly { readonly value: string; readonly from: string }[];
  /** Later spans first. */
  readonly ranges: readonly NumberRange[];
  /** N% is read since. */
  readonly percentSince?: string;
  readonly unit?: 's' | 'MiB';
  /** What counts when the keyword is not given; null: nothing. Later spans first. */
  readonly defaults: readonly (Versions & { readonly value: string | null })[];
  /** What stands in the file as installed; '' is a line without a value. Later spans first, none: no such line. */
  readonly shipped: readonly (Versions & { readonly value: string })[];
  /** A value that the shipped file shows in a comment. */
  readonly commentedOut?: string;
  readonly apply: Apply;
  /**
   * How many words may follow the value before the program refuses the file. For `words`: how many words in all reach
   * the plugin, more are dropped with a message; null: any number. Later spans first.
   */
  readonly extraWords: readonly (Versions & { readonly max: number | null })[];
  /** Permission bits one of which the program behind `exec` must have, in octal. Later spans first. */
  readonly execModes: readonly (Versions & { readonly modes: readonly string[] })[];
  readonly required: boolean;
  /** measured: a real program was run; source: read in the sources; web; unchecked. */
  readonly evidence: readonly string[];
}

/** The kinds of file, under the names that auditd-lint's --kind knows. */
export type ConfigKind = 'auditd' | 'audispd' | 'remote' | 'plugin' | 'zos';

export interface ConfigFile {
  readonly kind: ConfigKind;
  /** Name as people say it: `auditd.conf`, `plugins.d/*.conf`. */
  readonly name: string;
  readonly paths: readonly (Versions & { readonly path: string })[];
  /** Longest line in bytes, its newline not counted. Later spans first. */
  readonly lineLimits: readonly (Versions & { readonly characters: number })[];
  readonly keywords: readonly ConfigKeyword[];
}
