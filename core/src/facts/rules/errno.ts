import { errnoTable } from './errno.generated';
import { readTable, type NamedNumber } from './releases';

/** Errors by name, aliases such as EWOULDBLOCK included. */
export const errors: readonly NamedNumber[] = readTable(errnoTable);

const byName = new Map(errors.map((row) => [row.name, row.number]));
const byNumber = new Map<number, string>();
for (const row of errors) if (!byNumber.has(row.number)) byNumber.set(row.number, row.name);

/** The number of an error, positive; letters in any case. */
export function errnoNumber(name: string): number | undefined {
  return byName.get(name.toUpperCase());
}

export function errnoName(number: number): string | undefined {
  return byNumber.get(number);
}
