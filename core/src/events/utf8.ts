const highByte = /[\x80-\xff]/;
const outsideLatin1 = /[^\x00-\xff]/;

/**
 * Text of a byte string (one character a byte, as latin1 gives): UTF-8, each ill-formed part replaced by U+FFFD as
 * browsers do (WHATWG Encoding, 'maximal subpart'). A string that already has characters above 0xFF comes back as it is.
 */
export function textOfByteString(bytes: string): string {
  if (!highByte.test(bytes) || outsideLatin1.test(bytes)) return bytes;
  return decode(bytes.length, (index) => bytes.charCodeAt(index));
}

/** Text of bytes: UTF-8 with replacement. */
export function textOfBytes(bytes: ArrayLike<number>): string {
  return decode(bytes.length, (index) => bytes[index] ?? 0);
}

function decode(length: number, byteAt: (index: number) => number): string {
  let text = '';
  let units: number[] = [];
  for (let index = 0; index < length;) {
    const first = byteAt(index++);
    let point = first;
    if (first >= 0x80) {
      const shape = shapeOf(first);
      point = shape === undefined ? 0xfffd : shape.bits;
      let low = shape?.low ?? 0;
      let high = shape?.high ?? 0;
      for (let rest = shape?.rest ?? 0; rest > 0; rest--) {
        const next = index < length ? byteAt(index) : -1;
        if (next < low || next > high) {
          point = 0xfffd;
          break;
        }
        point = (point << 6) | (next & 0x3f);
        index++;
        low = 0x80;
        high = 0xbf;
      }
    }
    if (point > 0xffff) units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
    else units.push(point);
    if (units.length >= 4096) {
      text += String.fromCharCode(...units);
      units = [];
    }
  }
  return text + String.fromCharCode(...units);
}

/** How a lead byte goes on: payload bits, how many bytes follow, and the range of the first of them. */
function shapeOf(lead: number): { bits: number; rest: number; low: number; high: number } | undefined {
  if (lead >= 0xc2 && lead <= 0xdf) return { bits: lead & 0x1f, rest: 1, low: 0x80, high: 0xbf };
  if (lead === 0xe0) return { bits: 0, rest: 2, low: 0xa0, high: 0xbf };
  if (lead === 0xed) return { bits: 0xd, rest: 2, low: 0x80, high: 0x9f };
  if (lead >= 0xe1 && lead <= 0xef) return { bits: lead & 0xf, rest: 2, low: 0x80, high: 0xbf };
  if (lead === 0xf0) return { bits: 0, rest: 3, low: 0x90, high: 0xbf };
  if (lead >= 0xf1 && lead <= 0xf3) return { bits: lead & 7, rest: 3, low: 0x80, high: 0xbf };
  if (lead === 0xf4) return { bits: 4, rest: 3, low: 0x80, high: 0x8f };
  return undefined;
}
