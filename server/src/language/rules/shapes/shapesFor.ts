import type { Target } from '../../../../../core/src/target';
import type { RulesSetting } from '../rulesFile';
import { KnownShapes } from './knownShapes';

/** By target, since what is known holds for one only, and for files of rules.d and others apart. */
const known = new WeakMap<Target, { readonly inFolder: KnownShapes; readonly alone: KnownShapes }>();

/** The shapes of lines that are known for a setting: those of all files that have it. */
export function shapesFor({ target, isInRulesFolder }: RulesSetting): KnownShapes {
  let shapes = known.get(target);
  if (shapes === undefined) known.set(target, (shapes = { inFolder: new KnownShapes(), alone: new KnownShapes() }));
  return isInRulesFolder ? shapes.inFolder : shapes.alone;
}
