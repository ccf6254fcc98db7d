import { compareVersions } from '../../target';

/** Something that only some releases of audit-userspace know; without a bound it is as old, or as new, as any. */
export interface Lifetime {
  /** First release that has it. */
  readonly since?: string;
  /** Last release that has it. */
  readonly until?: string;
}

export function isKnownTo(version: string, { since, until }: Lifetime): boolean {
  return (
    (since === undefined || compareVersions(version, since) >= 0) &&
    (until === undefined || compareVersions(version, until) <= 0)
  );
}

/** A row of a generated table: name, number and lifetime. */
export interface NamedNumber extends Lifetime {
  readonly name: string;
  readonly number: number;
}

/** Reads a generated table: a row a line, `-` where a first release is not known. */
export function readTable(text: string): NamedNumber[] {
  const rows: NamedNumber[] = [];
  for (const line of text.split('\n')) {
    const [name, number, since, until] = line.split(' ');
    if (name === undefined || name === '') continue;
    rows.push({
      name,
      number: Number(number),
      ...(since === undefined || since === '-' ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    });
  }
  return rows;
}

/** Remembers what `make` gives for each text: for tables by release, of which there are few. */
export function remember<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}
