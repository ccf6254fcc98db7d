/**
 * The order of `ls -v` and `sort -V`: numbers by value, then letters by code, other signs behind them, `~` before all;
 * an ending such as `.rules` counts only between names that are equal without it (gnulib, filevercmp).
 */
export function compareFileVersions(a: string, b: string): number {
  const plainA = withoutEnding(a);
  const plainB = withoutEnding(b);
  const result = compareParts(plainA, plainB);
  if (result !== 0) return result;
  return compareParts(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

function withoutEnding(name: string): string {
  return name.replace(/(\.[A-Za-z~][A-Za-z0-9~]*)*$/, '');
}

function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = rank(a, i) - rank(b, j);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    while (a[i] === '0') i++;
    while (b[j] === '0') j++;
    let first = 0;
    while (isDigit(a, i) && isDigit(b, j)) {
      first ||= a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
    if (isDigit(a, i)) return 1;
    if (isDigit(b, j)) return -1;
    if (first !== 0) return first;
  }
  return 0;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function rank(text: string, at: number): number {
  if (at >= text.length) return -1;
  if (isDigit(text, at)) return 0;
  const sign = text[at]!;
  if (/[A-Za-z]/.test(sign)) return sign.charCodeAt(0);
  return sign === '~' ? -2 : sign.codePointAt(0)! + 256;
}
