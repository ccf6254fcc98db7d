import { textOfByteString } from './utf8';

/** An even run of hex digits: how the kernel writes a string with a blank, a quote, a control or a byte above 0x7E. */
export function isHexString(value: string): boolean {
  const { length } = value;
  if (length === 0 || length % 2 !== 0) return false;
  for (let at = 0; at < length; at++) {
    const code = value.charCodeAt(at);
    if (!((code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66)))
      return false;
  }
  return true;
}

/** Hex digits → one character a byte. What is not hex counts as 0; a half byte at the end is left out. */
export function bytesOfHex(hex: string): string {
  let bytes = '';
  for (let at = 0; at + 1 < hex.length; at += 2) {
    bytes += String.fromCharCode((nibble(hex.charCodeAt(at)) << 4) | nibble(hex.charCodeAt(at + 1)));
  }
  return bytes;
}

function nibble(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : 0;
}

/** Without the quotes around it; a lone quote stays. */
export function unquoted(value: string): string {
  return value.length >= 2 && value.charCodeAt(0) === 0x22 && value.charCodeAt(value.length - 1) === 0x22
    ? value.slice(1, -1)
    : value;
}

/**
 * A value that the kernel encodes because a user controls it: `"text"`, or hex without quotes; `(null)`, `(none)` and
 * `?` stand for themselves. Gives the text, with whatever control characters it has.
 */
export function textOfEncoded(value: string): string {
  if (value.charCodeAt(0) === 0x22) return unquoted(value);
  return isHexString(value) ? textOfByteString(bytesOfHex(value)) : value;
}

/** `proctitle`: arguments joined by zero bytes, here by blanks. At most 128 bytes of it were logged. */
export function textOfProctitle(value: string): string {
  return textOfEncoded(value).replace(/\0+$/, '').replaceAll('\0', ' ');
}

/** `key`: the keys of a rule, joined by 0x01 when there are several; none for `(null)`. */
export function keysOf(value: string): string[] {
  if (value === '(null)' || value === '') return [];
  const text = textOfEncoded(value);
  return text.includes('\x01') ? text.split('\x01') : [text];
}
