import { addressFamilies } from '../facts/eventsValues';
import { bytesOfHex, isHexString } from './encoded';
import { textOfByteString } from './utf8';

/** A sockaddr as SOCKADDR has it. `family` as audit's tools name it, `unknown-family(N)` for others. */
export interface SocketAddress {
  readonly family: string;
  readonly address?: string;
  readonly port?: number;
  /** Of a local socket; an abstract name begins with `@`. */
  readonly path?: string;
  readonly pid?: number;
}

/**
 * `saddr` in hex, or in the words of the enriched part (`{ saddr_fam=inet laddr=10.0.0.1 lport=80 }`). The family stands
 * in the sender's byte order: little-endian everywhere but on s390 and big-endian ppc, so the order that gives a known
 * family is taken. undefined when it cannot be read.
 */
export function readSocketAddress(value: string): SocketAddress | undefined {
  if (value.startsWith('{')) return readWords(value);
  if (!isHexString(value) || value.length < 4) return undefined;
  const bytes = bytesOfHex(value);
  const at = (index: number) => (index < bytes.length ? bytes.charCodeAt(index) : 0);
  const little = at(0) | (at(1) << 8);
  const number = addressFamilies.has(little) || at(0) !== 0 ? little : at(1);
  const family = addressFamilies.get(number) ?? `unknown-family(${number})`;
  const port = (at(2) << 8) | at(3);
  if (family === 'inet' && bytes.length >= 8) return { family, address: `${at(4)}.${at(5)}.${at(6)}.${at(7)}`, port };
  if (family === 'inet6' && bytes.length >= 24)
    return { family, address: `${textOfIpv6(bytes.slice(8, 24))}${scopeOf(at, number === little)}`, port };
  if (family === 'local') return { family, path: pathOf(bytes.slice(2)) };
  if (family === 'netlink') return { family, pid: at(4) + at(5) * 0x100 + at(6) * 0x10000 + at(7) * 0x1000000 };
  if (family === 'vsock' && bytes.length >= 12) {
    const word = (from: number) => at(from) + at(from + 1) * 0x100 + at(from + 2) * 0x10000 + at(from + 3) * 0x1000000;
    return { family, address: String(word(8)), port: word(4) };
  }
  return { family };
}

/** Of a link-local address the interface, by its number on the sender: `%2`. */
function scopeOf(at: (index: number) => number, isLittle: boolean): string {
  const digits = isLittle ? [27, 26, 25, 24] : [24, 25, 26, 27];
  const scope = digits.reduce((sum, index) => sum * 256 + at(index), 0);
  return scope === 0 ? '' : `%${scope}`;
}

function pathOf(bytes: string): string {
  const abstract = bytes.startsWith('\0');
  const name = abstract ? bytes.slice(1) : bytes;
  const end = name.indexOf('\0');
  const text = textOfByteString(end === -1 ? name : name.slice(0, end));
  return abstract && text !== '' ? `@${text}` : text;
}

function readWords(value: string): SocketAddress | undefined {
  const word = (name: string) => new RegExp(`[ {]${name}=(\\S+)`).exec(value)?.[1];
  const family = word('saddr_fam') ?? word('fam');
  if (family === undefined) return undefined;
  const path = word('path');
  const address = word('laddr');
  const port = word('lport');
  const pid = word('nlnk-pid');
  return {
    family,
    ...(address === undefined ? {} : { address }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(path === undefined ? {} : { path }),
    ...(pid === undefined ? {} : { pid: Number(pid) }),
  };
}

/** RFC 5952: the longest run of zero groups is `::`, and IPv4 inside IPv6 keeps its dots. */
function textOfIpv6(bytes: string): string {
  const groups: number[] = [];
  for (let at = 0; at < 16; at += 2) groups.push((bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1));
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `::ffff:${[12, 13, 14, 15].map((at) => bytes.charCodeAt(at)).join('.')}`;
  let best = -1;
  let length = 1;
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === 0) to++;
    if (to - from > length) {
      best = from;
      length = to - from;
    }
  }
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  return best === -1 ? text(groups) : `${text(groups.slice(0, best))}::${text(groups.slice(best + length))}`;
}

/** As audit's tools print it: `{ saddr_fam=inet laddr=127.0.0.1 lport=9 }`. */
export function textOfSocketAddress(value: string): string {
  if (value.startsWith('{')) return value;
  const read = readSocketAddress(value);
  if (read === undefined) return value;
  const { family, address, port, path, pid } = read;
  if (path !== undefined) return `{ saddr_fam=${family} path=${path} }`;
  if (pid !== undefined) return `{ saddr_fam=${family} nlnk-fam=16 nlnk-pid=${pid} }`;
  if (address !== undefined) return `{ saddr_fam=${family} laddr=${address} lport=${port} }`;
  return family.startsWith('unknown') ? family : `{ saddr_fam=${family} }`;
}
