import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  read(): Buffer;
}

const END_SIZE = 22;
const DEFLATED = 8;

/** What a zip file (a VSIX) holds. */
export function zipEntries(file: string): readonly ZipEntry[] {
  const bytes = readFileSync(file);
  // The end record is followed by nothing but a comment, of which a VSIX has none.
  const end = bytes.length - END_SIZE;
  expectSignature(end, 0x06054b50);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    expectSignature(at, 0x02014b50);
    const method = bytes.readUInt16LE(at + 10);
    const packedSize = bytes.readUInt32LE(at + 20);
    const nameSize = bytes.readUInt16LE(at + 28);
    const header = bytes.readUInt32LE(at + 42);
    const read = () => {
      expectSignature(header, 0x04034b50);
      const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
      const packed = bytes.subarray(start, start + packedSize);
      return method === DEFLATED ? inflateRawSync(packed) : packed;
    };
    const path = bytes.toString('utf8', at + 46, at + 46 + nameSize);
    entries.push({ path, size: bytes.readUInt32LE(at + 24), read });
    at += 46 + nameSize + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;

  function expectSignature(offset: number, wanted: number): void {
    if (bytes.readUInt32LE(offset) !== wanted) throw new Error(`${file} is no zip file, or not one of this kind`);
  }
}
