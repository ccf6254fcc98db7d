import type { LanguageId } from '../../../core/src/kinds';
import { configLanguage } from './config/config';
import type { Language } from './language';
import { logLanguage } from './log/log';
import { rulesLanguage } from './rules/rules';

/** Every language that stands; a document whose language is not here yet gets the silent one. */
export const languages: readonly Language[] = [
  rulesLanguage as Language,
  configLanguage as Language,
  logLanguage as Language,
];

const byId = new Map<LanguageId, Language>(languages.flatMap((language) => language.ids.map((id) => [id, language])));

const silent: Language = { ids: [], parse: () => null, findings: () => [] };

export function languageOf(id: LanguageId): Language {
  return byId.get(id) ?? silent;
}
