import type { Check } from './check';

export const oddKeyCharacter: Check = {
  code: 'odd-key-character',
  severity: 'warning',
  scope: 'line',
  about: ['-k', 'key'],
  *find(file) {
    for (const { parts } of file.rules) {
      for (const key of parts.keys) {
        const fault = faultOf(key.text);
        if (fault === undefined) continue;
        const bare = key.text.replace(/^(["'])(.*)\1$/, '$2');
        const unquoted = bare !== key.text && /^[\w.-]+$/.test(bare);
        yield {
          span: key,
          severity: fault.severity,
          message: fault.message,
          fixes: unquoted ? [{ title: `Write ${bare}`, edits: [{ span: key, newText: bare }], safe: false }] : [],
        };
      }
    }
  },
};

function faultOf(key: string): { severity: 'warning' | 'info'; message: string } | undefined {
  if (key.startsWith('-') && key.length > 1) {
    return {
      severity: 'warning',
      message: `The key is \`${key}\`: the argument of -k is missing, and the next word was taken for it. Write a key.`,
    };
  }
  if (/["']/.test(key)) {
    return {
      severity: 'warning',
      message: `auditctl has no quotes: they are part of the key \`${key}\`, and ausearch has to be asked for them. Write the key without quotes.`,
    };
  }
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\t]/.test(key)) {
    return {
      severity: 'warning',
      message: 'The key holds a control character, which one neither sees nor types in a search. Remove it.',
    };
  }
  if (/[\u00a0\u2000-\u200f\u2010-\u2015\u2018-\u201f\u202f\u2060\ufeff]/.test(key)) {
    return {
      severity: 'warning',
      message:
        'The key holds a character that looks like a plain one and is not (a no-break space, a long dash, a curly quote). Write the plain one.',
    };
  }
  if (/^[#;]/.test(key)) {
    return {
      severity: 'info',
      message: `The key begins with \`${key[0]}\`, as a comment would. auditctl takes it as a key; is a comment meant?`,
    };
  }
  return undefined;
}
