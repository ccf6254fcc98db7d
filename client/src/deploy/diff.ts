/** How many lines came and went between two texts: rules, or settings where `kind` says so; their order does not count. */
export function countChanges(
  before: string,
  after: string,
  kind: 'rules' | 'settings',
): { readonly added: number; readonly removed: number } {
  const old = countLines(before, kind);
  const now = countLines(after, kind);
  const surplus = (of: ReadonlyMap<string, number>, over: ReadonlyMap<string, number>): number =>
    [...of].reduce((sum, [line, count]) => sum + Math.max(0, count - (over.get(line) ?? 0)), 0);
  return { added: surplus(now, old), removed: surplus(old, now) };
}

export function countIn(text: string, kind: 'rules' | 'settings'): number {
  return [...countLines(text, kind).values()].reduce((sum, count) => sum + count, 0);
}

function countLines(text: string, kind: 'rules' | 'settings'): ReadonlyMap<string, number> {
  const isCounted = kind === 'rules' ? /^-[aAwW]/ : /^[^#]/;
  const counts = new Map<string, number>();
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (isCounted.test(line)) counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}
