import { spanOfRule } from '../conditions';
import type { Check } from './check';

export const noDeleteAll: Check = {
  code: 'no-delete-all',
  severity: 'info',
  scope: 'file',
  *find(file) {
    if (file.name !== 'audit.rules' || file.isInRulesFolder) return;
    const [first] = file.rules;
    if (first === undefined || file.taken.some(({ effect }) => effect.deleteAll !== undefined)) return;
    const start = file.tree.lines.find(({ kind }) => kind === 'command')?.start ?? 0;
    yield {
      span: spanOfRule(first),
      message:
        "Without `-D` these rules are added to those already loaded, and loading the file twice fails with 'Rule exists'. Begin the file with `-D`.",
      fixes: [{ title: 'Begin with -D', edits: [{ span: { start, end: start }, newText: '-D\n' }], safe: false }],
    };
  },
};
