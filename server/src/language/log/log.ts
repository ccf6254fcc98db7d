import type { Language } from '../language';
import { foldingRanges } from './foldingRanges';
import { hover } from './hover';

/** A log has no tree of its own: its lines are read when somebody asks about them, since a log may be very long. */
export const logLanguage: Language<null> = {
  ids: ['audit-log'],
  parse: () => null,
  findings: () => [],
  hover,
  foldingRanges,
};
