import type { Advice } from '../advice';
import type { PlacedLine, Said } from './placedLine';

/** What one check says of lines, to be said anew when something has changed: for what few lines have. */
export class Sayings {
  readonly #check: Pick<Said, 'code' | 'severity'>;
  readonly #lines = new Set<PlacedLine>();

  constructor(check: Pick<Said, 'code' | 'severity'>) {
    this.#check = check;
  }

  takeBack(): void {
    for (const line of this.#lines) line.unsay(this.#check.code);
    this.#lines.clear();
  }

  has(line: PlacedLine): boolean {
    return this.#lines.has(line);
  }

  say(line: PlacedLine, word: (line: PlacedLine) => Advice): void {
    const { code, severity } = this.#check;
    line.say({ code, severity, word });
    this.#lines.add(line);
  }
}
