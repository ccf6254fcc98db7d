import type { SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams } from 'vscode-languageserver';
import { type Server, aboutDocument } from './handler';
import type { History, Surroundings, TokenLines } from '../language/language';
import type { ParsedDocument } from '../session/documents';
import { tokenData, tokenEdits } from '../session/tokenEdits';

const none: TokenLines = { first: 0, lines: [] };

/** All at first, then for each version what is different; what is on the screen before that. */
export function semanticTokens(server: Server): void {
  const { semanticTokens: tokens } = server.connection.languages;
  const empty: SemanticTokens = { data: [] };
  /** What the client has of a document. */
  const sent = new WeakMap<History, { readonly resultId: string; readonly tokens: TokenLines }>();
  let count = 0;

  const send = (document: ParsedDocument, around: Surroundings) => {
    const now = { resultId: String(++count), tokens: document.language.semanticTokens?.(document, around) ?? none };
    if (document.history !== undefined) sent.set(document.history, now);
    return now;
  };
  const whole = (now: ReturnType<typeof send>): SemanticTokens => ({
    resultId: now.resultId,
    data: tokenData(now.tokens),
  });

  tokens.on(
    aboutDocument(server, 'textDocument/semanticTokens/full', empty, (document, _params, around) =>
      whole(send(document, around)),
    ),
  );
  tokens.onDelta(
    aboutDocument<SemanticTokensDeltaParams, SemanticTokens | SemanticTokensDelta>(
      server,
      'textDocument/semanticTokens/full/delta',
      empty,
      (document, { previousResultId }, around) => {
        const before = document.history && sent.get(document.history);
        const now = send(document, around);
        if (before?.resultId !== previousResultId) return whole(now);
        return { resultId: now.resultId, edits: tokenEdits(before.tokens, now.tokens) };
      },
    ),
  );
  tokens.onRange(
    aboutDocument(server, 'textDocument/semanticTokens/range', empty, (document, { range }, around) => ({
      data: tokenData(document.language.semanticTokens?.(document, around, range) ?? none),
    })),
  );
}
