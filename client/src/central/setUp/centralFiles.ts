import type { HostState } from '../../deploy/hostState';
import type { WishedFile } from '../../deploy/planModel';
import type { Hindrance, Note } from './actions';
import { bytesOf, Draft, isSince, textAt, type FileChanges } from './auditFiles';
import { keyProblem } from './kerberosKey';
import type { Surroundings } from './surroundings';
import { heartbeat, type CentralWish } from './wish';

/** The central server's files. `sources`: the senders' addresses as it sees them. */
export function centralFiles(
  state: HostState,
  around: Surroundings,
  wish: CentralWish,
  sources: readonly string[],
): FileChanges {
  const notes: Note[] = [];
  const hindrances: Hindrance[] = [];
  const auditd = new Draft(state, '/etc/audit/auditd.conf', 'auditd-conf');
  auditd.set('tcp_listen_port', String(wish.port));
  auditd.set(
    'tcp_listen_queue',
    String(Math.max(auditd.number('tcp_listen_queue') ?? 5, Math.min(wish.senders.length, 1024))),
  );
  auditd.set('tcp_max_per_addr', String(Math.max(auditd.number('tcp_max_per_addr') ?? 1, perAddress(sources))));
  idle(auditd, around, wish.port, notes);
  writing(auditd, state);
  if (isSince(state, '3.0') && (auditd.value('name_format') ?? 'none').toLowerCase() === 'none') {
    auditd.set('name_format', wish.nameFormat);
  }
  transport(auditd, state, around, wish, hindrances);
  const files: WishedFile[] = [{ name: auditd.path, content: bytesOf(auditd.text) }];
  const allowed = wrappers(state, around, auditd, wish, sources);
  if (allowed !== undefined) files.push({ name: '/etc/hosts.allow', content: bytesOf(allowed), mode: '644' });
  if (wish.transport === 'tcp') {
    notes.push(
      'Records travel as plain text: whoever listens on the network can read them. Kerberos, or a tunnel, hides them.',
    );
  }
  return { files, notes, hindrances };
}

/** Two: the slot of a sender that died is taken until the server notices. More where senders share an address (NAT). */
function perAddress(sources: readonly string[]): number {
  const counts = sources.map((source) => sources.filter((other) => other === source).length);
  return Math.min(1024, Math.max(2, ...counts.map((count) => count + 1)));
}

/** A dead sender's slot is freed when it has been silent for longer than its heartbeat. */
function idle(auditd: Draft, around: Surroundings, port: number, notes: Note[]): void {
  const now = auditd.number('tcp_client_max_idle') ?? 0;
  if (now > heartbeat) return;
  const others = around.connections.split('\n').filter((line) => new RegExp(`:${port} `).test(line));
  if (now === 0 && others.length > 0) {
    notes.push(
      `Senders are connected already that may have no heartbeat_timeout: from now on a connection ends after ${heartbeat * 3} s of silence, and they connect again with their next event.`,
    );
  }
  auditd.set('tcp_client_max_idle', String(heartbeat * 3));
}

/** A server that does not write acknowledges what it gets, and drops it. */
function writing(auditd: Draft, state: HostState): void {
  if (auditd.value('log_format')?.toLowerCase() === 'nolog') auditd.set('log_format', 'raw');
  if (isSince(state, '2.5.2') && auditd.value('write_logs')?.toLowerCase() === 'no') auditd.set('write_logs', 'yes');
}

function transport(
  auditd: Draft,
  state: HostState,
  around: Surroundings,
  wish: CentralWish,
  hindrances: Hindrance[],
): void {
  const isKerberos =
    auditd.value('transport')?.toLowerCase() === 'krb5' || auditd.value('enable_krb5')?.toLowerCase() === 'yes';
  if (wish.transport === 'tcp' && isKerberos) {
    hindrances.push({
      what: 'auditd.conf there asks for Kerberos, and senders without it would be turned away.',
      next: 'Choose Kerberos as transport, or take transport = krb5 and enable_krb5 out of its auditd.conf first.',
    });
  }
  if (wish.transport === 'tcp') return;
  if (isSince(state, '3.0')) auditd.set('transport', 'krb5');
  else auditd.set('enable_krb5', 'yes');
  keyProblem(around, auditd.value('krb5_key_file') ?? '/etc/audit/audit.key', hindrances);
}

/** tcp wrappers: undefined where they let the senders in, or nobody asks them. */
function wrappers(
  state: HostState,
  around: Surroundings,
  auditd: Draft,
  wish: CentralWish,
  sources: readonly string[],
): string | undefined {
  const isAsked = around.hostsDeny !== undefined && auditd.value('use_libwrap')?.toLowerCase() !== 'no';
  if (!isAsked || wish.wrappers === 'leave' || !denies(around.hostsDeny ?? '')) return undefined;
  const text = textAt(state, '/etc/hosts.allow');
  const lines = text.split('\n');
  const allowed = new Set(
    lines
      .filter((line) => /^(auditd|ALL) *:/.test(line))
      .flatMap((line) => line.replace(/^[^:]*:/, '').split(/[\s,]+/)),
  );
  const missing = [...new Set(sources)].map(bracketed).filter((source) => !allowed.has(source) && !allowed.has('ALL'));
  if (missing.length === 0) return undefined;
  return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}auditd: ${missing.join(', ')}\n`;
}

function denies(text: string): boolean {
  return text.split('\n').some((line) => /^[^#:]*\b(auditd|ALL)\b[^:]*:/.test(line));
}

/** hosts.allow takes IPv6 addresses in brackets. */
function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
