import type { Finding } from '../../../../core/src/findings';
import type { SourceDocument, Surroundings } from '../language';
import { findingOf } from './lineFindings';
import { MovedFinding } from './movedFinding';
import { programOf } from './programOf';
import type { PlacedLine } from './program/placedLine';

/** What the target's auditctl and kernel refuse, and what an expert would say of the rest. In the order of the lines. */
export function findings(document: SourceDocument, around: Surroundings): readonly Finding[] {
  const file = programOf(document, around).file(document.uri)!;
  const found: Finding[] = [];
  for (const line of file) {
    const by = line.start - line.known.start;
    for (const finding of line.known.findings) found.push(new MovedFinding(finding, by, document.text.length));
    sayOf(line, found);
  }
  for (let line = file.glued; line !== undefined; line = line.next) sayOf(line, found);
  for (const { said } of file.saidOfLines) found.push(findingOf(said, said.word(file.placed[0]!)));
  return found;
}

function sayOf(line: PlacedLine, found: Finding[]): void {
  for (const each of line.said) found.push(findingOf(each, each.word(line)));
}
