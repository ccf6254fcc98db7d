import type { DocumentLink } from 'vscode-languageserver';
import type { ConfigTree } from '../../../../core/src/config/tree';
import type { SourceDocument, Surroundings } from '../language';
import { rangeOf } from '../ranges';

/** From the plugin file to the configuration of its program, where that is at hand. */
export function documentLinks(document: SourceDocument<ConfigTree>, around: Surroundings<ConfigTree>): DocumentLink[] {
  if (document.languageId !== 'audisp-plugin-conf') return [];
  return document.tree.lines.flatMap((line) => {
    if (line.kind !== 'setting') return [];
    return line.words.slice(2).flatMap((word) => {
      const name = word.text.slice(word.text.lastIndexOf('/') + 1);
      const wanted = name === 'audisp-remote' ? 'audisp-remote.conf' : name.endsWith('.conf') ? name : undefined;
      const target = around.siblings.find((sibling) => wanted !== undefined && sibling.uri.endsWith(`/${wanted}`));
      return target === undefined ? [] : [{ range: rangeOf(document.lines, word.span), target: target.uri }];
    });
  });
}
