import { pathsOf } from '../conditions';
import type { Check } from './check';

const specialBlank = /[\u00a0\u2000-\u200f\u202f\u2060\u3000\ufeff]/;
const lookAlike = /[\u00a0\u2000-\u200f\u2010-\u2015\u2018-\u201f\u202f\u2060\u2212\u3000\ufeff]/;

/** Where auditctl refuses such a character, the refusal says so; in a key or path it takes all of them. */
export const typographicCharacter: Check = {
  code: 'typographic-character',
  severity: 'warning',
  scope: 'line',
  about: ['-k', '-w', '-W', 'key', 'path', 'dir', 'exe'],
  *find(file) {
    for (const loaded of file.rules) {
      for (const key of loaded.parts.keys) {
        const found = lookAlike.exec(key.text)?.[0];
        if (found !== undefined) {
          yield {
            span: key,
            message: `The key holds ${named(found)}, which looks like a plain character and is none: \`ausearch -k\` has to be asked for it. Write the plain one.`,
          };
        }
      }
      // Names of files may well hold dashes and quotes; a blank that is none is an accident.
      for (const path of pathsOf(loaded)) {
        const found = specialBlank.exec(path.text)?.[0];
        if (found !== undefined) {
          yield {
            span: path,
            message: `The path holds ${named(found)}, which separates nothing for auditctl: it is part of the name. Write a space, or remove it.`,
          };
        }
      }
    }
  },
};

function named(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return specialBlank.test(character) ? `a special blank (U+${code})` : `\`${character}\` (U+${code})`;
}
