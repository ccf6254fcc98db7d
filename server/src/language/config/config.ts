import type { ConfigTree } from '../../../../core/src/config/tree';
import type { Language } from '../language';
import { completion } from './completion';
import { documentLinks } from './documentLinks';
import { documentSymbols } from './documentSymbols';
import { formatting } from './formatting';
import { hover } from './hover';
import { configJudging } from './judging';
import { semanticTokens } from './semanticTokens';

/** auditd.conf, audispd.conf, audisp-remote.conf, the files of plugins.d, and zos-remote.conf. */
export const configLanguage: Language<ConfigTree> = {
  ...configJudging,
  completion,
  hover,
  documentSymbols,
  documentLinks,
  formatting,
  semanticTokens,
};
