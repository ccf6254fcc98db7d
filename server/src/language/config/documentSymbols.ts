import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { ConfigTree } from '../../../../core/src/config/tree';
import type { SourceDocument } from '../language';
import { rangeOf } from '../ranges';

/** Each setting with its value. A password is not shown. */
export function documentSymbols(document: SourceDocument<ConfigTree>): DocumentSymbol[] {
  return document.tree.lines
    .filter((line) => line.kind === 'setting')
    .flatMap((line) => {
      const [name, equals, ...values] = line.words;
      if (name === undefined) return [];
      const isSecret = name.text.toLowerCase() === 'password';
      const value = equals?.text === '=' ? values.map((word) => word.text).join(' ') : '';
      return [
        {
          name: name.text,
          detail: isSecret ? '' : value,
          kind: SymbolKind.Property,
          range: rangeOf(document.lines, line.span),
          selectionRange: rangeOf(document.lines, name.span),
        },
      ];
    });
}
