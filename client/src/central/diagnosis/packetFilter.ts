/** A new TCP connection as a packet filter sees it. */
export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

/**
 * What a ruleset does with it, as far as its text can be followed. unsure: a rule that may match was not understood.
 * `rule`: the line that decides, with its chain.
 */
export interface Verdict {
  readonly kind: 'passes' | 'blocked' | 'unsure';
  readonly rule: string;
}

type Matches = 'yes' | 'no' | 'unknown';

interface Rule {
  readonly text: string;
  readonly matches: (packet: Packet) => Matches;
  /** `accept`, `drop`, `jump NAME`, `return`, or '' for rules that only count or log. */
  readonly action: string;
}

interface Chain {
  readonly name: string;
  readonly table: string;
  readonly hook: string;
  readonly policy: string;
  readonly rules: readonly Rule[];
}

const passes: Verdict = { kind: 'passes', rule: '' };

/** `nft list ruleset`. Each table's chain at the hook has its say: one that drops is enough. */
export function nftVerdict(ruleset: string, hook: 'input' | 'output', packet: Packet): Verdict {
  return worst(nftChains(ruleset), hook, packet);
}

/** `iptables-save`. */
export function iptablesVerdict(saved: string, hook: 'input' | 'output', packet: Packet): Verdict {
  return worst(iptablesChains(saved), hook, packet);
}

function worst(chains: readonly Chain[], hook: string, packet: Packet): Verdict {
  const verdicts = chains.filter((chain) => chain.hook === hook).map((chain) => verdictOf(chain, chains, packet));
  return verdicts.find(({ kind }) => kind === 'blocked') ?? verdicts.find(({ kind }) => kind === 'unsure') ?? passes;
}

function verdictOf(base: Chain, chains: readonly Chain[], packet: Packet): Verdict {
  let unsure: string | undefined;
  const walk = (chain: Chain, depth: number): Verdict | undefined => {
    for (const rule of chain.rules) {
      const matches = rule.matches(packet);
      if (matches === 'no' || rule.action === '') continue;
      const jump = /^(?:jump|goto) (\S+)$/.exec(rule.action)?.[1];
      if (matches === 'unknown') {
        unsure ??= `${chain.name}: ${rule.text}`;
        continue;
      }
      if (rule.action === 'return') return undefined;
      if (jump !== undefined) {
        const next = chains.find(({ name, table }) => name === jump && table === chain.table);
        const inner = next === undefined || depth > 20 ? undefined : walk(next, depth + 1);
        if (inner !== undefined || rule.action.startsWith('goto')) return inner;
        continue;
      }
      return { kind: rule.action === 'accept' ? 'passes' : 'blocked', rule: `${chain.name}: ${rule.text}` };
    }
    return undefined;
  };
  const verdict = walk(base, 0) ?? {
    kind: base.policy === 'accept' ? ('passes' as const) : ('blocked' as const),
    rule: `${base.name}: policy ${base.policy}`,
  };
  // A rule that was not understood may have decided before.
  return unsure === undefined ? verdict : verdict.kind === 'passes' ? verdict : { kind: 'unsure', rule: verdict.rule };
}

