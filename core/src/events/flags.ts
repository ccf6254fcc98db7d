import type { Bits } from '../facts/eventsValues';
import { capabilities, fileTypes, openFlags, openFlagsOfArm, signals } from '../facts/eventsValues';

/** The names of the bits that are set, joined by `|`; bits without a name follow in hex; `none` where nothing is set. */
export function textOfBits(value: number, bits: Bits, none = '0x0'): string {
  const names: string[] = [];
  let rest = value;
  for (const [bit, name] of bits) {
    if (Math.floor(value / bit) % 2 === 1) {
      names.push(name);
      rest -= bit;
    }
  }
  if (rest > 0 && names.length > 0) names.push(`0x${rest.toString(16)}`);
  return names.length > 0 ? names.join('|') : value === 0 ? none : `0x${value.toString(16)}`;
}

const otherOrder = /^(arm|aarch64|ppc)/;

/** Flags of open(2) by the architecture's numbers. Bits without a name are left out: the kernel ignores them too. */
export function textOfOpenFlags(value: number, architecture = 'x86_64'): string {
  const names = [['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_WRONLY|O_RDWR'][value % 4]];
  for (const [bit, name] of otherOrder.test(architecture) ? openFlagsOfArm : openFlags) {
    if (Math.floor(value / bit) % 2 === 1) names.push(name);
  }
  return names.join('|');
}

/** Does open(2) with these flags make a file (then its mode counts)? */
export function creates(flags: number): boolean {
  return Math.floor(flags / 0o100) % 2 === 1 || Math.floor(flags / 0o20000000) % 2 === 1;
}

/** A capability mask in hex → names without `cap_`, `none` for an empty mask; bits that Linux does not know by number. */
export function textOfCapabilities(hex: string): string {
  if (!/^[0-9a-fA-F]{1,16}$/.test(hex)) return hex;
  const mask = BigInt(`0x${hex}`);
  const names: string[] = [];
  for (let bit = 0; bit < 64; bit++) if ((mask >> BigInt(bit)) & 1n) names.push(capabilities[bit] ?? `cap_${bit}`);
  return names.length === 0 ? 'none' : names.join(',');
}

export function signalName(number: number): string {
  if (number >= 34 && number <= 64) return number === 34 ? 'SIGRTMIN' : `SIGRTMIN+${number - 34}`;
  return signals[number] ?? String(number);
}

/** A mode in octal with its file type, `0100644` → `file,644`, set-id and sticky bits as words. */
export function textOfMode(octal: string): string {
  if (!/^[0-7]{1,11}$/.test(octal)) return octal;
  const mode = Number.parseInt(octal, 8);
  const kind = fileTypes.get(mode - (mode % 0o10000));
  if (kind === undefined) return permissionsOf(octal);
  const words = [kind];
  if (mode & 0o4000) words.push('suid');
  if (mode & 0o2000) words.push('sgid');
  if (mode & 0o1000) words.push('sticky');
  return `${words.join(',')},${(mode & 0o777).toString(8).padStart(3, '0')}`;
}

/** The permissions of a mode in octal, four digits: `0100644` → `0644`. */
export function permissionsOf(octal: string): string {
  return (Number.parseInt(octal, 8) & 0o7777).toString(8).padStart(4, '0');
}
