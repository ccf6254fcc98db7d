/** How many rule lines came and went between two texts; comments and blank lines do not count, order does not either. */
export function countRules(before: string, after: string): { readonly added: number; readonly removed: number } {
  const old = countLines(before);
  const now = countLines(after);
  const surplus = (of: ReadonlyMap<string, number>, over: ReadonlyMap<string, number>): number =>
    [...of].reduce((sum, [line, count]) => sum + Math.max(0, count - (over.get(line) ?? 0)), 0);
  return { added: surplus(now, old), removed: surplus(old, now) };
}

export function rulesIn(text: string): number {
  return [...countLines(text).values()].reduce((sum, count) => sum + count, 0);
}

function countLines(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    const rule = line.trim();
    if (/^-[aAwW]/.test(rule)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return counts;
}
