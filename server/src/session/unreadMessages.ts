import type { Unread } from './boundedInput';

/** What the server says to itself in place of a message that it did not read. */
export const unreadMessages = { notification: 'auditd/unread', request: 'auditd/unreadRequest' } as const;

export function insteadOf(unread: Unread): object {
  const { id } = unread;
  return id === undefined || unread.method === undefined
    ? { jsonrpc: '2.0', method: unreadMessages.notification, params: unread }
    : { jsonrpc: '2.0', id, method: unreadMessages.request, params: unread };
}
