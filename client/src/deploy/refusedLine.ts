import type { RefusedLine } from './outcome';
import type { CompiledLine } from './ruleBook';

/**
 * The origin of each line of a host's audit.rules: its text is looked for among the lines that were expected, the n-th
 * time that it occurs being the n-th there. The host's awk may have moved lines that ours would not.
 */
export function withOrigins(lines: readonly string[], expected: readonly CompiledLine[]): CompiledLine[] {
  const waiting = new Map<string, CompiledLine[]>();
  for (const line of expected) {
    const same = waiting.get(line.text);
    if (same === undefined) waiting.set(line.text, [line]);
    else same.push(line);
  }
  return lines.map((text) => waiting.get(text)?.shift() ?? { text });
}

/** The rules that a host's audit.rules should have and has not, in whatever order. */
export function leftOut(lines: readonly string[], expected: readonly CompiledLine[]): CompiledLine[] {
  const there = new Map<string, number>();
  for (const text of lines) there.set(text.trim(), (there.get(text.trim()) ?? 0) + 1);
  return expected.filter(({ text }) => {
    if (!/^\s*-[aAw]/.test(text)) return false;
    const count = there.get(text.trim()) ?? 0;
    there.set(text.trim(), count - 1);
    return count <= 0;
  });
}

/** Which line stopped `auditctl -R`, from its own words and the file that it read. */
export function refusedLine(
  said: string,
  lines: readonly string[],
  expected: readonly CompiledLine[],
): RefusedLine | undefined {
  const number = [...said.matchAll(/error in line (\d+) of /g)].at(-1)?.[1];
  if (number === undefined) return undefined;
  const line = withOrigins(lines, expected)[Number(number) - 1];
  if (line === undefined) return undefined;
  const place = line.file === undefined ? { ...line, line: Number(number) } : line;
  return { ...place, said: reasons(said).join('. ') };
}

/** auditctl prints the status for each setting that it makes, and augenrules whether it wrote the file. */
export function reasons(said: string): string[] {
  const chatter =
    /^(enabled|failure|pid|rate_limit|backlog_limit|lost|backlog|backlog_wait_time|backlog_wait_time_actual|loginuid_immutable) \d|^No rules$|: No change$|^There was an error in line/;
  return said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !chatter.test(line));
}

/**
 * Why a host could not write, of all that its programs said. tar complains of each file, by names that are the deploy's own,
 * and what it could not do is tried once more, which gives the better words.
 */
export function complaintOf(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const others = lines.filter((line) => !line.startsWith('tar: '));
  if (others.length > 0) return others.join('\n');
  const telling = lines.find((line) => /: (?:Cannot|can't|write error)\b/.test(line)) ?? lines[0] ?? '';
  return telling.replace(/^tar: \S*\.ad-\S*: /, 'tar: ');
}
