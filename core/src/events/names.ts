import { errnoTexts } from '../facts/eventsErrno';
import { errnoTable } from '../facts/rules/errno.generated';
import { messageTypeTable } from '../facts/rules/messageTypes.generated';
import { syscallTables } from '../facts/rules/syscalls.generated';
import { elfArchitectures } from '../facts/eventsValues';

/**
 * Number → name of a generated table; of several names of one number the first that the libraries still have, as they
 * print it.
 */
function byNumber(table: string): Map<number, string> {
  const names = new Map<number, string>();
  const gone = new Map<number, string>();
  for (const row of table.split('\n')) {
    const [name, number, , last] = row.split(' ');
    if (name === undefined || number === undefined) continue;
    const into = last === undefined ? names : gone;
    if (!into.has(Number(number))) into.set(Number(number), name);
  }
  for (const [number, name] of gone) if (!names.has(number)) names.set(number, name);
  return names;
}

/** Types that kernels since 6.12 write and the libraries do not know yet (include/uapi/linux/audit.h). */
const kernelTypes: readonly (readonly [number, string])[] = [
  [1420, 'IPE_ACCESS'],
  [1421, 'IPE_CONFIG_CHANGE'],
  [1422, 'IPE_POLICY_LOAD'],
  [1423, 'LANDLOCK_ACCESS'],
  [1424, 'LANDLOCK_DOMAIN'],
  [1425, 'MAC_TASK_CONTEXTS'],
  [1426, 'MAC_OBJ_CONTEXTS'],
];

const typeNames = new Map([...kernelTypes, ...byNumber(messageTypeTable)]);
const typeNumbers = new Map([...typeNames].map(([number, name]) => [name, number]));
const errnoNames = byNumber(errnoTable);
const syscallNames = new Map<string, Map<number, string>>();
const unknownType = /^UNKNOWN\[(\d{1,9})\]$/;

/** The number of a record type's name or of `UNKNOWN[1234]`; undefined for a name that no known library has. */
export function numberOfType(type: string): number | undefined {
  const known = typeNumbers.get(type);
  if (known !== undefined) return known;
  const number = unknownType.exec(type)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** `type=1400`, as a kernel log has it, under its name; any other text as it is. */
export function typeName(text: string): string {
  const first = text.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 ? (typeNames.get(Number(text)) ?? text) : text;
}

/** `UNKNOWN[1334]`, as a library writes it that is older than the kernel, under its name; any other type as it is. */
export function knownType(type: string): string {
  const number = unknownType.exec(type)?.[1];
  return number === undefined ? type : (typeNames.get(Number(number)) ?? type);
}

/** `c000003e` → `x86_64`; undefined for what is not known. Upper and lower case. */
export function architectureOf(arch: string): string | undefined {
  return elfArchitectures.get(Number.parseInt(arch, 16));
}

/** The name of a system call by the architecture's name and the number; undefined for what is not known. */
export function syscallNameOf(architecture: string, number: number): string | undefined {
  let names = syscallNames.get(architecture);
  if (names === undefined) {
    const machine = machineOf(architecture);
    names = machine === undefined ? new Map<number, string>() : byNumber(syscallTables[machine]);
    if (machine !== undefined) syscallNames.set(architecture, names);
  }
  return names.get(number);
}

function machineOf(architecture: string): keyof typeof syscallTables | undefined {
  if (architecture.startsWith('ppc')) return 'ppc';
  if (architecture === 'armeb') return 'arm';
  return Object.hasOwn(syscallTables, architecture) ? (architecture as keyof typeof syscallTables) : undefined;
}

/** `13` → `EACCES`; a number that Linux does not know comes back as text. */
export function errnoName(number: number): string {
  return errnoNames.get(number) ?? String(number);
}

/** `13` → `Permission denied`; '' for a number that Linux does not know. */
export function errnoText(number: number): string {
  return errnoTexts[number] ?? '';
}
