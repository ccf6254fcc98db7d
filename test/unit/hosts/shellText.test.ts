import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compact, quote } from '../../../client/src/hosts/shellText';

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

describe('compact', () => {
  it('leaves out comments, indentation and blank lines', () => {
    expect(compact('# why\nif x; then\n  echo "# not this"\n\nfi\n')).toBe('if x; then\necho "# not this"\nfi');
  });
});
