import { type ConfigTree, parseConfig } from '../../../../core/src/config/tree';
import { configLanguageIds } from '../../../../core/src/facts/config';
import type { Judging } from '../language';
import { checks } from './checks/index';
import { findings } from './findings';
import { refusalCodes } from './refusalCodes';

/** What is said of auditd.conf, audispd.conf, audisp-remote.conf, the files of plugins.d, and zos-remote.conf. */
export const configJudging: Judging<ConfigTree> = {
  ids: configLanguageIds,
  codes: new Set([...refusalCodes, ...checks.map((check) => check.code)]),
  offByDefault: new Set(checks.filter((check) => check.offByDefault === true).map((check) => check.code)),
  parse: parseConfig,
  findings,
};
