import { type FieldFact, fieldFact, fieldOfNumber } from '../../../../core/src/facts/rules/fields';
import type { FieldExpression, Operator, Part } from '../../../../core/src/rules/arguments';
import type { Span } from '../../../../core/src/text/span';

/** A condition of -F as it is written, whole: with its field known and a value. */
export class Condition {
  /** `auid` also where `loginuid` is written. */
  readonly fact: FieldFact;
  readonly operatorText: Operator;
  readonly valueText: string;
  readonly #expression: FieldExpression;

  constructor(fact: FieldFact, operatorText: Operator, valueText: string, expression: FieldExpression) {
    this.fact = fact;
    this.operatorText = operatorText;
    this.valueText = valueText;
    this.#expression = expression;
  }

  get field(): Part {
    return this.#expression.field;
  }

  get operator(): Part & { readonly text: Operator } {
    return this.#expression.operator!;
  }

  get value(): Part {
    return this.#expression.value!;
  }

  /** From the field's name to the end of the value. */
  get span(): Span {
    return { start: this.field.start, end: this.value.end };
  }
}

/** Of an expression whose field is known and has a value; undefined: another one. */
export function conditionOf(expression: FieldExpression): Condition | undefined {
  const { operatorText, valueText } = expression;
  const written = fieldFact(expression.fieldText);
  if (written === undefined || operatorText === undefined || valueText === undefined) return undefined;
  return new Condition(fieldOfNumber(written.number) ?? written, operatorText, valueText, expression);
}
