import { type ConfigTree, parseConfig } from '../../../../core/src/config/tree';
import { configLanguageIds } from '../../../../core/src/facts/config';
import type { Language } from '../language';
import { checks } from './checks/index';
import { completion } from './completion';
import { documentLinks } from './documentLinks';
import { documentSymbols } from './documentSymbols';
import { findings } from './findings';
import { formatting } from './formatting';
import { hover } from './hover';
import { refusalCodes } from './refusalCodes';
import { semanticTokens } from './semanticTokens';

/** auditd.conf, audispd.conf, audisp-remote.conf, the files of plugins.d, and zos-remote.conf. */
export const configLanguage: Language<ConfigTree> = {
  ids: configLanguageIds,
  codes: new Set([...refusalCodes, ...checks.map((check) => check.code)]),
  offByDefault: new Set(checks.filter((check) => check.offByDefault === true).map((check) => check.code)),
  parse: parseConfig,
  findings,
  completion,
  hover,
  documentSymbols,
  documentLinks,
  formatting,
  semanticTokens,
};
