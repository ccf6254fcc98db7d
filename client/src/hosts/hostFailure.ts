/**
 * Everything that the world may do to us on the way to a host: a closed set, so that a new way does not compile until
 * it has words, and each comes with what the person can do next. Bugs are thrown as they are, not as one of these.
 */
export type HostFailure =
  | { readonly kind: 'untrusted-workspace' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'no-host-selected' }
  | { readonly kind: 'configuration'; readonly text: string }
  | { readonly kind: 'needs-system-ssh'; readonly why: string }
  | {
      readonly kind: 'system-ssh';
      readonly text: string;
      readonly next: 'terminal' | 'host-key' | 'host-key-changed';
    }
  | { readonly kind: 'unreachable'; readonly address: string; readonly text: string }
  | { readonly kind: 'handshake'; readonly address: string; readonly text: string }
  | { readonly kind: 'turned-away'; readonly address: string; readonly tries: number }
  | { readonly kind: 'not-forwarded'; readonly jump: string; readonly address: string; readonly text: string }
  | { readonly kind: 'login-ended'; readonly user: string; readonly text: string }
  | { readonly kind: 'timeout' | 'slow-login'; readonly what: string; readonly seconds: number }
  | { readonly kind: 'connection-lost'; readonly text: string }
  | { readonly kind: 'host-key-unknown'; readonly name: string; readonly seen: KeyWords }
  | {
      readonly kind: 'host-key-changed';
      readonly name: string;
      readonly seen: KeyWords;
      readonly known: readonly KnownKey[];
    }
  | {
      readonly kind: 'host-key-revoked';
      readonly name: string;
      readonly seen: KeyWords;
      readonly known: readonly KnownKey[];
    }
  | {
      readonly kind: 'authentication';
      readonly user: string;
      readonly tried: readonly string[];
      readonly offered: readonly string[];
    }
  | { readonly kind: 'too-many-sessions' }
  | { readonly kind: 'observation'; readonly text: string }
  | { readonly kind: 'no-shell'; readonly text: string }
  /** `signal`: `SIGKILL`, or what else is known of it, or ''. */
  | { readonly kind: 'ended-by-signal'; readonly signal: string; readonly text: string }
  | { readonly kind: 'no-sudo' }
  | { readonly kind: 'sudo-wrong-password' }
  | { readonly kind: 'sudo-not-allowed'; readonly user: string; readonly text: string }
  | { readonly kind: 'sudo-needs-terminal' }
  | { readonly kind: 'doas-needs-password'; readonly user: string }
  | { readonly kind: 'doas-not-allowed'; readonly user: string; readonly text: string }
  | { readonly kind: 'sudo-failed'; readonly text: string };

/** A public key as a person compares it: the words that ssh-keygen -lf prints. */
export interface KeyWords {
  readonly type: string;
  readonly fingerprint: string;
}

/** A key as a known_hosts file has it. Lines count from 1. */
export interface KnownKey extends KeyWords {
  readonly file: string;
  readonly line: number;
}

export class HostError extends Error {
  readonly failure: HostFailure;
  readonly hostName: string;

  constructor(hostName: string, failure: HostFailure) {
    const words = describeFailure(hostName, failure);
    // Parts of it may be a server's own words, such as the ways to log in that it offers.
    super(plain(`${words.what} ${words.next}`));
    this.name = 'HostError';
    this.hostName = hostName;
    this.failure = failure;
  }
}

export function isHostError<Kind extends HostFailure['kind']>(
  error: unknown,
  ...kinds: readonly Kind[]
): error is HostError & { readonly failure: Extract<HostFailure, { kind: Kind }> } {
  return (
    error instanceof HostError && (kinds.length === 0 || (kinds as readonly string[]).includes(error.failure.kind))
  );
}

