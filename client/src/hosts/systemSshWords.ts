import type { Route } from './host';
import type { HostFailure } from './hostFailure';
import { HostError } from './hostFailure';

/** Why the system's ssh did not get in, from what it said (its messages are not translated). */
export function whyNotConnected(hostName: string, route: Route, said: string): HostError {
  return new HostError(hostName, failureIn(route, said));
}

function failureIn(route: Route, said: string): HostFailure {
  const address = `${route.hostName}:${route.port}`;
  const text = said.trim();
  const changed = /REMOTE HOST IDENTIFICATION HAS CHANGED|key for .* has changed/i.test(text);
  if (changed || /^Host key verification failed|HOST KEY REVOKED|is revoked/im.test(text)) {
    return { kind: 'system-ssh', text: inOneBreath(text), next: changed ? 'host-key-changed' : 'host-key' };
  }
  // Before its last word ssh may say `Permission denied, please try again.`, or that there were too many failures.
  const refused = /Permission denied \(([^)]*)\)|Permission denied, please try|Too many authentication failures/.exec(
    text,
  );
  if (refused !== null) {
    const offered = (refused[1] ?? '').split(',').filter((method) => method !== '');
    return { kind: 'authentication', user: route.user, tried: ['what the system’s ssh has without asking'], offered };
  }
  if (
    /^(kex_exchange_identification|ssh_exchange_identification): |Exceeded MaxStartups|Not allowed at this time/im.test(
      text,
    )
  )
    return { kind: 'turned-away', address, tries: 1 };
  if (/Could not resolve|Connection refused|timed out|No route to host|unreachable/i.test(text))
    return { kind: 'unreachable', address, text: lastLine(text) };
  if (/spawn ssh ENOENT|ssh: not found/.test(text))
    return { kind: 'needs-system-ssh', why: 'there is no ssh on this machine' };
  return { kind: 'system-ssh', text: inOneBreath(text) || withoutWords, next: 'terminal' };
}

// At LogLevel ERROR, ours, ssh keeps to itself that a connection was closed or fell silent.
const withoutWords =
  'it ended without a word, as it does when the host closes the connection or does not answer in time, or when a signal ends the command there';

function lastLine(text: string): string {
  return text.split(/\r?\n/).at(-1) ?? '';
}

/** Without the frames of at signs. */
function inOneBreath(text: string): string {
  return text
    .replace(/@{5,}|@ +| +@/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
