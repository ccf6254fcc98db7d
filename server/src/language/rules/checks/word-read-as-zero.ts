import { addressFamilies } from '../../../../../core/src/facts/rules/values';
import { conditionsOf, numberIn } from '../conditions';
import type { Check } from './check';

export const wordReadAsZero: Check = {
  code: 'word-read-as-zero',
  severity: 'warning',
  scope: 'line',
  about: ['sessionid', 'saddr_fam'],
  *find(file) {
    for (const loaded of file.rules) {
      for (const { fact, value, span } of conditionsOf(loaded)) {
        if (fact.value !== 'family' && fact.value !== 'session') continue;
        if (value.text === '' || value.text === 'unset' || numberIn(value.text) !== undefined) continue;
        if (fact.value === 'session') {
          yield {
            span,
            message: `auditctl takes \`${value.text}\` and reads it as 0, which is no session. Write the number of a session, or \`unset\`.`,
          };
          continue;
        }
        const family = familyCalled(value.text);
        const advice =
          family === undefined
            ? 'Write the number: 2 for IPv4, 10 for IPv6, 1 for local sockets.'
            : `Write \`saddr_fam=${family.number}\` (${family.meaning.replace(/\.$/, '')}).`;
        yield {
          span,
          message: `auditctl takes \`${file.text.slice(span.start, span.end)}\` and reads the word as 0, so this rule never matches. ${advice}`,
          fixes:
            family === undefined
              ? []
              : [
                  {
                    title: `Write ${family.number}`,
                    edits: [{ span: value, newText: String(family.number) }],
                    safe: true,
                  },
                ],
        };
      }
    }
  },
};

/** By its names in C: AF_INET6, PF_INET6, inet6; Unix sockets have two names. */
function familyCalled(word: string): (typeof addressFamilies)[number] | undefined {
  const name = word.toLowerCase().replace(/^[ap]f_/, '');
  return addressFamilies.find((family) => family.name === (name === 'unix' ? 'local' : name));
}
