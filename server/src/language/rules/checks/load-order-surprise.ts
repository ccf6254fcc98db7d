import { compareFileVersions } from '../../../../../core/src/rules/versionSort';
import { isOn, spanOfRule } from '../conditions';
import type { LoadedRule, RulesFile } from '../rulesFile';
import type { Check } from './check';

export const loadOrderSurprise: Check = {
  code: 'load-order-surprise',
  severity: 'info',
  scope: 'file',
  *find(file) {
    if (!file.isInRulesFolder || file.folderRules.length === file.rules.length) return;
    const exclusions = file.rules.filter((rule) => isOn(rule, 'exit') && rule.rule.action === 'never');
    const [first] = exclusions;
    if (first === undefined) return;
    for (const { name, why } of surprises(file)) {
      const rule = exclusions.find((each) => isAboutSame(each, file, name));
      if (rule === undefined) continue;
      const isBefore = compareFileVersions(file.name, name) < 0;
      yield {
        span: spanOfRule(rule),
        message: `augenrules loads this file ${isBefore ? 'before' : 'after'} ${name}: ${why}. The first match decides, so the order matters to this exclusion. Begin all names with a number of the same width.`,
      };
      // One rule says it for the file.
      return;
    }
  },
};

/** Other files of the folder that come before or after this one, though one would guess otherwise. */
function surprises({ uri, name, folderRules }: RulesFile): { readonly name: string; readonly why: string }[] {
  const others = new Set<string>();
  for (const rule of folderRules) if (rule.uri !== uri) others.add(rule.uri);
  return [...others].flatMap((other) => {
    const otherName = nameOf(other);
    const why = surprise(name, otherName);
    return why === undefined ? [] : [{ name: otherName, why }];
  });
}

function surprise(name: string, other: string): string | undefined {
  const hasNumber = /^\d/.test(name);
  if (hasNumber !== /^\d/.test(other)) return 'names without a number come after those with one';
  const asText = name < other ? -1 : 1;
  if (Math.sign(compareFileVersions(name, other)) !== asText) return 'numbers in names count by value';
  const asRead = name.toLowerCase() < other.toLowerCase() ? -1 : 1;
  return asRead === asText ? undefined : 'upper case comes before lower case';
}

function isAboutSame(exclusion: LoadedRule, { folderRules }: RulesFile, name: string): boolean {
  const { syscalls } = exclusion.rule;
  const calls = syscalls === 'all' ? undefined : new Set(syscalls);
  return folderRules.some(
    (each) =>
      nameOf(each.uri) === name &&
      isOn(each, 'exit') &&
      each.rule.action === 'always' &&
      (calls === undefined || each.rule.syscalls === 'all' || each.rule.syscalls.some((call) => calls.has(call))),
  );
}

const nameOf = (uri: string) => uri.slice(uri.lastIndexOf('/') + 1);
