import { machineOfWidth } from '../../../../../core/src/facts/rules/machines';
import type { Fix } from '../../../../../core/src/findings';
import { escapeWord } from '../../../../../core/src/rules/words';
import { atLeast } from '../../../../../core/src/target';
import { spanOfUse, textOf } from '../conditions';
import type { LoadedRule, RulesFile } from '../rulesFile';
import type { Check } from './check';

export const oldStyleWatch: Check = {
  code: 'old-style-watch',
  severity: 'warning',
  scope: 'line',
  about: ['-w'],
  *find(file) {
    if (!atLeast(file.target, '3.1.3')) return;
    const message = `auditctl ${file.target.auditVersion} says of every -w that old style watches are slower: the kernel tries it at each system call. Write it as a rule with \`-F arch=\` and \`-F perm=\`.`;
    for (const loaded of file.rules) {
      const { watch } = loaded.parts;
      if (watch?.name !== '-w') continue;
      yield {
        span: spanOfUse(watch),
        message,
        fixes: () => fixesOf(file, loaded),
      };
    }
  },
};

function fixesOf(file: RulesFile, loaded: LoadedRule): Fix[] {
  const rules = rulesFor(file, loaded);
  const edits = [{ span: { start: loaded.line.start, end: loaded.line.end }, newText: rules.join('\n') }];
  const title = rules.length === 1 ? 'Write it as a rule' : 'Write it as rules for b64 and b32';
  // Whether the path is a folder is only known where the file is loaded.
  return [{ title, edits, safe: false }];
}

function rulesFor(file: RulesFile, { line, parts }: LoadedRule): string[] {
  const path = parts.watch?.argument?.text ?? '/';
  const bare = escapeWord(path.replace(/(?!^)\/+$/, ''));
  const place = path.endsWith('/') ? `dir=${bare}` : `path=${bare}`;
  const permissions = parts.permissions?.text ?? 'rwxa';
  const others = line.options
    .filter(({ name }) => name === '-F' || name === '-C')
    .map((use) => ` ${textOf(file, spanOfUse(use))}`);
  const keys = parts.keys
    .filter((key) => !others.some((text) => text.endsWith(key.text)))
    .map((key) => ` -F key=${textOf(file, key)}`);
  const widths = (['b64', 'b32'] as const).filter((width) => machineOfWidth(file.machine, width) !== undefined);
  return widths.map(
    (width) => `-a always,exit -F arch=${width} -F ${place} -F perm=${permissions}${others.join('')}${keys.join('')}`,
  );
}
