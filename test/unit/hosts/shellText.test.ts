import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compact, inOneLine, quote } from '../../../client/src/hosts/shellText';

describe('quote', () => {
  it('hands any text on unchanged, by sh and by bash', () => {
    const texts = fc.sample(fc.string({ unit: fc.constantFrom(...'ab\'"\\$`!*? \n\t;&|<>(){}[]~#-=ü') }), 300);
    const wanted = texts.join('\0');
    for (const shell of ['sh', 'bash']) {
      const out = execFileSync(shell, ['-c', `printf '%s\\0' ${texts.map(quote).join(' ')}`], { encoding: 'utf8' });
      expect(out).toBe(`${wanted}\0`);
    }
  });

  it('leaves no backslash inside single quotes, where fish would read it', () => {
    expect(quote(`a\\'b`)).toBe(`'a'"\\\\'"'b'`);
  });
});

describe('inOneLine', () => {
  it('is one line without what shells quarrel about, and printf gives the text back', () => {
    const texts = fc.sample(fc.string({ unit: fc.constantFrom(...'ab01\'"\\$`!*%? \n\r\t;&|<>(){}[]~#-=ü') }), 300);
    for (const text of texts) expect(inOneLine(text).slice(1, -1)).not.toMatch(/['\n\r!`]/);
    const wanted = texts.join('\0');
    const each = texts.map((text) => `printf %b ${inOneLine(text)}`).join("; printf '\\0'; ");
    for (const shell of ['sh', 'bash']) expect(execFileSync(shell, ['-c', each], { encoding: 'utf8' })).toBe(wanted);
  });
});

describe('compact', () => {
  it('leaves out comments, indentation and blank lines', () => {
    expect(compact('# why\nif x; then\n  echo "# not this"\n\nfi\n')).toBe('if x; then\necho "# not this"\nfi');
  });
});
