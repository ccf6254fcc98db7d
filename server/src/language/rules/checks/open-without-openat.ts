import { syscallNumbers } from '../../../../../core/src/facts/rules/syscalls';
import { type Target, atLeast } from '../../../../../core/src/target';
import type { Span } from '../../../../../core/src/text/span';
import { records } from '../conditions';
import { tableOf } from '../machine';
import type { Across } from '../program/across';
import { type PlacedLine, type Said, moved } from '../program/placedLine';
import type { Check } from './check';

export const openWithoutOpenat: Check = {
  code: 'open-without-openat',
  severity: 'info',
  scope: 'file',
  begin: ({ target }) => new Openings(saidFor(target)),
};

class Openings implements Across {
  readonly #said: Said;
  readonly #open = new Set<PlacedLine>();
  /** For each arch how many rules have openat. */
  readonly #openat = new Map<number | undefined, number>();
  #fresh = new Set<PlacedLine>();
  #isOpen = false;

  constructor(said: Said) {
    this.#said = said;
  }

  add(line: PlacedLine): void {
    if (!mayOpen(line)) return;
    if (line.facts!.calls.includes('openat')) this.#count(line, 1);
    if (!line.facts!.calls.includes('open')) return;
    this.#open.add(line);
    this.#fresh.add(line);
  }

  remove(line: PlacedLine): void {
    if (!mayOpen(line)) return;
    if (line.facts!.calls.includes('openat')) this.#count(line, -1);
    this.#open.delete(line);
    this.#fresh.delete(line);
  }

  settle(): void {
    for (const line of this.#isOpen ? this.#open : this.#fresh) {
      line.unsay(this.#said.code);
      if ((this.#openat.get(archOf(line)) ?? 0) === 0) line.say(this.#said);
    }
    this.#isOpen = false;
    this.#fresh = new Set();
  }

  #count(line: PlacedLine, by: number): void {
    const arch = archOf(line);
    const before = this.#openat.get(arch) ?? 0;
    this.#openat.set(arch, before + by);
    if (before === 0 || before + by === 0) this.#isOpen = true;
  }
}

function mayOpen(line: PlacedLine): boolean {
  return line.facts?.effect.rule !== undefined && line.facts.calls.length > 0 && records(line);
}

function archOf({ rule, facts }: PlacedLine): number | undefined {
  return facts!.ofShape(archOf, () => rule.fields.find(({ field }) => field.name === 'arch')?.value);
}

function saidFor(target: Target): Said {
  return {
    code: openWithoutOpenat.code,
    severity: openWithoutOpenat.severity,
    word: (line) => {
      const wanted = wantedCalls(line, target);
      const span = moved(openIn(line), line.start);
      return {
        span,
        message: `Programs open files with \`openat\` today, the C library always does, so this sees next to nothing. Add ${wanted.map((name) => `\`${name}\``).join(' and ')}.`,
        fixes: [
          {
            title: `Add ${wanted.join(' and ')}`,
            edits: [{ span: { start: span.end, end: span.end }, newText: `,${wanted.join(',')}` }],
            safe: false,
          },
        ],
      };
    },
  };
}

/** Where `open` stands, counted from the beginning of the line. */
function openIn(line: PlacedLine): Span {
  const open = line.facts!.spanOf(openIn, () => {
    const call = line.read().parts.syscalls.find(({ text }) => text.toLowerCase() === 'open')!;
    return moved(call, -line.offset);
  });
  return open!;
}

/** The calls that its machine has instead. */
function wantedCalls(line: PlacedLine, target: Target): readonly string[] {
  return line.facts!.ofShape(wantedCalls, () => {
    const known = syscallNumbers(tableOf(line.read().parts, target), target.auditVersion);
    return ['openat', ...(atLeast(target, '3.0') ? ['openat2'] : [])].filter((name) => known.has(name));
  });
}
