import type { Authentication } from './authentication';
import type { Route } from './host';
import { HostError } from './hostFailure';

/** What an error of ssh2 while connecting means for a person. `level` is ssh2's word for where it happened. */
export function describeSsh2Error(
  hostName: string,
  route: Route,
  address: string,
  error: Error & { level?: string },
  authentication: Authentication,
): HostError {
  if (error instanceof HostError) return error;
  if (error.level === 'client-authentication') {
    const { tried, offered } = authentication;
    return new HostError(hostName, { kind: 'authentication', user: route.user, tried, offered });
  }
  // Before the server had said who it is; a server that is in a hurry resets.
  if (/lost before handshake|^read ECONNRESET/i.test(error.message))
    return new HostError(hostName, { kind: 'turned-away', address, tries: 1 });
  if (error.level === 'client-socket')
    return new HostError(hostName, { kind: 'unreachable', address, text: error.message });
  if (/no matching /i.test(error.message)) {
    return new HostError(hostName, {
      kind: 'needs-system-ssh',
      why: `the server and this client have nothing in common (${error.message})`,
    });
  }
  return new HostError(hostName, { kind: 'handshake', address, text: error.message });
}
