import type { Check } from './check';

/** Where auditctl refuses a quote, the refusal says so; a key it takes with the quotes in it. */
export const quotedValue: Check = {
  code: 'quoted-value',
  severity: 'warning',
  scope: 'line',
  about: ['-k', 'key'],
  *find(file) {
    for (const { parts } of file.rules) {
      for (const key of parts.keys) {
        if (!/^["']|["']$/.test(key.text)) continue;
        const bare = key.text.replace(/^["']|["']$/g, '');
        yield {
          span: key,
          message: `auditctl has no quotes: they are part of the key \`${key.text}\`, and ausearch has to be asked for them. Write the key without quotes.`,
          fixes: /^[\w.-]+$/.test(bare)
            ? [{ title: `Write ${bare}`, edits: [{ span: key, newText: bare }], safe: false }]
            : [],
        };
      }
    }
  },
};
