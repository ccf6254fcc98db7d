import { expect, test } from 'vitest';
import { iptablesVerdict, nftVerdict } from '../../../client/src/central/diagnosis/packetFilter';

const packet = { source: '10.99.0.11', destination: '10.99.0.1', port: 60 };

/** A table of nft with one chain at the input hook. */
const nft = (policy: string, ...rules: string[]): string =>
  `table inet filter {\n\tset senders {\n\t\ttype ipv4_addr\n\t}\n\tchain guests {\n\t\tip saddr 10.99.0.0/24 accept\n\t}\n\tchain input {\n\t\ttype filter hook input priority filter; policy ${policy};\n${rules.map((rule) => `\t\t${rule}\n`).join('')}\t}\n}\n`;

test.each<[string, string, 'passes' | 'blocked' | 'unsure']>([
  ['nothing', '', 'passes'],
  ['an open policy', nft('accept'), 'passes'],
  ['a closed policy', nft('drop'), 'blocked'],
  ['established only', nft('drop', 'ct state established,related accept'), 'blocked'],
  ['the port by number', nft('drop', 'tcp dport 60 accept'), 'passes'],
  ['the port in a set', nft('drop', 'tcp dport { 22, 60-70 } accept'), 'passes'],
  ['another port', nft('drop', 'tcp dport { 22, 80 } counter packets 3 bytes 4 accept'), 'blocked'],
  [
    'the sender’s network',
    nft('drop', 'ip saddr 10.99.0.0/16 tcp dport 60 ct state new accept comment "audit"'),
    'passes',
  ],
  ['another network', nft('drop', 'ip saddr 10.98.0.0/16 tcp dport 60 accept'), 'blocked'],
  ['not that address', nft('drop', 'ip saddr != 10.99.0.11 accept'), 'blocked'],
  ['a reject', nft('accept', 'tcp dport 60 reject with tcp reset'), 'blocked'],
  ['a drop behind an accept', nft('accept', 'tcp dport 60 accept', 'tcp dport 60 drop'), 'passes'],
  ['only loopback', nft('drop', 'iif "lo" accept'), 'blocked'],
  ['by way of a chain', nft('drop', 'tcp dport 60 jump guests'), 'passes'],
  ['a named set, which is not followed', nft('drop', 'ip saddr @senders tcp dport 60 accept'), 'unsure'],
  ['a named set for another port', nft('drop', 'ip saddr @senders tcp dport 22 accept'), 'blocked'],
  ['a match that is not understood', nft('drop', 'meta mark 0x1 accept'), 'unsure'],
  ['such a match for another port', nft('drop', 'meta mark 0x1 tcp dport 22 accept'), 'blocked'],
])('nft: %s', (_what, ruleset, kind) => {
  expect(nftVerdict(ruleset, 'input', packet).kind).toBe(kind);
});

/** iptables-save. */
const saved = (policy: string, ...rules: string[]): string =>
  `*filter\n:INPUT ${policy} [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:guests - [0:0]\n-A guests -s 10.99.0.0/24 -j ACCEPT\n${rules.map((rule) => `-A INPUT ${rule}\n`).join('')}COMMIT\n`;

test.each<[string, string, 'passes' | 'blocked' | 'unsure']>([
  ['an open policy', saved('ACCEPT'), 'passes'],
  ['a closed policy', saved('DROP', '-i lo -j ACCEPT', '-m state --state RELATED,ESTABLISHED -j ACCEPT'), 'blocked'],
  ['the port', saved('DROP', '-p tcp -m tcp --dport 60 -j ACCEPT'), 'passes'],
  ['several ports', saved('DROP', '-p tcp -m multiport --dports 22,60:70 -j ACCEPT'), 'passes'],
  ['a drop', saved('ACCEPT', '-p tcp -m tcp --dport 60 -j DROP'), 'blocked'],
  [
    'a reject at the end, as Red Hat shipped it',
    saved(
      'ACCEPT',
      '-p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT',
      '-j REJECT --reject-with icmp-host-prohibited',
    ),
    'blocked',
  ],
  ['by way of a chain', saved('DROP', '-p tcp -j guests'), 'passes'],
  ['not that network', saved('DROP', '! -s 10.99.0.0/24 -j ACCEPT'), 'blocked'],
  ['a match that is not understood', saved('DROP', '-m recent --rcheck -j ACCEPT'), 'unsure'],
])('iptables: %s', (_what, rules, kind) => {
  expect(iptablesVerdict(rules, 'input', packet).kind).toBe(kind);
});
