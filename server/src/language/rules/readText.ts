import { type RulesLine, visitLines } from '../../../../core/src/rules/tree';
import type { KnownLine } from './knownLine';
import { readFully } from './readFully';
import type { RulesSetting } from './rulesFile';
import { shapesFor } from './shapes/shapesFor';

/** Lines that are judged at once: enough that a check begins seldom, and few enough that all are read only once. */
const judgedAtOnce = 512;
/** So many characters at most: what is read of them takes many times their room. */
const mostAtOnce = 131_072;
/** Lines that wait for one before them. */
const mostWaiting = 4096;

/** Reads each line for itself, word by word where no line of its shape was read before (ReadText). */
export function readText(
  text: string,
  setting: RulesSetting,
  each: (line: RulesLine, known: KnownLine | undefined) => void,
): void {
  const shapes = shapesFor(setting);
  /** From the first that has to be read on. */
  let waiting: RulesLine[] = [];
  let known: (KnownLine | undefined)[] = [];
  let unknown: number[] = [];
  let characters = 0;
  const readWaiting = () => {
    const read = readFully(unknown.map((at) => waiting[at]!), { text }, setting); // prettier-ignore
    for (let at = 0; at < unknown.length; at++) known[unknown[at]!] = read[at];
    for (let at = 0; at < waiting.length; at++) each(waiting[at]!, known[at]);
    [waiting, known, unknown, characters] = [[], [], [], 0];
  };
  visitLines(text, (line) => {
    const isCommand = line.kind === 'command';
    const here = isCommand ? shapes.find(line, text, setting) : undefined;
    const isUnknown = isCommand && here === undefined;
    if (!isUnknown && waiting.length === 0) each(line, here);
    else {
      if (isUnknown) {
        unknown.push(waiting.length);
        characters += line.end - line.start;
      }
      waiting.push(line);
      known.push(here);
      if (unknown.length === judgedAtOnce || characters > mostAtOnce || waiting.length === mostWaiting) readWaiting();
    }
  });
  readWaiting();
}
