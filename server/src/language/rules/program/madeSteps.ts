import { MadeStep, PlacedLine } from './placedLine';

/** What takes effect of a line whose text is another once augenrules has passed it on. */
export function stepsOfText(line: PlacedLine, text: string): MadeStep[] {
  const steps: MadeStep[] = [];
  line.home.read(text, line.home.setting, ({ piece }, known) => {
    if (known?.facts !== undefined) steps.push(new MadeStep(line, known.facts, piece));
  });
  return steps;
}

/** The line that a text makes in a file, though it does not stand there; undefined: a blank one, or a comment. */
export function lineOfText({ home, at }: Pick<PlacedLine, 'home' | 'at'>, text: string): PlacedLine | undefined {
  const pieces: PlacedLine[] = [];
  home.read(text, home.setting, ({ piece, start }, known) => {
    if (known === undefined) return;
    const placed = new PlacedLine(home, known, at, piece, start);
    const last = pieces.at(-1);
    if (last !== undefined) last.next = placed;
    pieces.push(placed);
  });
  return pieces[0];
}
