import type { HostView } from '../hostView';
import { messageEvidence, setting, settingEvidence } from '../hostView';
import type { Found } from './found';
import { commandRemedy, found, settingsRemedy } from './found';
import { restartCommand } from './restart';

/** What auditd and audisp-remote say of it themselves. */
export function pluginWords(view: HostView): Found[] {
  const said = (pattern: RegExp) => view.messages.filter(({ text }) => pattern.test(text));
  const gaveUp = said(/audisp-remote has exceeded max_restarts|remote logging stopping due to/);
  const overflow = said(
    /queue to plugins is full|auditd queue full|dispatch err|queue is full - dropping event/,
  ).filter(({ program: name }) => name !== 'audisp-remote');
  const own = said(/queue is full - dropping event|overflowing its queue/).filter(
    ({ program: name }) => name === 'audisp-remote',
  );
  return [
    ...(gaveUp.length === 0 || view.sender !== undefined
      ? []
      : [
          found('plugin-gave-up', [view, 'plugin', 'breaks'], {
            cause: `audisp-remote has ended and is not started again until auditd is restarted: ${gaveUp.at(-1)?.text}.`,
            next: `Mend the reason that was said before it, then restart auditd: ${restartCommand(view)}.`,
            evidence: messageEvidence(
              view,
              view.messages.filter(({ text }) => /audisp-remote|network|remote logging/.test(text)),
            ),
            ...commandRemedy(view, restartCommand(view)),
            unlessExplained: 'here',
          }),
        ]),
    ...(overflow.length === 0
      ? []
      : [
          found('plugin-queue-overflow', [view, 'plugin', 'loses'], {
            cause: `The queue between auditd and its plugins was full (q_depth = ${setting(view.audispd ?? view.auditd, 'q_depth') || 'default'}), so the central log lacks events that this host’s own log has; how many is not counted.`,
            next: 'Raise q_depth (2000 and more) and record less, then restart auditd.',
            evidence: [
              ...messageEvidence(view, overflow),
              settingEvidence(view, view.audispd ?? view.auditd, 'q_depth'),
            ],
            ...settingsRemedy(view, view.audispd ?? view.auditd, {
              q_depth: String(
                Math.min(99999, Math.max(8000, 4 * Number(setting(view.audispd ?? view.auditd, 'q_depth') || 2000))),
              ),
            }),
          }),
        ]),
    ...(own.length === 0
      ? []
      : [
          found('remote-queue-overflow', [view, 'plugin', 'loses'], {
            cause: `audisp-remote’s own queue was full (queue_depth = ${setting(view.remote, 'queue_depth')}): events were dropped, or sending was suspended.`,
            next: 'Find out why the server takes records so slowly, then raise queue_depth (a file queue takes 12 KiB per entry) and restart auditd.',
            evidence: [...messageEvidence(view, own), settingEvidence(view, view.remote, 'queue_depth', 'mode')],
          }),
        ]),
    ...suspended(view),
  ];
}

/** It stops sending until it is started again; a later `Connected` shows that it was. */
function suspended(view: HostView): Found[] {
  const at = view.messages.findLastIndex(({ text }) => /suspending remote logging|remote logging suspended/.test(text));
  const since = view.messages.slice(at + 1).some(({ text }) => /Audisp-remote started|Connected to/.test(text));
  if (at < 0 || since) return [];
  return [
    found('sender-suspended', [view, 'plugin', 'breaks'], {
      cause: `audisp-remote has stopped sending: ${view.messages[at]?.text}. It does not begin again by itself.`,
      next: `When the server can write again, restart auditd on this host: ${restartCommand(view)}.`,
      evidence: messageEvidence(view, view.messages.slice(at, at + 1)),
      ...commandRemedy(view, restartCommand(view)),
      unlessExplained: 'anywhere',
    }),
  ];
}