/** What happened and what to do next, each a sentence or two. The only place where failures get words. */
export function describeFailure(host: string, failure: HostFailure): { readonly what: string; readonly next: string } {
  switch (failure.kind) {
    case 'untrusted-workspace':
      return {
        what: 'This workspace is not trusted, so nothing connects to a host.',
        next: 'Trust it (command "Workspaces: Manage Workspace Trust"), then try again.',
      };
    case 'cancelled':
      return { what: `${host}: cancelled.`, next: 'Nothing more is done there.' };
    case 'no-host-selected':
      return { what: 'No host is selected.', next: 'Select one in the Hosts view, or run "Auditd: Select Host".' };
    case 'configuration':
      return {
        what: `${host}: the ssh configuration cannot be used: ${oneLine(failure.text)}.`,
        next: `Run "ssh -G ${host}" in a terminal to see what ssh makes of it.`,
      };
    case 'needs-system-ssh':
      return {
        what: `${host}: ${failure.why}, which the built-in SSH client cannot do, and the system’s ssh is not there to do it.`,
        next: 'Install OpenSSH’s client, or give this host a way and a key that the built-in client can use.',
      };
    case 'system-ssh':
      return {
        what: `${host}: the system’s ssh did not get in: ${oneLine(failure.text)}.`,
        next: systemSshNext(host, failure.next),
      };
    case 'unreachable':
      return {
        what: `${host}: no connection to ${failure.address}: ${oneLine(failure.text)}.`,
        next: 'Check name and port, and that the host is up and lets this machine in.',
      };
    case 'handshake':
      return {
        what: `${host}: ${failure.address} answers, but no SSH connection came about: ${oneLine(failure.text)}.`,
        next: `Try "ssh ${host}" in a terminal; a server that limits new connections may need a moment.`,
      };
    case 'turned-away':
      return {
        what:
          `${host}: ${failure.address} takes connections and ends them before any SSH server has said its name, ` +
          `${failure.tries} times in a row. A server does so while too many logins are under way (MaxStartups), or when it does not want this machine.`,
        next: 'Try again in a minute; if it stays, look at the port, at the log of its sshd, and at what guards it (fail2ban, hosts.deny).',
      };
    case 'not-forwarded':
      return {
        what: `${host}: the jump host ${failure.jump} makes no connection to ${failure.address}: ${oneLine(failure.text)}.`,
        next: 'Check that it can reach the host, and that its sshd forwards (AllowTcpForwarding, PermitOpen).',
      };
    case 'login-ended':
      return {
        what: `${host}: the host ended the connection during the login as ${failure.user}${failure.text === '' ? '' : ` (${oneLine(failure.text)})`}.`,
        next: 'Its log says why (journalctl -u ssh): an account that has expired, a limit of processes, or a rule of PAM.',
      };
    case 'slow-login':
      return {
        what: `${host}: the login went through, but no command had begun after ${failure.seconds} s.`,
        next: `Try "ssh ${host} true" in a terminal: a forced command, or a file such as .bashrc, may be waiting there.`,
      };
    case 'timeout':
      return {
        what: `${host}: ${failure.what} took longer than ${failure.seconds} s and was given up.`,
        next: 'The host may be busy or hanging; look at it, then try again.',
      };
    case 'connection-lost':
      return {
        what: `${host}: the connection was lost (${oneLine(failure.text)}), so it is not known how the command ended.`,
        next: 'Try again: the next run first looks how things stand.',
      };
    case 'host-key-unknown':
      return {
        what: `${host}: the host key of ${failure.name} is not known (${failure.seen.type} ${failure.seen.fingerprint}); not connected.`,
        next: 'Compare the fingerprint with the host’s own (ssh-keygen -lf on its console), then connect again and accept it.',
      };
    case 'host-key-changed':
      return {
        what:
          `${host}: THE HOST KEY OF ${failure.name} HAS CHANGED. It shows ${failure.seen.type} ${failure.seen.fingerprint}, ` +
          `but known is ${failure.known.map((key) => `${key.type} ${key.fingerprint} (${key.file}:${key.line})`).join(', ')}. ` +
          'Somebody may be listening in; not connected.',
        next: `Ask the host’s administrator. If the host was really set up anew, remove the old key: ssh-keygen -R '${failure.name}'.`,
      };
    case 'host-key-revoked':
      return {
        what:
          `${host}: the host key that ${failure.name} shows (${failure.seen.type} ${failure.seen.fingerprint}) is marked as revoked` +
          `${failure.known[0] === undefined ? '' : ` in ${failure.known[0].file}:${failure.known[0].line}`}; not connected.`,
        next: 'Do not use this host until its administrator has given it a new key.',
      };
    case 'authentication':
      return {
        what:
          `${host}: the login as ${failure.user} was refused (tried: ${failure.tried.join(', ') || 'nothing'}` +
          `${failure.offered.length > 0 ? `; the host takes ${failure.offered.join(', ')}` : ''}).`,
        next: authenticationNext(failure.tried),
      };
    case 'too-many-sessions':
      return {
        what: `${host}: the host opens no further session on this connection (MaxSessions of its sshd).`,
        next: 'End what runs there (such as following its log), or raise MaxSessions.',
      };
    case 'observation':
      return {
        what: `${host}: it could not be seen how things stand there: ${oneLine(failure.text)}.`,
        next: 'Nothing was changed. Try again; if it stays, look at /etc/audit on the host.',
      };
    case 'no-shell':
      return {
        what: `${host}: the login runs no commands${failure.text === '' ? '' : `: ${oneLine(failure.text)}`}.`,
        next: 'Use a login with an ordinary shell, without a forced command, and with a password that has not expired.',
      };
    case 'ended-by-signal':
      return {
        what:
          `${host}: the command was ended there by a signal${failure.signal === '' ? '' : ` (${oneLine(failure.signal)})`} ` +
          `before it began${failure.text === '' ? '' : `: ${oneLine(failure.text)}`}.`,
        next: 'Nothing was done there. Try again; if it stays, look there for what ends processes: too little memory, a limit (ulimit, systemd), or somebody.',
      };
    case 'no-sudo':
      return {
        what: `${host}: there is neither sudo nor doas, and the login is not root.`,
        next: 'Log in as root, or install sudo there.',
      };
    case 'sudo-wrong-password':
      return {
        what: `${host}: sudo did not take the password.`,
        next: 'Nothing was done there. Run the command again to be asked again.',
      };
    case 'sudo-not-allowed':
      return {
        what: `${host}: ${failure.user} may not run this through sudo${failure.text === '' ? '' : ` (${oneLine(failure.text)})`}.`,
        next: 'Use a login that sudo lets run sh, or have the sudoers file changed.',
      };
    case 'sudo-needs-terminal':
      return {
        what: `${host}: sudo there wants a terminal (requiretty).`,
        next: `Have "Defaults:USER !requiretty" added to its sudoers file for this user, or log in as root.`,
      };
    case 'doas-needs-password':
      return {
        what: `${host}: doas there wants a password, which it takes from a terminal only.`,
        next: `Add the line "permit nopass ${failure.user}" to /etc/doas.conf there, or log in as root.`,
      };
    case 'doas-not-allowed':
      return {
        what: `${host}: doas does not let ${failure.user} become root (${oneLine(failure.text)}).`,
        next: `Add the line "permit nopass ${failure.user}" to /etc/doas.conf there, or log in as root.`,
      };
    case 'sudo-failed':
      return { what: `${host}: sudo failed: ${oneLine(failure.text)}.`, next: 'Try "sudo sh" there in a terminal.' };
  }
}

