/** What `ss` says of listening sockets and of connections, as far as a diagnosis needs it. */
export interface Listener {
  readonly port: number;
  /** `*`, `[::]`, `0.0.0.0` or one address. */
  readonly address: string;
  readonly program: string;
  readonly pid: number;
}

export interface Connection {
  /** `ESTAB`, `SYN-SENT`, `TIME-WAIT` … */
  readonly state: string;
  readonly local: Endpoint;
  readonly peer: Endpoint;
  readonly program: string;
  readonly pid: number;
  /** Bytes that the program has not read, and that the other side has not confirmed. */
  readonly receiveQueue: number;
  readonly sendQueue: number;
  /** How often the packet that is waited for was sent again. */
  readonly retransmits: number;
  /** Milliseconds, smoothed. */
  readonly roundTrip?: number;
}

export interface Endpoint {
  /** IPv4 addresses also where the socket is an IPv6 one. */
  readonly address: string;
  readonly port: number;
}

export function listenersOf(text: string): Listener[] {
  return rowsOf(text).flatMap(({ words, line }) => {
    const local = endpointOf(words[3]);
    if (words[0] !== 'LISTEN' || local === undefined) return [];
    return [{ port: local.port, address: local.address, ...userOf(line) }];
  });
}

export function connectionsOf(text: string): Connection[] {
  return rowsOf(text).flatMap(({ words, line }) => {
    const [state = '', receive, send, from, to] = words;
    const local = endpointOf(from);
    const peer = endpointOf(to);
    if (local === undefined || peer === undefined || state === 'LISTEN') return [];
    const roundTrip = /\brtt:([\d.]+)/.exec(line)?.[1];
    return [
      {
        state,
        local,
        peer,
        ...userOf(line),
        receiveQueue: Number(receive),
        sendQueue: Number(send),
        retransmits: Number(/timer:\(on,[^,)]*,(\d+)\)/.exec(line)?.[1] ?? 0),
        ...(roundTrip === undefined ? {} : { roundTrip: Number(roundTrip) }),
      },
    ];
  });
}

/** Lines that begin with a state; the indented ones below, with TCP's figures, belong to them. */
function rowsOf(text: string): { words: string[]; line: string }[] {
  const joined = text.replace(/\n[ \t]+/g, ' ');
  return joined.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    return words.length >= 5 && words[0] !== 'State' ? [{ words, line }] : [];
  });
}

function endpointOf(word: string | undefined): Endpoint | undefined {
  const match = /^(.*):(\d+)$/.exec(word ?? '');
  if (match?.[1] === undefined) return undefined;
  return { address: plainAddress(match[1]), port: Number(match[2]) };
}

/** `[::ffff:10.0.0.1]`, `::ffff:10.0.0.1` and `10.0.0.1%eth0` are all 10.0.0.1. */
export function plainAddress(text: string): string {
  return text
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.\d+\.)/i, '')
    .toLowerCase();
}

function userOf(line: string): { readonly program: string; readonly pid: number } {
  const match = /users:\(\("([^"]*)",pid=(\d+)/.exec(line);
  return { program: match?.[1] ?? '', pid: Number(match?.[2] ?? 0) };
}
