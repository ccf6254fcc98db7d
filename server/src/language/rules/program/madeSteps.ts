import { parseRules } from '../../../../../core/src/rules/tree';
import { MadeStep, PlacedLine } from './placedLine';

/** What takes effect of a line whose text is another once augenrules has passed it on. */
export function stepsOfText(line: PlacedLine, text: string): MadeStep[] {
  const steps: MadeStep[] = [];
  const tree = parseRules(text);
  for (const [part, known] of line.home.read(tree, line.home.setting).entries()) {
    if (known?.facts !== undefined) steps.push(new MadeStep(line, known.facts, part));
  }
  return steps;
}

/** The line that a text makes in a file, though it does not stand there; undefined: a blank one, or a comment. */
export function lineOfText({ home, at }: Pick<PlacedLine, 'home' | 'at'>, text: string): PlacedLine | undefined {
  let first: PlacedLine | undefined;
  let last: PlacedLine | undefined;
  const tree = parseRules(text);
  for (const [part, known] of home.read(tree, home.setting).entries()) {
    if (known === undefined) continue;
    const placed = new PlacedLine(home, known, at, part, tree.lines[part]!.start);
    if (last === undefined) first = placed;
    else last.next = placed;
    last = placed;
  }
  return first;
}
