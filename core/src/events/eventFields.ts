import { isHexString, keysOf, textOfEncoded, textOfProctitle, unquoted } from './encoded';
import type { AuditEvent, AuditRecord } from './event';
import { valueByIndex } from './fieldIndex';
import { LineRecord } from './record';

/** The first record of a type, or undefined. */
export function recordOf(event: AuditEvent, type: string): AuditRecord | undefined {
  for (const record of event.records) if (record.type === type) return record;
  return undefined;
}

/**
 * A field as it was logged, by name: the first one of the record. Reads the line itself for the kernel's records, whose
 * text values are all encoded, so that no other value can pretend to be the field.
 */
export function loggedValue(record: AuditRecord, name: string): string | undefined {
  if (record instanceof LineRecord)
    return isKernelType(record.type) ? record.valueInBody(name) : valueByIndex(record, name);
  return record.fields.find((field) => field.name === name)?.value;
}

/** What the sender's auditd resolved the field to, or undefined. */
export function enrichedValue(record: AuditRecord, name: string): string | undefined {
  if (record instanceof LineRecord) return record.enrichedValue(name);
  const upper = name.toUpperCase();
  if (upper === name) return undefined;
  const found = record.enriched.find((field) => field.name === upper);
  return found && unquoted(found.value);
}

/** A string that the kernel encodes (path, comm, exe, …), decoded; undefined when absent or `(null)`, `?`, `(none)`. */
export function textValue(record: AuditRecord | undefined, name: string): string | undefined {
  if (record === undefined) return undefined;
  const value = loggedValue(record, name);
  return value === undefined || value === '(null)' || value === '?' || value === '(none)' || value === '""'
    ? undefined
    : textOfEncoded(value);
}

/** A value that is never encoded, without its quotes; undefined when absent or `?`. */
export function wordValue(record: AuditRecord | undefined, name: string): string | undefined {
  const value = record && loggedValue(record, name);
  return value === undefined || value === '?' || value === '(null)' ? undefined : unquoted(value);
}

/** The keys of the rule that recorded the event. A CONFIG_CHANGE's key is that of the rule that was changed: not counted. */
export function keysOfEvent(event: AuditEvent): string[] {
  for (const record of event.records) {
    if (record.type !== 'SYSCALL' && record.type !== 'URINGOP') continue;
    const value = loggedValue(record, 'key');
    if (value !== undefined) return keysOf(value);
  }
  return [];
}

/**
 * The arguments of EXECVE. A long one lies in pieces over several records (`a2_len=18000 a2[0]=… a2[1]=…`); a piece may
 * end in the middle of a character, so they are joined before they are decoded.
 */
export function executedArguments(event: AuditEvent): string[] {
  const pieces: string[][] = [];
  for (const record of event.records) {
    if (record.type !== 'EXECVE') continue;
    for (const { name, value } of record.fields) {
      const index = indexOfArgument(name);
      if (index >= 0) (pieces[index] ??= []).push(value);
    }
  }
  const words: string[] = [];
  for (let index = 0; index < pieces.length; index++) {
    const parts = pieces[index];
    if (parts === undefined) words.push('\u2026');
    else words.push(parts.length === 1 ? textOfEncoded(parts[0] ?? '') : joined(parts));
  }
  return words;
}

function joined(parts: readonly string[]): string {
  if (parts.every((part) => part.charCodeAt(0) !== 0x22)) {
    const whole = parts.join('');
    if (isHexString(whole)) return textOfEncoded(whole);
  }
  return parts.map(textOfEncoded).join('');
}

/** `a12` and `a12[3]` → 12; -1 for other names (`argc`, `a12_len`). More than 65,535 arguments are not believed. */
function indexOfArgument(name: string): number {
  if (name.charCodeAt(0) !== 0x61) return -1;
  let index = 0;
  let at = 1;
  for (; at < name.length; at++) {
    const digit = name.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    index = index * 10 + digit;
  }
  if (at === 1 || index > 65_535) return -1;
  return at === name.length || name.charCodeAt(at) === 0x5b ? index : -1;
}

/** The command line: EXECVE's arguments, else the process title (cut by the kernel at 128 bytes), else ''. */
export function commandLine(event: AuditEvent): string {
  const words = executedArguments(event);
  if (words.length > 0) return shellWords(words);
  const title = recordOf(event, 'PROCTITLE');
  return title === undefined ? '' : textOfProctitle(loggedValue(title, 'proctitle') ?? '');
}

/** Words as one would type them: those with blanks or signs that a shell reads stand in single quotes. */
export function shellWords(words: readonly string[]): string {
  let line = '';
  for (const word of words) {
    if (line !== '') line += ' ';
    line += /^[\w@%+=:,./~^\-\u0080-\uffff]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  }
  return line;
}

function isKernelType(type: string): boolean {
  return (
    type === 'SYSCALL' ||
    type === 'PATH' ||
    type === 'CWD' ||
    type === 'SOCKADDR' ||
    type === 'PROCTITLE' ||
    type === 'URINGOP'
  );
}
