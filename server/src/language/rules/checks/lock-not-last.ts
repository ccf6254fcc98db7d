import { compareFileVersions } from '../../../../../core/src/rules/versionSort';
import { spanOfUse } from '../conditions';
import type { RulesFile } from '../rulesFile';
import type { Check } from './check';

export const lockNotLast: Check = {
  code: 'lock-not-last',
  severity: 'warning',
  scope: 'file',
  *find(file) {
    if (!file.isInRulesFolder) return;
    const lock = file.taken.findLast(({ effect }) => effect.settings.some(({ name }) => name === '-e'));
    const use = lock?.line.options.findLast(({ name }) => name === '-e');
    if (lock === undefined || use?.argument?.text !== '2') return;
    const later = file.taken.at(-1) === lock ? laterFile(file) : undefined;
    if (file.taken.at(-1) === lock && later === undefined) return;
    yield {
      span: spanOfUse(use),
      message: `augenrules moves \`-e 2\` behind the rules of all files, so it does not lock here, though ${later === undefined ? 'other lines follow it' : `${later} comes later`}. Keep it in a file of its own that sorts last, such as 99-finalize.rules.`,
    };
  },
};

/** A file of the folder with rules, that augenrules reads after this one. */
function laterFile({ uri, name, folderRules }: RulesFile): string | undefined {
  const others = new Set<string>();
  for (const rule of folderRules) if (rule.uri !== uri) others.add(rule.uri);
  const names = [...others].map((other) => other.slice(other.lastIndexOf('/') + 1));
  return names.find((other) => compareFileVersions(other, name) > 0);
}
