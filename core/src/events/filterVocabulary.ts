import type { AuditEvent } from './event';
import { valuesOf, type RuleNames } from './filter';

/** The names and values that stand in some events. */
export interface FilterVocabulary {
  /** Names of fields. */
  readonly names: ReadonlySet<string>;
  /** How often each value of a name occurs. */
  values(name: string): ReadonlyMap<string, number>;
}

/** Hex strings and the like: nobody types them. */
const longestValue = 120;
const encoded = /^(?:[0-9A-F]{2}){6,}$/;

/** Reads out of the events only what is asked for, and each of it once. */
export function vocabularyOf(events: readonly AuditEvent[], rules?: RuleNames): FilterVocabulary {
  const known = new Map<string, ReadonlyMap<string, number>>();
  let names: Set<string> | undefined;
  return {
    get names() {
      names ??= new Set(
        events.flatMap(({ records }) =>
          records.flatMap(({ fields }) => fields.map((field) => field.name.toLowerCase())),
        ),
      );
      return names;
    },
    values(name) {
      let values = known.get(name);
      if (values === undefined) known.set(name, (values = counted(events, name, rules)));
      return values;
    },
  };
}

function counted(events: readonly AuditEvent[], name: string, rules?: RuleNames): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    for (const value of new Set(valuesOf(event, name, rules))) {
      if (value === '' || value.length > longestValue || encoded.test(value)) continue;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return counts;
}
