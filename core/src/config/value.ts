import { lower } from '../facts/config';
import type { LanguageId } from '../kinds';
import { readLines } from './reading';
import { parseConfig } from './tree';

/**
 * What a file sets a keyword to, as that version of its program reads it: the last line of it counts. undefined where
 * no line sets it; '' for a keyword without a value. Further words of the line are left out. Never throws.
 */
export function settingOf(text: string, languageId: LanguageId, keyword: string, version: string): string | undefined {
  const { lines } = readLines(parseConfig(text, languageId), version);
  const line = lines.findLast(
    ({ words }) => words[1]?.text === '=' && words[0] !== undefined && lower(words[0].text) === lower(keyword),
  );
  return line === undefined ? undefined : (line.words[2]?.text ?? '');
}
