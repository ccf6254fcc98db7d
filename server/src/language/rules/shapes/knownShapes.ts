import { ShapeReader, SingledOut } from '../../../../../core/src/rules/lineShape';
import { Memo } from '../../../../../core/src/rules/memo';
import type { RulesLine } from '../../../../../core/src/rules/tree';
import { singledOut } from '../lineFindings';
import type { KnownLine } from '../knownLine';
import type { RulesSetting } from '../rulesFile';
import { type LineShape, shapeOf } from './lineShape';

/** 'seen': a line had it; 'apart': each line of it has to be read. */
type Shape = LineShape | 'seen' | 'apart';

/** Shapes that differ only in values that belong to them. */
const mostAlike = 8;
const mostShapes = 1 << 16;

/** The shapes of lines that were read for one setting. */
export class KnownShapes {
  readonly #reader = new ShapeReader(new SingledOut(singledOut));
  readonly #shapes = new Memo<number, Shape | LineShape[]>(mostShapes);

  /** What is known of a line without reading it word by word; undefined: nothing. */
  find(line: RulesLine, source: string, setting: RulesSetting): KnownLine | undefined {
    const reader = this.#reader;
    // Which folders are missing is asked of each path.
    if ((setting.target.missingFolders ?? []).length > 0) return undefined;
    if (line.piece !== 0 || line.readEnd !== line.end || !reader.read(source, line.start, line.end)) return undefined;
    const { hash } = reader;
    const known = this.#shapes.get(hash);
    if (known === undefined) {
      this.#shapes.set(hash, 'seen');
      return undefined;
    }
    if (known === 'apart') return undefined;
    const shape = this.#shapeAmong(known, line, source, setting);
    return shape?.known(reader, line.start, source, setting);
  }

  #shapeAmong(
    known: LineShape | LineShape[] | 'seen',
    line: RulesLine,
    source: string,
    setting: RulesSetting,
  ): LineShape | undefined {
    const reader = this.#reader;
    const shapes = known === 'seen' ? [] : Array.isArray(known) ? known : [known];
    for (const each of shapes) if (each.fits(reader, source, line)) return each;
    if (shapes.length === mostAlike) return undefined;
    const made = shapeOf(reader, source, line, setting);
    if (made === undefined) {
      if (shapes.length === 0) this.#shapes.set(reader.hash, 'apart');
      return undefined;
    }
    this.#shapes.set(reader.hash, shapes.length === 0 ? made : [...shapes, made]);
    return made;
  }
}
