import { type RulesTree, parseRules } from '../../../../core/src/rules/tree';
import type { Language } from '../language';
import { checks } from './checks/index';
import { codeActions } from './codeActions';
import { codeLenses, resolveCodeLens } from './codeLenses';
import { codes } from './codes';
import { completion } from './completion';
import { findings } from './diagnostics';
import { documentLinks } from './documentLinks';
import { documentSymbols } from './documentSymbols';
import { foldingRanges } from './foldingRanges';
import { formatting } from './formatting';
import { hover } from './hover';
import { inlayHints } from './inlayHints';
import { definition, highlights, references, rename, renameRange } from './keys';
import { linkedEditing } from './linkedEditing';
import { selectionRanges } from './selectionRanges';
import { semanticTokens } from './semanticTokens';
import { signatureHelp } from './signatureHelp';
import { workspaceSymbols } from './workspaceSymbols';

/** Audit rules: audit.rules and the files of rules.d. */
export const rulesLanguage: Language<RulesTree> = {
  ids: ['audit-rules'],
  parse: (text) => parseRules(text),
  codes,
  offByDefault: new Set(checks.filter(({ offByDefault }) => offByDefault === true).map(({ code }) => code)),
  findings,
  completion,
  hover,
  definition,
  references,
  renameRange,
  rename,
  highlights,
  documentSymbols,
  foldingRanges,
  formatting,
  selectionRanges,
  semanticTokens,
  inlayHints,
  signatureHelp,
  codeActions,
  codeLenses,
  resolveCodeLens,
  documentLinks,
  linkedEditing,
  workspaceSymbols,
};
