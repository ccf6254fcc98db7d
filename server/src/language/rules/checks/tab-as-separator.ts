import { pathsOf } from '../conditions';
import type { Check } from './check';

/** Most tabs make auditctl refuse the line, which the refusal says; in a path or key it takes them. */
export const tabAsSeparator: Check = {
  code: 'tab-as-separator',
  severity: 'warning',
  scope: 'line',
  about: ['-k', '-w', '-W', 'key', 'path', 'dir', 'exe'],
  *find(file) {
    for (const loaded of file.rules) {
      for (const [what, part] of [
        ...pathsOf(loaded).map((path) => ['path', path] as const),
        ...loaded.parts.keys.map((key) => ['key', key] as const),
      ]) {
        if (!part.text.includes('\t')) continue;
        const source = file.text.slice(part.start, part.end);
        const bare = source.trim();
        yield {
          span: part,
          message: `Only spaces separate words: the tab is part of the ${what}, which therefore means something else than it seems to. Write spaces.`,
          // In the middle it may stand for a space or belong there.
          fixes: bare.includes('\t') || bare === '' ? [] : [mend(file.text, part, source, bare)],
        };
      }
    }
  },
};

function mend(text: string, { start, end }: { start: number; end: number }, source: string, bare: string) {
  const glued = text[start - 1] !== ' ' && text[start - 1] !== '=' && source.startsWith('\t');
  return {
    title: 'Replace tabs by spaces',
    edits: [{ span: { start, end }, newText: glued ? ` ${bare}` : bare }],
    safe: false,
  };
}
