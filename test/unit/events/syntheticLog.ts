/** A small stand-in for reference/bench/gen.py: events of several nodes whose clocks differ, mixed as CPUs and nodes mix them. */
export interface SyntheticLog {
  readonly lines: readonly string[];
  readonly events: number;
  /** Lines of each node in the order in which it wrote them. */
  readonly byNode: ReadonlyMap<string, readonly string[]>;
}

export function syntheticLog(wish: {
  events: number;
  nodes: number;
  skew: number;
  seed: number;
  perSecond?: number;
}): SyntheticLog {
  const random = mulberry(wish.seed);
  const pick = (below: number) => Math.floor(random() * below);
  const serials = Array.from({ length: wish.nodes }, () => 100 + pick(800));
  const byNode = new Map<string, string[]>();
  const lines: string[] = [];
  const open: string[][] = [];
  let time = 1_700_000_000;
  for (let made = 0; made < wish.events || open.length > 0;) {
    while (open.length < 4 && made < wish.events) {
      const node = pick(wish.nodes);
      time += random() / (wish.perSecond ?? 100);
      serials[node] = (serials[node] ?? 0) + 1;
      open.push(eventLines(`web${node}`, time + node * wish.skew, serials[node] ?? 0, pick(4)));
      made++;
    }
    const index = random() < 0.3 ? pick(open.length) : 0;
    const line = open[index]?.shift();
    if (line === undefined) {
      open.splice(index, 1);
      continue;
    }
    lines.push(line);
    const node = /node=(\S+)/.exec(line)?.[1] ?? '';
    byNode.set(node, [...(byNode.get(node) ?? []), line]);
  }
  return { lines, events: wish.events, byNode };
}

function eventLines(node: string, time: number, serial: number, kind: number): string[] {
  const head = (type: string) => `node=${node} type=${type} msg=audit(${time.toFixed(3)}:${serial}):`;
  if (kind === 0) return [`${head('USER_AUTH')} pid=1 uid=0 auid=1000 ses=1 msg='op=PAM:x acct="u" res=success'`];
  return [
    `${head('SYSCALL')} arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a2=0 items=1 ppid=1 pid=2 auid=1000 uid=0 key="k"`,
    `${head('CWD')} cwd="/"`,
    ...(kind === 2 ? [`${head('PATH')} item=0 name="/etc/hosts" inode=1 nametype=NORMAL`] : []),
    `${head('PROCTITLE')} proctitle="cat"`,
  ];
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
