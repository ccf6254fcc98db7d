import type { RulesLine, RulesTree } from '../../../../core/src/rules/tree';

/** A heading in comments and what follows it, up to the next heading. */
export interface Section {
  /** Without `#` and ruler characters. */
  readonly title: string;
  /** The first line of the comment. */
  readonly heading: RulesLine;
  readonly lines: readonly RulesLine[];
}

/**
 * Sections of a rules file: a comment that stands at the head of the file or behind a blank line opens one. What comes
 * before the first heading is in none.
 */
export function sectionsOf(tree: RulesTree): {
  readonly before: readonly RulesLine[];
  readonly sections: readonly Section[];
} {
  const before: RulesLine[] = [];
  const sections: { title: string; heading: RulesLine; lines: RulesLine[] }[] = [];
  let previous: RulesLine['kind'] = 'blank';
  for (const line of tree.lines) {
    const current = sections.at(-1);
    if (line.kind === 'comment' && previous === 'blank')
      sections.push({ title: titleOf(line), heading: line, lines: [] });
    else if (current === undefined) before.push(line);
    else {
      // A heading may be framed by rulers: then its first line has no letters.
      if (current.title === '' && line.kind === 'comment' && current.lines.every(({ kind }) => kind === 'comment')) {
        current.title = titleOf(line);
      }
      current.lines.push(line);
    }
    previous = line.kind;
  }
  return { before, sections: sections.filter(({ title }) => title !== '') };
}

function titleOf(line: RulesLine): string {
  const text = line.text.replace(/^[\s#]+/, '').replace(/[\s#]+$/, '');
  const bare = text.replace(/^[-=*~+_]{2,}\s*/, '').replace(/\s*[-=*~+_]{2,}$/, '');
  return /[\p{L}\p{N}]/u.test(bare) && !/^auditd-lint /.test(bare) ? bare.slice(0, 120) : '';
}
