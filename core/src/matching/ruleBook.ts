import { effectiveLines } from '../rules/effective';
import { listFact } from '../facts/rules/lists';
import { loadedRules } from '../rules/loaded';
import type { SentRule } from '../rules/sent';
import { parseRules } from '../rules/tree';
import type { Target } from '../target';

/** Rules that are loaded together: a rules.d folder, one file, or what a host has loaded. Plain data. */
export interface RulesProgram {
  /** `folder`: its files are joined as augenrules does; else the first file is loaded as it stands. */
  readonly kind: 'folder' | 'file';
  /** undefined: rules of the workspace; else of this host, as it is now. */
  readonly host: string | undefined;
  /** Where the files lie, as far as it takes to tell programs apart: `sender/rules.d`. */
  readonly folder: string;
  readonly files: readonly {
    /** What the file is called where it is opened: a URI, or the path on the host. */
    readonly id: string;
    /** Its name without folder. */
    readonly name: string;
    readonly text: string;
  }[];
}

/** A rule of a book: what the kernel would hold, and where it stands. */
export interface BookRule {
  readonly rule: SentRule;
  /** All its keys, joined as the kernel joins them; '' for none. */
  readonly key: string;
  /** Counts the programs from 0. */
  readonly program: number;
  readonly host: string | undefined;
  readonly file: string;
  /** `30-identity.rules:12`: the file's name and the line, counted from 1. */
  readonly name: string;
  /** Of the program. */
  readonly folder: string;
  /** From 0. */
  readonly line: number;
  /** The line as it is loaded. */
  readonly text: string;
}

const recording = new Set(['exit', 'task', 'io_uring'].map((name) => listFact(name)!.number));

/** The rules of some programs, each in the order in which its kernel tries them. */
export class RuleBook {
  /** One list a program. */
  readonly programs: readonly (readonly BookRule[])[];
  readonly #byKey = new Map<string, BookRule[]>();
  readonly #others: BookRule[] = [];
  readonly #byLine = new Map<string, BookRule>();

  constructor(programs: readonly RulesProgram[], target: Target) {
    this.programs = programs.map((program, index) => rulesOf(program, index, target));
    for (const book of this.programs.flat()) {
      this.#byLine.set(lineName(book.file, book.line), book);
      if (book.rule.action !== 'always' || !isRecording(book)) {
        this.#others.push(book);
        continue;
      }
      const same = this.#byKey.get(book.key);
      if (same === undefined) this.#byKey.set(book.key, [book]);
      else same.push(book);
    }
  }

  /** Those that record events under exactly these keys; '' for those without. */
  withKey(key: string): readonly BookRule[] {
    return this.#byKey.get(key) ?? [];
  }

  /** Those that record nothing: what they match is left out, or let through without them. */
  get others(): readonly BookRule[] {
    return this.#others;
  }

  /** The rule of a line, counted from 0, as far as it is loaded. */
  at(file: string, line: number): BookRule | undefined {
    return this.#byLine.get(lineName(file, line));
  }
}

/** Rules that record events: those of the lists exit, task and io_uring. */
export function isRecording({ rule }: BookRule): boolean {
  return recording.has(rule.list);
}

const lineName = (file: string, line: number) => `${line} ${file}`;

function rulesOf(program: RulesProgram, index: number, target: Target): BookRule[] {
  const { files, kind, host, folder } = program;
  const place = kind === 'folder' ? joined(files, target) : alone(files[0]);
  return loadedRules(parseRules(place.text), target).flatMap(({ rule, line }) => {
    const source = place.sourceOf(line.number);
    if (source === undefined) return [];
    const key = rule.fields.find(({ field }) => field.name === 'key')?.text ?? '';
    const { file, name } = source;
    const text = line.text.trim();
    return [
      { rule, key, program: index, host, folder, file, name: `${name}:${source.line + 1}`, line: source.line, text },
    ];
  });
}

interface Place {
  readonly text: string;
  sourceOf(line: number): { readonly file: string; readonly name: string; readonly line: number } | undefined;
}

function joined(files: RulesProgram['files'], target: Target): Place {
  const { lines } = effectiveLines(files, target);
  const ids = new Map(files.map(({ name, id }) => [name, id]));
  return {
    text: lines.map(({ text }) => `${text}\n`).join(''),
    sourceOf: (line) => {
      const source = lines[line]?.source;
      const file = source && ids.get(source.file);
      return source === undefined || file === undefined ? undefined : { file, name: source.file, line: source.line };
    },
  };
}

function alone(file: RulesProgram['files'][number] | undefined): Place {
  return {
    text: file?.text ?? '',
    sourceOf: (line) => (file === undefined ? undefined : { file: file.id, name: file.name, line }),
  };
}
