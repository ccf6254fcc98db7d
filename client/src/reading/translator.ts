import type { Translator } from '../panel/words';

/** `vscode.l10n` where there is no vscode: its translations, if it has some, with their places filled. */
export function translator(translations: Readonly<Record<string, string>> | undefined): Translator {
  return {
    t: (message, ...args) =>
      (translations?.[message] ?? message).replace(/\{(\d+)\}/g, (place, number: string) =>
        String(args[Number(number)] ?? place),
      ),
  };
}
