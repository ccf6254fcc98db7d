import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readLine } from '../../core/src/rules/judge';
import { parseRules } from '../../core/src/rules/tree';
import { openOracle, sentText } from './oracle';
import { verdictOf } from './ruleCases';
import { ruleLine, shrink } from './ruleLines';
import { skipAloud } from './skip';

const name = 'generated lines get the verdict of the real auditctl, and send the same rule';

/** So many lines go to the oracle at once: it answers for all or none. */
const atOnce = 2000;

// `/` is a folder wherever a rules file is loaded, while the oracle is told that no path exists.
const watchesRoot = (line: string) => /(^|\s)-[wW]\s*\/+(\s|$)/.test(line);
// Behind such a byte at the end of a word auditctl reads on in its memory, whatever stands there.
const readsOn = (line: string) => /[\x04\x07]( |$)/.test(line);
// How auditctl takes bytes beyond ASCII here depends on the processor that it runs on.
const messageBeyondAscii = (line: string) => /-m/.test(line) && /[^\x00-\x7f]/.test(line);

/** Holds what is said of this many generated lines against the oracle; what differs is shown as small as it gets. */
export function describeAgreement(runs: number): void {
  const oracle = openOracle();
  if (typeof oracle === 'string') {
    skipAloud(name, oracle);
    return;
  }
  describe(name, () => {
    afterAll(() => oracle.close());

    it.each(['x86_64', 'aarch64', 'ppc64le', 's390x', 'i686'])('on %s', (machine) => {
      const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
      console.log(`${machine}: ${Math.ceil(runs / 5)} lines, seed ${seed}`);
      const lines = fc
        .sample(ruleLine, { numRuns: Math.ceil(runs / 5), seed })
        .filter(
          (line) =>
            !watchesRoot(line) &&
            !readsOn(line) &&
            (machine === 'x86_64' || machine === 'i686' || !messageBeyondAscii(line)),
        );
      const target = {
        auditVersion: oracle.version,
        arch: machine,
        users: [...oracle.users.keys()],
        groups: [...oracle.groups.keys()],
      };
      const sentBy = (line: string) => {
        const rule = readLine(parseRules(line).lines[0]!, line, target)?.effect?.rule;
        return rule === undefined ? undefined : sentText(rule, oracle);
      };
      const differs = (asked: string[]) =>
        oracle.judge(asked, machine).map((verdict, at) => {
          const measured = !verdict.ok ? 'bad' : verdict.kernel === undefined ? 'ok' : 'kernel-bad';
          if (watchesRoot(asked[at]!) || readsOn(asked[at]!)) return false;
          return measured !== verdictOf(asked[at]!, target) || (verdict.ok && verdict.sent !== sentBy(asked[at]!));
        });
      const wrong: string[] = [];
      for (let from = 0; from < lines.length; from += atOnce) {
        const some = lines.slice(from, from + atOnce);
        const flags = differs(some);
        wrong.push(...some.filter((_, at) => flags[at]));
      }
      const smallest = wrong.slice(0, 5).map((line) => shrink(line, differs));
      const explained = smallest.map((line) => {
        const [verdict] = oracle.judge([line], machine);
        return { ours: verdictOf(line, target), oursSent: sentBy(line), ...verdict, line };
      });
      expect(explained, `seed ${seed}`).toEqual([]);
    });
  });
}
