import type { ConfigView, HostView } from '../hostView';
import { clock } from '../hostView';
import type { Evidence } from '../report';

export function refusalWords({ path, refusal }: ConfigView): string {
  return refusal === undefined ? '' : `${path}:${refusal.line}: ${refusal.finding.message}`;
}

export function refusalEvidence(view: HostView, { path, refusal }: ConfigView): Evidence {
  const text = view.seen.files.find((file) => file.path === path)?.text.split('\n')[(refusal?.line ?? 1) - 1] ?? '';
  return { host: view.host, command: `sed -n ${refusal?.line ?? 1}p ${path}`, said: text };
}

export function started(view: HostView): Evidence {
  const { daemon } = view;
  return {
    host: view.host,
    command: 'ps -C auditd -o pid,lstart',
    said: daemon === undefined ? '(nothing)' : `${daemon.pid} since ${clock(daemon.started)}`,
  };
}