function nftChains(ruleset: string): Chain[] {
  const chains: Chain[] = [];
  let table = '';
  let open: { name: string; hook: string; policy: string; rules: Rule[] } | undefined;
  for (const line of ruleset.split('\n').map((each) => each.trim())) {
    const begins = /^(table|chain) (.+) \{$/.exec(line);
    if (begins?.[1] === 'table') table = begins[2] ?? '';
    else if (begins?.[1] === 'chain') {
      open = { name: begins[2] ?? '', hook: '', policy: 'accept', rules: [] };
    } else if (line === '}') {
      if (open !== undefined) chains.push({ ...open, table });
      open = undefined;
    } else if (open !== undefined && line.startsWith('type ')) {
      open.hook = /^type filter hook (\w+)/.exec(line)?.[1] ?? '';
      open.policy = /policy (\w+)/.exec(line)?.[1] ?? 'accept';
    } else if (open !== undefined && line !== '') open.rules.push(nftRule(line));
  }
  // arp and bridge never see TCP of this host.
  return chains.filter((chain) => /^(inet|ip|ip6) /.test(chain.table) && !chain.table.startsWith('ip6 '));
}

function nftRule(line: string): Rule {
  const text = line.replace(/ comment ".*"$/, '');
  const action = /(?:^| )(accept|drop|reject|return|(?:jump|goto) \S+)(?: with .*)?$/.exec(text);
  const conditions = (action === null ? text : text.slice(0, action.index))
    .replace(/\bcounter( packets \d+ bytes \d+)?/g, '')
    .replace(/\blog( (prefix|level|group) ("[^"]*"|\S+))*/g, '')
    .trim();
  return {
    text: line,
    action: (action?.[1] ?? '').replace('reject', 'drop'),
    matches: (packet) => nftMatches(conditions, packet),
  };
}

/** Each condition is taken off the front; what is not known to us makes the rule unknown, unless another says no. */
function nftMatches(conditions: string, packet: Packet): Matches {
  let rest = conditions;
  let result: Matches = 'yes';
  while (rest !== '') {
    const match = nftConditions.find(([pattern]) => pattern.test(rest));
    if (match === undefined) return lastly(rest, packet);
    const words = match[0].exec(rest);
    rest = rest.slice(words?.[0].length ?? rest.length).trim();
    // What a named set holds stands elsewhere, and may change.
    if (words?.[2]?.startsWith('@') === true) {
      result = 'unknown';
      continue;
    }
    const holds = match[1](words?.[2] ?? '', packet) !== ((words?.[1] ?? '').trim() === '!=');
    if (!holds) return 'no';
  }
  return result;
}

/** Behind something unknown there may be a condition that does not hold, which is enough. */
function lastly(rest: string, packet: Packet): Matches {
  const port = /\b(?:tcp|th) dport (\{[^}]*\}|\S+)/.exec(rest)?.[1];
  if (port !== undefined && !holdsPort(port, packet.port)) return 'no';
  if (/^(udp|icmp|icmpv6|sctp|ip6) /.test(rest)) return 'no';
  return 'unknown';
}

const value = '((?:!= )?)(\\{[^}]*\\}|\\S+)';
const nftConditions: readonly (readonly [RegExp, (value: string, packet: Packet) => boolean])[] = [
  [new RegExp(`^ip saddr ${value}`), (set, { source }) => holdsAddress(set, source)],
  [new RegExp(`^ip daddr ${value}`), (set, { destination }) => holdsAddress(set, destination)],
  [new RegExp(`^(?:tcp|th) dport ${value}`), (set, { port }) => holdsPort(set, port)],
  [new RegExp(`^ct state ${value}`), (set) => /\bnew\b/.test(set)],
  [new RegExp(`^(?:iif|iifname|oif|oifname) ${value}`), (set) => set !== '"lo"' && set !== 'lo'],
  [new RegExp(`^(?:meta l4proto|ip protocol) ${value}`), (set) => /\b(tcp|6)\b/.test(set)],
  [new RegExp(`^meta nfproto ${value}`), (set) => /ipv4/.test(set)],
  [/^()(tcp) flags \S+( \/ \S+)?/, () => true],
];

function iptablesChains(saved: string): Chain[] {
  const filter = /^\*filter$([\s\S]*?)^COMMIT/m.exec(saved)?.[1] ?? saved;
  const names = [...filter.matchAll(/^(?::(\S+) (\S+)|-P (\S+) (\S+)|-N (\S+))/gm)];
  return names.map(([, declared, policy, other, otherPolicy, made]) => {
    const name = declared ?? other ?? made ?? '';
    const lines = filter.split('\n').filter((line) => line.startsWith(`-A ${name} `));
    return {
      name,
      table: 'filter',
      hook: name === 'INPUT' ? 'input' : name === 'OUTPUT' ? 'output' : '',
      policy: (policy ?? otherPolicy ?? 'ACCEPT').toLowerCase(),
      rules: lines.map((line) => iptablesRule(line, name)),
    };
  });
}

const terminal: Readonly<Record<string, string>> = { ACCEPT: 'accept', DROP: 'drop', REJECT: 'drop', RETURN: 'return' };

function iptablesRule(line: string, chain: string): Rule {
  const text = line.slice(`-A ${chain} `.length);
  const [, way = '', target = ''] = /(?:^| )-([jg]) (\S+)/.exec(text) ?? [];
  const other = /^(LOG|NFLOG|MARK|CONNMARK|)$/.test(target) ? '' : `${way === 'g' ? 'goto' : 'jump'} ${target}`;
  return { text: line, action: terminal[target] ?? other, matches: (packet) => iptablesMatches(text, packet) };
}

const iptablesConditions: readonly (readonly [RegExp, (value: string, packet: Packet) => boolean])[] = [
  [/^((?:! )?)-s (\S+)/, (set, { source }) => holdsAddress(set, source)],
  [/^((?:! )?)-d (\S+)/, (set, { destination }) => holdsAddress(set, destination)],
  [/^((?:! )?)-p (\S+)/, (set) => set === 'tcp' || set === 'all'],
  [/^((?:! )?)--dports? (\S+)/, (set, { port }) => holdsPort(set.replaceAll(':', '-'), port)],
  [/^((?:! )?)-[io] (\S+)/, (set) => set !== 'lo'],
  [/^((?:! )?)--(?:ctstate|state) (\S+)/, (set) => /\bNEW\b/.test(set)],
  [/^()-m (\S+)/, () => true],
  [/^()--comment ("[^"]*"|\S+)/, () => true],
  [/^()--reject-with (\S+)/, () => true],
  [/^()-[jg] (\S+)/, () => true],
];

function iptablesMatches(text: string, packet: Packet): Matches {
  let rest = text;
  let result: Matches = 'yes';
  while (rest !== '') {
    const match = iptablesConditions.find(([pattern]) => pattern.test(rest));
    const words = match?.[0].exec(rest) ?? null;
    if (match === undefined || words === null) {
      result = 'unknown';
      rest = rest.replace(/^\S+ ?/, '').trim();
      continue;
    }
    if (match[1](words[2] ?? '', packet) === ((words[1] ?? '').trim() === '!')) return 'no';
    rest = rest.slice(words[0].length).trim();
  }
  return result;
}

/** `60`, `1-1023`, `{ 22, 60-70 }`, `22,60`. */
export function holdsPort(set: string, port: number): boolean {
  return members(set).some((member) => {
    const [from, to] = member.split('-').map(Number);
    return from !== undefined && port >= from && port <= (to ?? from);
  });
}

/** `10.0.0.1`, `10.0.0.0/8`, a range, or a set of them. IPv4; names of sets hold nothing that is known. */
export function holdsAddress(set: string, address: string): boolean {
  const number = numberOf(address);
  return members(set).some((member) => {
    const [from = '', to] = member.split('-');
    const [base = '', bits = '32'] = from.split('/');
    const low = numberOf(base);
    if (low === undefined || number === undefined) return member === address;
    if (to !== undefined) return number >= low && number <= (numberOf(to) ?? low);
    const size = 2 ** (32 - Number(bits.includes('.') ? maskBits(bits) : bits));
    return Math.floor(number / size) === Math.floor(low / size);
  });
}

function members(set: string): string[] {
  return set
    .replace(/[{}]/g, ' ')
    .split(/[\s,]+/)
    .filter((member) => member !== '');
}

function numberOf(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function maskBits(mask: string): number {
  return (numberOf(mask) ?? 0).toString(2).replaceAll('0', '').length;
}