function authenticationNext(tried: readonly string[]): string {
  const typed = tried.some((way) => way === 'password' || way === 'keyboard-interactive');
  return typed
    ? 'Check the user name and what you typed; nothing is tried again by itself, since hosts count failed logins. The host’s log says more (journalctl -u ssh).'
    : 'Check the user name and that the right key is in the agent or named by IdentityFile.';
}

function systemSshNext(host: string, next: Extract<HostFailure, { kind: 'system-ssh' }>['next']): string {
  switch (next) {
    case 'terminal':
      return `Run "ssh ${host}" in a terminal to see more.`;
    case 'host-key':
      return `Run "ssh ${host}" once in a terminal: there it shows the host key’s fingerprint and asks, here it cannot.`;
    case 'host-key-changed':
      return 'Somebody may be listening in. Ask the host’s administrator before you remove the old key.';
  }
}

/** What a host says goes into messages as one line of plain text, never longer than a person reads. */
export function oneLine(text: string): string {
  const line = plain(text).trim().replace(/\.$/, '');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** What a notification says of an error: its text may have a host's own words or paths in it. */
export function wordsOfError(error: unknown): string {
  return plain(error instanceof Error ? error.message : String(error));
}

/** Nothing that ends a line, moves a cursor, turns the direction of text around, or can be clicked. */
export function plain(text: string): string {
  return withoutLinks(
    text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' '),
  );
}

/** VS Code makes links, also such that run commands, of [text](target) in notifications. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
