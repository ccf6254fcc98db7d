/** Length in bytes of `text` (or of `text` from `start` to `end`) in UTF-8, in which limits of auditctl and the kernel are counted. */
export function byteLength(text: string, start = 0, end = text.length): number {
  let bytes = end - start;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A surrogate pair is four bytes from two units.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}
