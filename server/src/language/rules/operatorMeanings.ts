import type { Operator } from '../../../../core/src/rules/arguments';

export const operatorMeanings: Readonly<Record<Operator, string>> = {
  '=': 'equal',
  '!=': 'not equal',
  '<': 'less',
  '>': 'greater',
  '<=': 'less or equal',
  '>=': 'greater or equal',
  '&': 'has a bit in common',
  '&=': 'has all bits of the value',
};
