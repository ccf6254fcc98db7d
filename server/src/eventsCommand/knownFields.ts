import type { Dependence } from '../../../core/src/events/decode';
import { dependence } from '../../../core/src/events/decode';

/** What is known of a value that came before: its bytes in the log, and its JSON behind the name. */
interface KnownValue {
  readonly logged: Uint8Array;
  readonly json: Uint8Array;
}

/** What is known of a field's name in records of one type. */
export interface KnownName {
  readonly name: string;
  readonly logged: Uint8Array;
  /** `,"name":` */
  readonly json: Uint8Array;
  /** One bit of 31 for each name, to see that a name comes again; 0 beyond. */
  readonly bit: number;
  readonly dependence: Dependence;
  /** `a0` … `a3` of a system call: 0 … 3, else -1. */
  readonly argument: number;
  readonly values: KnownValues;
  readonly resolved: KnownValues;
}

const valuePlaces = 512;
const namePlaces = 256;
const typesKept = 300;

/** Values by their bytes; the one that was found last is tried first. Each place keeps the last one that fell on it, so that what a log has cannot make it grow. */
export class KnownValues {
  readonly #values: (KnownValue | undefined)[] = new Array<KnownValue | undefined>(valuePlaces).fill(undefined);
  #last: KnownValue = { logged: new Uint8Array(0), json: new Uint8Array(0) };

  /** The JSON of the value, with its name before it; undefined for one that is not known. */
  find(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
    if (start < end && isSame(this.#last.logged, bytes, start, end)) return this.#last.json;
    const known = this.#values[placeOf(bytes, start, end, valuePlaces)];
    if (known === undefined || !isSame(known.logged, bytes, start, end)) return undefined;
    this.#last = known;
    return known.json;
  }

  add(bytes: Uint8Array, start: number, end: number, json: Uint8Array): void {
    // A long value seldom comes again, and would hold on to much.
    if (end - start > 128) return;
    this.#values[placeOf(bytes, start, end, valuePlaces)] = { logged: copyOf(bytes, start, end), json };
  }
}

/** Names of the fields of one record type. Records of a type have mostly the same names in the same order. */
export class KnownNames {
  readonly #type: string;
  readonly #names: (KnownName | undefined)[] = new Array<KnownName | undefined>(namePlaces).fill(undefined);
  readonly #order: KnownName[] = [];
  #count = 0;

  constructor(type: string) {
    this.#type = type;
  }

  /** The name of the field that is the `index`th of its record. */
  get(bytes: Uint8Array, start: number, end: number, index: number): KnownName {
    const usual = this.#order[index];
    if (usual !== undefined && isSame(usual.logged, bytes, start, end)) return usual;
    const place = placeOf(bytes, start, end, namePlaces);
    const known = this.#names[place];
    const found =
      known !== undefined && isSame(known.logged, bytes, start, end) ? known : this.#make(bytes, start, end);
    this.#names[place] = found;
    if (index < 64) this.#order[index] = found;
    return found;
  }

  #make(bytes: Uint8Array, start: number, end: number): KnownName {
    const logged = copyOf(bytes, start, end);
    const name = Buffer.from(logged).toString();
    // A place that two names share would give one of them a second bit each time: then the bits run out, rightly.
    const bit = this.#count < 31 ? 1 << this.#count : 0;
    this.#count++;
    return {
      name,
      logged,
      json: Buffer.from(`,${JSON.stringify(name)}:`),
      bit,
      dependence: dependence(this.#type, name),
      argument: this.#type === 'SYSCALL' && /^a[0-3]$/.test(name) ? Number(name[1]) : -1,
      values: new KnownValues(),
      resolved: new KnownValues(),
    };
  }
}

export interface KnownType {
  readonly head: Uint8Array;
  readonly names: KnownNames;
}

export class KnownTypes {
  readonly #types = new Map<string, KnownType>();

  get(type: string): KnownType | undefined {
    let known = this.#types.get(type);
    if (known === undefined && this.#types.size < typesKept) {
      known = { head: Buffer.from(headOf(type)), names: new KnownNames(type) };
      this.#types.set(type, known);
    }
    return known;
  }
}

/** Up to the brace that opens the fields. */
export function headOf(type: string): string {
  return `{"type":${JSON.stringify(type)},"fields":`;
}

function placeOf(bytes: Uint8Array, start: number, end: number, places: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return (hash ^ (hash >>> 9)) & (places - 1);
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}

/** A Buffer's own `slice` would only be another view. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, start, end);
}
