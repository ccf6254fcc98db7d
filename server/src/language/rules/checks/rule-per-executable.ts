import { conditionsOf, records, spanOfRule } from '../conditions';
import type { LoadedRule } from '../rulesFile';
import type { Check } from './check';

/** Fewer are read at a glance and cost little. */
const many = 10;

export const rulePerExecutable: Check = {
  code: 'rule-per-executable',
  severity: 'hint',
  // Whoever lists programs one by one mostly means these and no others.
  offByDefault: true,
  scope: 'file',
  *find(file) {
    const groups = new Map<string, { readonly folder: string; readonly rules: LoadedRule[] }>();
    for (const loaded of file.rules) {
      const about = loaded.facts.once(rulePerExecutable, () => aboutOf(loaded));
      if (about === undefined) continue;
      const same = groups.get(about.rest);
      if (same === undefined) groups.set(about.rest, { folder: about.folder, rules: [loaded] });
      else same.rules.push(loaded);
    }
    for (const { folder, rules } of groups.values()) {
      const [first] = rules;
      if (first === undefined || rules.length < many) continue;
      yield {
        span: spanOfRule(first),
        message: `${rules.length} rules, from this one on, differ only in the program below ${folder}. If every program there matters, one rule with \`dir=${folder}\` and \`perm=x\` does the same at less cost.`,
        related: rules
          .slice(1, many)
          .map((rule) => ({ span: spanOfRule(rule), message: 'The same for another program.' })),
      };
    }
  },
};

/** The folder of the program that a rule is about, and all else that it says. */
function aboutOf(loaded: LoadedRule): { readonly folder: string; readonly rest: string } | undefined {
  const { rule } = loaded;
  if (!records(loaded) || rule.watch || conditionsOf(loaded, 'path').length !== 1) return undefined;
  const perm = conditionsOf(loaded, 'perm');
  if (perm.length !== 1 || perm[0]!.value.text.toLowerCase() !== 'x') return undefined;
  const others: string[] = [];
  let folder = '';
  for (const { field, operator, text, value } of rule.fields) {
    if (field.name === 'path') folder = (text ?? '').replace(/\/[^/]*$/, '');
    else others.push(`${field.name}${operator}${text ?? value}`);
  }
  return folder === '' ? undefined : { folder, rest: JSON.stringify([folder, rule.syscalls, others]) };
}
