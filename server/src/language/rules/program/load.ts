import { type Control, kindOfLine, removesReturn } from '../../../../../core/src/rules/effective';
import type { Target } from '../../../../../core/src/target';
import { type Glued, gluedLines, isSameGlued } from './gluing';
import { Hiding } from './hiding';
import { Loading } from './loading';
import { compareWritten } from './order';
import type { PlacedFile } from './placedFile';
import { type PlacedLine, type Step, doesMore, places } from './placedLine';
import { lineOfText, stepsOfText } from './madeSteps';

/** A line that augenrules drops since a later one of its kind counts. */
export interface Overridden {
  readonly line: PlacedLine;
  readonly by: PlacedLine | undefined;
}

/** What has changed since it was asked last. */
export interface LoadChange {
  readonly refused: readonly Step[];
  readonly hidden: readonly Step[];
  readonly overridden: readonly Overridden[];
}

/** What is loaded at once: a file as it stands, or a rules.d folder as augenrules joins it. Lines come and go. */
export class Load {
  readonly isFolder: boolean;
  /** In the order in which they are loaded. */
  readonly files: readonly PlacedFile[];
  readonly loading: Loading;
  readonly hiding: Hiding;
  /** The lines that augenrules makes where a file ends without LF. */
  glued: readonly Glued[] = [];
  /** Steps that do something else than send a rule; mostly few. */
  readonly others = new Set<Step>();
  readonly #target: Target;
  readonly #withoutReturn: boolean;
  readonly #controls = new Map<Control, { readonly lines: Set<PlacedLine>; last: PlacedLine | undefined }>();
  readonly #touched = new Set<Control>();

  /** `files`: those that are loaded, in their order; `isFolder`: augenrules joins them. */
  constructor(files: readonly PlacedFile[], isFolder: boolean, target: Target) {
    this.isFolder = isFolder;
    this.files = files;
    this.#target = target;
    this.#withoutReturn = isFolder && removesReturn(target);
    this.hiding = new Hiding((each) => this.visit(each));
    this.loading = new Loading(this.hiding);
  }

  add(line: PlacedLine): void {
    const text = this.isFolder ? this.#oddText(line) : undefined;
    if (text === undefined) this.#enter(line);
    else {
      const { lines } = line.home;
      const isChanged = text.length < lines.endOf(line.at) - lines.startOf(line.at);
      line.made = isChanged ? (line.part > 0 ? [] : stepsOfText(line, text)) : undefined;
      this.#addOdd(line, text);
    }
  }

  #addOdd(line: PlacedLine, text: string): void {
    const kind = line.part > 0 ? 'rest' : kindOfLine(text, this.#target);
    if (kind === 'rest' || kind === 'comment' || kind === 'empty') this.#enter(line);
    else {
      line.control = kind;
      this.#controlsOf(kind).lines.add(line);
    }
  }

  remove(line: PlacedLine): void {
    line.isGlued = false;
    if (line.control !== undefined) this.#controlsOf(line.control).lines.delete(line);
    this.#leave(line);
  }

