import type { Fix, Severity } from '../findings';
import type { Context } from './context';
import type { Fault } from './fault';
import type { RulesLine } from './tree';

/** What a message can draw on. */
export interface Scene {
  readonly fault: Fault;
  readonly line: RulesLine;
  readonly source: string;
  readonly context: Context;
}

export interface Words {
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly severity?: Severity;
  readonly code?: string;
}

/** Each of several names in the quotes of messages. */
export function ticked(names: string): string {
  return names
    .split(' ')
    .map((name) => `\`${name}\``)
    .join(', ');
}

/** Replaces what the fault points at. */
export function replacement(fault: Fault, newText: string, safe: boolean): Fix {
  return { title: `Write ${newText}`, edits: [{ span: fault.span, newText }], safe };
}
