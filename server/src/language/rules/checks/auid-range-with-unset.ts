import { atLeast } from '../../../../../core/src/target';
import { conditionsOf, numberIn, records, unsetId, unsetWord } from '../conditions';
import type { Check } from './check';

export const auidRangeWithUnset: Check = {
  code: 'auid-range-with-unset',
  severity: 'warning',
  scope: 'line',
  about: ['auid', 'loginuid'],
  *find(file) {
    for (const loaded of file.rules) {
      if (!records(loaded)) continue;
      const conditions = conditionsOf(loaded, 'auid');
      const range = conditions.find(({ operator }) => operator.text === '>=' || operator.text === '>');
      // An upper bound, or a single id, keeps the unset one out as well.
      const isBounded = conditions.some(
        ({ operator }) => operator.text === '<' || operator.text === '<=' || operator.text === '=',
      );
      const excludes = loaded.rule.fields.some(
        ({ field, operator, value }) => field.number === range?.fact.number && operator === '!=' && value === unsetId,
      );
      if (range === undefined || isBounded || excludes || numberIn(range.value.text)?.value === unsetId) continue;
      const unset = unsetWord(atLeast(file.target, '2.7'));
      const place = { start: range.span.end, end: range.span.end };
      yield {
        span: range.span,
        message: `Daemons have no login: their auid is unset, which is the number 4294967295 and so matches \`${file.text.slice(range.span.start, range.span.end)}\`. Add \`-F auid!=${unset}\`.`,
        fixes: [
          { title: `Add -F auid!=${unset}`, edits: [{ span: place, newText: ` -F auid!=${unset}` }], safe: false },
        ],
      };
    }
  },
};
