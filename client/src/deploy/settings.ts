import type { CompiledLine } from './ruleBook';

/** A setting that a line asks for, and what `auditctl -s` says instead. */
export interface WrongSetting {
  readonly line: CompiledLine;
  /** As `auditctl -s` calls it. */
  readonly name: string;
  readonly wanted: number;
  readonly found: number;
}

const names: ReadonlyMap<string, string> = new Map([
  ['-b', 'backlog_limit'],
  ['-e', 'enabled'],
  ['-f', 'failure'],
  ['-r', 'rate_limit'],
  ['--backlog_wait_time', 'backlog_wait_time'],
]);

/**
 * Settings of audit.rules that are not so after it was loaded: the last line for each counts. What is not written
 * plainly (two options in a line, `-b8192`, hexadecimal) is not judged, nor what the host does not tell, nor the lock,
 * which comes later: a deploy must not go back for a reading of ours.
 */
export function wrongSettings(
  compiled: readonly CompiledLine[],
  status: Readonly<Record<string, number>>,
): WrongSetting[] {
  const wanted = new Map<string, { readonly line: CompiledLine; readonly value: number }>();
  for (const line of compiled) {
    const plain = /^ *(-[befr]|--backlog_wait_time) +(0|[1-9]\d{0,8}) *$/.exec(line.text);
    const option = plain?.[1] ?? '';
    if (plain !== null) wanted.set(option, { line, value: Number(plain[2]) });
    else for (const vague of optionsIn(line.text)) wanted.delete(vague);
    if (option === '-e' && plain?.[2] === '2') wanted.delete('-e');
  }
  return [...wanted].flatMap(([option, { line, value }]) => {
    const name = names.get(option) ?? '';
    const found = status[name];
    return found === undefined || found === value ? [] : [{ line, name, wanted: value, found }];
  });
}

function optionsIn(text: string): string[] {
  if (/^\s*#/.test(text)) return [];
  const words = text.split(/\s+/);
  return [...names.keys()].filter((option) => words.some((word) => word.startsWith(option.slice(0, 9))));
}

/** The answer of `auditctl -s`. */
export function statusOf(text: string): Record<string, number> {
  return Object.fromEntries([...text.matchAll(/^(\w+) (\d+)/gm)].map(([, name, value]) => [name ?? '', Number(value)]));
}
