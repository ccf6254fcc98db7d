/** The least that every tar reads (ustar): plain files of root's, without a time of their own. */
interface TarMember {
  /** At most 99 bytes, without accents. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** Bytes: a member is a block that describes it, then its content in whole blocks. */
export const tarBlock = 512;

export function inBlocks(size: number): number {
  return Math.ceil(size / tarBlock) * tarBlock;
}

export function tarOf(members: readonly TarMember[]): Uint8Array {
  const parts = members.flatMap(({ name, content }) => {
    const padding = Buffer.alloc(inBlocks(content.length) - content.length);
    return [headerOf(name, content.length), content, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * tarBlock)]);
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(tarBlock);
  header.write(name, 0, 100, 'latin1');
  header.write('0000600\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0', 136, 'latin1');
  // Its own sum is counted as blanks.
  header.write('        ', 148, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
