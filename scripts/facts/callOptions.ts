import { readFileSync, writeFileSync } from 'node:fs';
import { inProject } from '../projectRoot';

// Names of socket options, ioctl requests and personalities, out of the kernel's headers as a C compiler finds them
// (Debian: linux-libc-dev). Writes core/src/facts/eventsCallOptions.generated.ts: npx tsx scripts/facts/callOptions.ts

interface Source {
  readonly table: string;
  readonly headers: readonly string[];
  /** Names that belong to the table, and those among them that are something else: values of its options. */
  readonly names: RegExp;
  readonly not?: RegExp;
  /** Gone from the headers; logs of older kernels have them. */
  readonly also?: readonly (readonly [number, string])[];
}

const sources: readonly Source[] = [
  { table: 'levelTable', headers: ['x86_64-linux-gnu/bits/socket.h'], names: /^SOL_/ },
  { table: 'socketOptionTable', headers: ['asm-generic/socket.h'], names: /^(SO|SCM)_/ },
  {
    table: 'internetOptionTable',
    headers: ['linux/in.h'],
    names: /^(IP|MCAST)_/,
    not: /^IP_(PMTUDISC|DEFAULT|MAX)_|^MCAST_(INCLUDE|EXCLUDE)/,
  },
  {
    table: 'internet6OptionTable',
    headers: ['linux/in6.h', 'linux/in.h'],
    names: /^(IPV6|MCAST)_/,
    not: /^IPV6_(PMTUDISC|TLV|FL|PREFER|PRIORITY|FLOWINFO_[A-Z]{8,})|^MCAST_(INCLUDE|EXCLUDE)/,
  },
  {
    table: 'packetOptionTable',
    headers: ['linux/if_packet.h'],
    names: /^PACKET_/,
    not: /^PACKET_((FANOUT|MR)_(?!DATA)|HOST|BROADCAST|MULTICAST|OTHERHOST|OUTGOING|LOOPBACK|USER|KERNEL|FASTROUTE)/,
  },
  { table: 'udpOptionTable', headers: ['linux/udp.h'], names: /^UDP_/, not: /^UDP_ENCAP_/ },
  {
    table: 'tcpOptionTable',
    headers: ['linux/tcp.h'],
    names: /^TCP_/,
    not: /^TCP_(MD5SIG|RECEIVE|REPAIR)_(?!EXT|QUEUE|OPTIONS|WINDOW)|^TCP_MSS/,
    also: [[15, 'TCP_COOKIE_TRANSACTIONS']],
  },
  {
    table: 'ioctlTable',
    headers: ['asm-generic/ioctls.h', 'asm-generic/sockios.h', 'linux/sockios.h', 'linux/kd.h', 'linux/cdrom.h'],
    names: /^(TC|TIOC|FIO|SIOC|KD|GIO|PIO|CDROM)/,
    // FIONREAD is TIOCINQ by another name; CDROMAUDIOBUFSIZ has the number of a request to SCSI devices.
    not: /^FIONREAD$|^TIOCPKT_|^TIOCSER_|^KD_|^CDROM_|^CDROMAUDIOBUFSIZ$|^CDROM[A-Z]*_(?!SW)/,
  },
  { table: 'personalityTable', headers: ['linux/personality.h'], names: /^PER_/, not: /^PER_MASK$/ },
];

function rowsOf({ headers, names, not, also }: Source): string[] {
  const rows = new Map<number, string>(also);
  const numbers = new Map<string, number>();
  for (const header of headers) {
    const text = readFileSync(`/usr/include/${header}`, 'utf8');
    const defined = /^(?:#\s*define\s+(\w+)\s+(\w+)|\s+(PER_\w+)\s*=\s*(0x\w+),)\s*(?:\/\*.*)?$/gm;
    for (const [, macro, value, constant, number] of text.matchAll(defined)) {
      const name = macro ?? constant ?? '';
      const words = value ?? number ?? '';
      const known = /^(0x[0-9a-fA-F]+|\d+)$/.test(words) ? Number(words) : numbers.get(words);
      if (known === undefined) continue;
      numbers.set(name, known);
      if (names.test(name) && not?.test(name) !== true && !rows.has(known)) rows.set(known, name.replace(/_OLD$/, ''));
    }
  }
  return [...rows].sort(([a], [b]) => a - b).map(([number, name]) => `${name} ${number}`);
}

const tables = sources.map((source) => `export const ${source.table} = \`${rowsOf(source).join('\n')}\`;\n`);
writeFileSync(
  inProject('core/src/facts/eventsCallOptions.generated.ts'),
  `// Made by scripts/facts/callOptions.ts of the headers of linux-libc-dev. A row is a name and its number.\n\n${tables.join('\n')}`,
);
