import type { Fix } from '../../../../../core/src/findings';
import type { Condition } from '../condition';
import { conditionsOf, numberIn } from '../conditions';
import type { Check } from './check';

const numericKinds: readonly string[] = [
  'number',
  'integer',
  'uid',
  'gid',
  'errno',
  'session',
  'family',
  'msgtype',
  'fstype',
];
const numericOptions: readonly string[] = ['-b', '-r', '--backlog_wait_time'];

export const junkAfterNumber: Check = {
  code: 'junk-after-number',
  severity: 'warning',
  scope: 'line',
  *find(file) {
    for (const taken of file.taken) {
      for (const condition of conditionsOf(taken)) {
        if (!numericKinds.includes(condition.fact.value)) continue;
        const number = numberIn(condition.value.text);
        if (number === undefined || number.end === condition.value.text.length) continue;
        const range = rangeOf(condition);
        yield {
          span: condition.value,
          message: `auditctl reads \`${condition.value.text}\` as ${condition.value.text.slice(0, number.end)} and ignores the rest. ${range === undefined ? 'Write the number alone.' : 'There are no ranges: use two conditions.'}`,
          fixes: range === undefined ? [] : [range],
        };
      }
      for (const { name, argument } of taken.line.options) {
        if (argument === undefined || !numericOptions.includes(name)) continue;
        const number = numberIn(argument.text);
        if (number === undefined || number.end === argument.text.length || argument.text.slice(number.end) === '\r')
          continue;
        yield {
          span: argument,
          message: `auditctl reads \`${argument.text}\` as ${number.value} and ignores the rest. There are no units: write the whole number.`,
        };
      }
    }
  },
};

/** `uid=1000-1999` as two conditions. */
function rangeOf({ field, operator, value, span }: Condition): Fix | undefined {
  const range = /^(\d+)-(\d+)$/.exec(value.text);
  if (range === null || operator.text !== '=') return undefined;
  const newText = `${field.text}>=${range[1]} -F ${field.text}<=${range[2]}`;
  return { title: 'Write two conditions', edits: [{ span, newText }], safe: false };
}
