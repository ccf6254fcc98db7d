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
        yield {
          span: key,
          severity: fault.severity,
          message: fault.message,
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
  // At an end it is a quoted value.
  if (/^[^"'].*["'].*[^"']$/s.test(key)) {
    return {
      severity: 'warning',
      message: `The key \`${key}\` holds a quote, and ausearch has to be asked for it. Write the key without quotes.`,
    };
  }
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(key)) {
    return {
      severity: 'warning',
      message: 'The key holds a control character, which one neither sees nor types in a search. Remove it.',
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
