import type { PlacedFile } from './placedFile';
import type { PlacedLine } from './placedLine';

/** The last line of a file that ends without LF, and the first lines that augenrules glues to it. */
export class Glued {
  readonly file: PlacedFile;
  readonly others: PlacedFile[] = [];
  /** Those of the parts that are neither blank nor comments. */
  readonly lines: PlacedLine[] = [];
  text: string;
  /** What it makes together, once it is made. */
  made: PlacedLine | undefined;

  constructor(file: PlacedFile) {
    this.file = file;
    this.text = file.lines.textOf(file.lines.count - 1);
    this.#note(file.placed[file.lines.count - 1]);
  }

  glue(file: PlacedFile): void {
    this.others.push(file);
    this.text += file.lines.textOf(0);
    this.#note(file.placed[0]);
  }

  #note(line: PlacedLine | undefined): void {
    if (line !== undefined) this.lines.push(line);
  }
}

/** Where files that are joined in this order are glued together. */
export function gluedLines(files: readonly PlacedFile[]): Glued[] {
  const glued: Glued[] = [];
  let open: Glued | undefined;
  for (const file of files) {
    const { lines } = file;
    if (lines.text === '') continue;
    const isOpen = !lines.text.endsWith('\n');
    open?.glue(file);
    if (open?.others.length === 1) glued.push(open);
    // A file of one line passes it on.
    if (!(isOpen && lines.count === 1 && open !== undefined)) open = isOpen ? new Glued(file) : undefined;
  }
  return glued;
}

export function isSameGlued(some: readonly Glued[], others: readonly Glued[]): boolean {
  return some.length === others.length && some.every((each, at) => isSame(each, others[at]!));
}

function isSame(a: Glued, b: Glued): boolean {
  return (
    a.file === b.file &&
    a.text === b.text &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, at) => line === b.lines[at]) &&
    a.others.every((file, at) => file === b.others[at])
  );
}
