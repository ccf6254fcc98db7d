import { plainAddress } from './sockets';

/** What the end of a log says of one node; times in seconds since the epoch, by the node's own clock. */
export interface NodeSummary {
  /** `-`: records without node=. */
  readonly node: string;
  readonly records: number;
  readonly first: number;
  readonly last: number;
  /** Records that carry two node=. */
  readonly doubled: number;
  /** Records in its busiest minute. */
  readonly peak: number;
}

/** What auditd wrote about itself and its clients. */
export interface DaemonRecord {
  readonly node: string;
  readonly type: string;
  readonly at: number;
  readonly op: string;
  readonly address: string;
  readonly failed: boolean;
  readonly text: string;
}

export interface LogSummary {
  readonly nodes: readonly NodeSummary[];
  readonly daemon: readonly DaemonRecord[];
  /** A refusal of SELinux that concerns auditd. */
  readonly avc: string;
}

export function logSummaryOf(text: string): LogSummary {
  const lines = text.split('\n');
  return {
    nodes: lines.flatMap((line) => {
      const [kind, node, ...figures] = line.split(' ');
      if (kind !== 'N' || node === undefined) return [];
      const [records = 0, first = 0, last = 0, doubled = 0, peak = 0] = figures.map(Number);
      return [{ node, records, first, last, doubled, peak }];
    }),
    daemon: lines.flatMap((line) => (line.startsWith('D ') ? daemonRecord(line.slice(2)) : [])),
    avc: lines.find((line) => line.startsWith('A '))?.slice(2) ?? '',
  };
}

function daemonRecord(text: string): DaemonRecord[] {
  const match = /^(?:node=(\S+) )?type=(DAEMON_\w+) msg=audit\(([\d.]+):\d+\): (.*)$/.exec(text);
  if (match === null) return [];
  const [, node = '-', type = '', at, rest = ''] = match;
  const field = (name: string): string => new RegExp(`(?:^| )${name}=([^ \\x1d]*)`).exec(rest)?.[1] ?? '';
  return [
    {
      node,
      type,
      at: Number(at),
      op: field('op'),
      address: plainAddress(field('addr')),
      failed: /^(no|failed)/.test(field('res')),
      text,
    },
  ];
}
