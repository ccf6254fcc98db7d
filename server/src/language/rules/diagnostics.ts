import type { Finding } from '../../../../core/src/findings';
import type { SourceDocument, Surroundings } from '../language';
import { programOf } from './programOf';
import type { PlacedLine } from './program/placedLine';
import { SaidFinding } from './saidFinding';

/** What the target's auditctl and kernel refuse, and what an expert would say of the rest. In the order of the lines. */
export function findings(document: SourceDocument, around: Surroundings): readonly Finding[] {
  const file = programOf(document, around).file(document.uri)!;
  const found: Finding[] = [];
  for (const first of file.placed) {
    for (let line = first; line !== undefined; line = line.next) {
      for (const finding of line.findings) found.push(finding);
      sayOf(line, found);
    }
  }
  for (let line = file.glued; line !== undefined; line = line.next) sayOf(line, found);
  for (const { said } of file.saidOfLines) found.push(new SaidFinding(said, file.placed[0]!));
  return found;
}

function sayOf(line: PlacedLine, found: Finding[]): void {
  for (const each of line.said) found.push(new SaidFinding(each, line));
}
