import { fieldFact, operatorsOf } from '../../../../core/src/facts/rules/fields';
import { readField } from '../../../../core/src/rules/arguments';
import { type RulesTree, optionAt } from '../../../../core/src/rules/tree';
import type { Position, SignatureHelp } from 'vscode-languageserver';
import type { SourceDocument } from '../language';
import { offsetOf } from '../ranges';
import { readLineAt } from './lineNotes';
import { valueKindText } from './valueKinds';

/** How a condition of -F is written, with the part that is being typed; of any field until one is named. */
export function signatureHelp(document: SourceDocument<RulesTree>, position: Position): SignatureHelp | null {
  const offset = offsetOf(document.lines, position);
  const line = readLineAt(document, offset);
  // What stands behind the cursor is not meant to be the condition.
  if (line.kind === 'command' && /(^| )-F +$/.test(document.text.slice(line.start, offset))) return anyCondition;
  const use = optionAt(line, offset);
  if (use?.name !== '-F' || use.argument === undefined || offset < use.argument.start) return null;
  const { field, operator, value } = readField(use.argument, document.text);
  const fact = fieldFact(field.text);
  if (fact === undefined) return operator === undefined ? anyCondition : null;
  const operators = operatorsOf(fact).join(' ');
  const label = `-F ${fact.name} ${operators} ${fact.value}`;
  const place = (text: string, from: number): [number, number] => [
    label.indexOf(text, from),
    label.indexOf(text, from) + text.length,
  ];
  const behindName = 3 + fact.name.length;
  const active =
    value !== undefined && offset >= value.start ? 2 : operator !== undefined && offset >= operator.start ? 1 : 0;
  return {
    signatures: [
      {
        label,
        documentation: fact.meaning,
        parameters: [
          { label: place(fact.name, 3) },
          { label: place(operators, behindName), documentation: 'Nothing may stand around the operator.' },
          { label: place(fact.value, behindName + 1 + operators.length), documentation: valueKindText(fact) },
        ],
      },
    ],
    activeSignature: 0,
    activeParameter: active,
  };
}

const anyCondition: SignatureHelp = {
  signatures: [
    {
      label: '-F FIELD OPERATOR VALUE',
      documentation: 'One word without blanks, such as `auid>=1000`. All conditions of a rule have to hold.',
      parameters: [
        { label: 'FIELD', documentation: 'What is looked at: `arch`, `path`, `auid` …' },
        { label: 'OPERATOR', documentation: '`=` `!=` `<` `>` `<=` `>=` `&` `&=`, not all of them for each field.' },
        { label: 'VALUE' },
      ],
    },
  ],
  activeSignature: 0,
  activeParameter: 0,
};
