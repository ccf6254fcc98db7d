/** The least that every tar reads (ustar). Names are bytes without accents, at most 99 of a file after 154 of its folder. */
export type TarMember =
  | { readonly kind: 'folder'; readonly name: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly content: Uint8Array;
      /** Octal digits, and numbers uid:gid; default 600 and 0:0. */
      readonly mode?: string;
      readonly owner?: string;
    }
  /** Another name for a file that is there, as seen from where the archive is unpacked. */
  | { readonly kind: 'link'; readonly name: string; readonly target: string };

/** Bytes: a member is a block that describes it, then its content in whole blocks. */
const tarBlock = 512;

export function tarOf(members: readonly TarMember[]): Uint8Array {
  const parts = members.flatMap((member) => {
    const content = contentOf(member);
    return [headerOf(member, content.length), content, Buffer.alloc(inBlocks(content.length) - content.length)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * tarBlock)]);
}

/** At which byte of the archive the content of each member begins. */
export function offsetsInTar(members: readonly TarMember[]): readonly number[] {
  let end = 0;
  return members.map((member) => {
    const offset = end + tarBlock;
    end = offset + inBlocks(contentOf(member).length);
    return offset;
  });
}

function contentOf(member: TarMember): Uint8Array {
  return member.kind === 'file' ? member.content : nothing;
}

const nothing = new Uint8Array();

function inBlocks(size: number): number {
  return Math.ceil(size / tarBlock) * tarBlock;
}

/** Whether an archive has room for a name. */
export function fitsInTar(name: string): boolean {
  const { folder, last } = inTwo(name);
  return last.length < 100 && folder.length < 155;
}

function inTwo(name: string): { readonly folder: string; readonly last: string } {
  if (name.length < 100) return { folder: '', last: name };
  const slash = name.indexOf('/', name.length - 100);
  return slash < 0 ? { folder: '', last: name } : { folder: name.slice(0, slash), last: name.slice(slash + 1) };
}

const types = { file: '0', link: '1', folder: '5' } as const;

function headerOf(member: TarMember, size: number): Buffer {
  if (!fitsInTar(member.name)) throw new Error(`too long a name for an archive: ${member.name}`);
  const { folder, last } = inTwo(member.name);
  const [mode, owner] =
    member.kind === 'file'
      ? [member.mode ?? '600', member.owner ?? '0:0']
      : [member.kind === 'folder' ? '700' : '600', '0:0'];
  const [uid, gid] = owner.split(':').map(Number);
  const header = Buffer.alloc(tarBlock);
  header.write(last, 0, 100, 'latin1');
  header.write(octal(Number.parseInt(mode, 8), 8), 100, 'latin1');
  header.write(octal(uid ?? 0, 8), 108, 'latin1');
  header.write(octal(gid ?? 0, 8), 116, 'latin1');
  header.write(octal(size, 12), 124, 'latin1');
  header.write(octal(0, 12), 136, 'latin1');
  // Its own sum is counted as blanks.
  header.write('        ', 148, 'latin1');
  header.write(types[member.kind], 156, 'latin1');
  if (member.kind === 'link') header.write(member.target, 157, 100, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(folder, 345, 155, 'latin1');
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${octal(sum, 7)} `, 148, 'latin1');
  return header;
}

/** A number as it stands in a field of so many bytes. */
function octal(value: number, bytes: number): string {
  return `${value.toString(8).padStart(bytes - 1, '0')}\0`;
}
