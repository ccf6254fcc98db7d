import type { Actions, HostAction } from './actions';
import { quote } from '../../hosts/shellText';
import { mark, notKept, type Opening } from './opening';

interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly lines: readonly string[];
}

/**
 * Every chain at the hook `input` that turns something away gets a rule on top: to accept in one chain does not keep
 * the next one from dropping. Names of tables and chains come from the host, so they are quoted.
 */
export function nftActions(ruleset: string, { port, sources }: Opening, hasIptables: boolean): Actions {
  const all = chainsOf(ruleset);
  // A release of nft that does not say which tables are managed by iptables shows them under iptables' names.
  const isForeign = ({ table, name }: Chain): boolean => hasIptables && table === 'filter' && name === 'INPUT';
  const chains = all.filter((chain) => isInput(chain) && !isForeign(chain) && isClosed(chain, all));
  const actions = chains.flatMap((chain): HostAction[] =>
    (['ip', 'ip6'] as const).flatMap((protocol) => {
      if (chain.family !== 'inet' && chain.family !== protocol) return [];
      const ofProtocol = sources.filter((source) => source.includes(':') === (protocol === 'ip6'));
      const wanted = ofProtocol.filter((source) => !isAllowed(chain, source, port));
      return wanted.map((source) => action(chain, protocol, source, port));
    }),
  );
  const persistent = actions.length === 0 ? [] : [notKept('nft')];
  return { actions, notes: persistent, hindrances: [] };
}

function action(chain: Chain, protocol: 'ip' | 'ip6', source: string, port: number): HostAction {
  const place = `${chain.family} ${chain.table} ${chain.name}`;
  const words = place.split(' ').map(quote).join(' ');
  const comment = `${mark} ${source}`;
  const rule = `${protocol} saddr ${source} tcp dport ${port} accept comment ${quote(`"${comment}"`)}`;
  // A rule can only be deleted by its handle, which is known once it is there.
  const find = `nft -a list chain ${words} | sed -n ${quote(`s/.*comment "${comment}" # handle \\([0-9]*\\)$/\\1/p`)}`;
  return {
    kind: 'firewall',
    words: `allow ${source} to port ${port}/tcp in nft, chain ${place}`,
    command: `nft insert rule ${words} ${rule}`,
    undo: `for handle in $(${find}); do nft delete rule ${words} handle "$handle"; done`,
  };
}

function isInput({ lines }: Chain): boolean {
  return lines.some((line) => /^type filter hook input\b/.test(line));
}

/** Whether it, or a chain that it goes on to, turns anything away. */
function isClosed(chain: Chain, all: readonly Chain[], seen: readonly Chain[] = []): boolean {
  if (seen.includes(chain)) return false;
  return chain.lines.some((line) => {
    const words = withoutComment(line);
    if (/\bpolicy drop;/.test(words) || /(^|\s)(drop|reject\b.*)$/.test(words)) return true;
    const next = /(?:^|\s)(?:jump|goto) (\S+)$/.exec(words)?.[1];
    const chains = all.filter((one) => one.name === next && one.table === chain.table && one.family === chain.family);
    return chains.some((one) => isClosed(one, all, [...seen, chain]));
  });
}

function isAllowed({ lines }: Chain, source: string, port: number): boolean {
  return lines.some((line) => {
    const words = withoutComment(line).split(/[\s,{}]+/);
    return (
      words.includes(source) && words.includes('dport') && words.includes(String(port)) && words.includes('accept')
    );
  });
}

function withoutComment(line: string): string {
  return line.replace(/ comment ".*"/, '');
}

/** The chains of `nft list ruleset`, except in tables that iptables manages: those it must be told itself. */
function chainsOf(ruleset: string): Chain[] {
  const chains: Chain[] = [];
  let table: { family: string; name: string } | undefined;
  // `# Warning: table ip filter is managed by iptables-nft, do not touch!`
  const foreign = new Set([...ruleset.matchAll(/^# .*table (\S+ \S+) is managed by ip/gm)].map(([, name]) => name));
  let current: { name: string; lines: string[] } | undefined;
  for (const raw of ruleset.split('\n')) {
    const line = raw.trim();
    const opened = /^table (\S+) (\S+) \{/.exec(line);
    if (opened !== null) {
      table = { family: opened[1] ?? '', name: opened[2] ?? '' };
    } else if (table !== undefined && current === undefined && line.endsWith('{')) {
      // Sets and maps have blocks of their own; only chains turn anything away.
      const [kind, name = ''] = line.split(' ');
      current = { name: kind === 'chain' ? name : '', lines: [] };
    } else if (line === '}') {
      if (current !== undefined && current.name !== '' && table !== undefined) {
        if (!foreign.has(`${table.family} ${table.name}`)) {
          chains.push({ family: table.family, table: table.name, ...current });
        }
      }
      if (current === undefined) table = undefined;
      current = undefined;
    } else {
      current?.lines.push(line);
    }
  }
  return chains;
}