  /** All steps, nearly in their order. */
  visit(each: (step: Step) => void): void {
    for (const [control, { last }] of this.#controls)
      if (control !== '-e' && last?.isIn === true) visitSteps(last, each);
    for (const file of this.files) {
      for (const first of file.placed) {
        for (let line = first; line !== undefined; line = line.next) {
          if (line.isIn && line.control === undefined) visitSteps(line, each);
        }
      }
      for (let line = file.glued; line !== undefined; line = line.next) {
        if (line.isIn && line.control === undefined) visitSteps(line, each);
      }
    }
    const last = this.#controls.get('-e')?.last;
    if (last?.isIn === true) visitSteps(last, each);
  }

  settle(): LoadChange {
    const overridden: Overridden[] = this.isFolder ? this.#glue().map((line) => ({ line, by: undefined })) : [];
    for (const control of this.#touched) overridden.push(...this.#settleControl(control));
    this.#touched.clear();
    return { refused: this.loading.settle(), hidden: this.hiding.settle(), overridden };
  }

  #settleControl(control: Control): Overridden[] {
    const all = this.#controlsOf(control);
    const lines = [...all.lines].sort(compareWritten);
    all.last = lines.pop();
    for (const line of lines) this.#leave(line);
    if (all.last !== undefined && !all.last.isIn) {
      all.last.place = places[control];
      for (const made of all.last.made ?? []) made.place = places[control];
      this.#enter(all.last);
    }
    // Of several -D one is enough.
    const by = control === '-D' ? undefined : all.last;
    return [
      ...lines.map((line) => ({ line, by })),
      ...(all.last === undefined ? [] : [{ line: all.last, by: undefined }]),
    ];
  }

  #controlsOf(control: Control) {
    this.#touched.add(control);
    let all = this.#controls.get(control);
    if (all === undefined) this.#controls.set(control, (all = { lines: new Set(), last: undefined }));
    return all;
  }

  /** Answers the lines that have become parts of others. */
  #glue(): PlacedLine[] {
    const parts: PlacedLine[] = [];
    const glued = gluedLines(this.files);
    for (const { made, file } of this.glued)
      for (let line = made; line !== undefined; line = line.next) line.at = file.lines.count - 1;
    if (isSameGlued(glued, this.glued)) return parts;
    for (const { made, lines, file } of this.glued) {
      for (let line = made; line !== undefined; line = line.next) this.remove(line);
      file.glued = undefined;
      for (const line of lines) if (line.isGlued) this.#unglue(line);
    }
    for (const each of glued) {
      for (const line of each.lines) {
        for (let piece: PlacedLine | undefined = line; piece !== undefined; piece = piece.next) {
          this.remove(piece);
          piece.isGlued = true;
          parts.push(piece);
        }
      }
      const text = this.#withoutReturn ? each.text.replace(/\r$/, '') : each.text;
      each.made = lineOfText({ home: each.file, at: each.file.lines.count - 1 }, text);
      each.file.glued = each.made;
      for (let line = each.made; line !== undefined; line = line.next) this.#addOdd(line, text);
    }
    this.glued = glued;
    return parts;
  }

  #unglue(line: PlacedLine): void {
    for (let piece: PlacedLine | undefined = line; piece !== undefined; piece = piece.next) {
      piece.isGlued = false;
      piece.place = places.inOrder;
      this.add(piece);
    }
  }

  /** Its text, where augenrules may make something else of it than leave it as it is: without the CR at its end. */
  #oddText({ home, at }: PlacedLine): string | undefined {
    const { text } = home.lines;
    const start = home.lines.startOf(at);
    const end = home.lines.endOf(at);
    const hasReturn = this.#withoutReturn && text.charCodeAt(end - 1) === 0x0d && end > start;
    const first = text.charCodeAt(start);
    if (!hasReturn && first === 0x2d && !'efbD'.includes(text[start + 1] ?? ' ')) return undefined;
    return text.slice(start, hasReturn ? end - 1 : end);
  }

  #enter(line: PlacedLine): void {
    line.isIn = true;
    if (line.made === undefined && line.facts !== undefined) this.#load(line);
    else for (const step of line.made ?? []) this.#load(step);
  }

  #load(step: Step): void {
    this.loading.add(step);
    if (doesMore(step.facts!.effect)) this.others.add(step);
  }

  #leave(line: PlacedLine): void {
    if (!line.isIn) return;
    line.isIn = false;
    visitSteps(line, (step) => {
      this.loading.remove(step);
      this.others.delete(step);
    });
  }
}

/** What takes effect of a line; of a line that auditctl does not take nothing does. */
function visitSteps(line: PlacedLine, each: (step: Step) => void): void {
  if (line.made !== undefined) line.made.forEach(each);
  else if (line.facts !== undefined) each(line);
}
