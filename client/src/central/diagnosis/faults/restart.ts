import type { HostView } from '../hostView';

/** How auditd is started anew on this host: systemd refuses it where the unit says so. */
export function restartCommand({ seen, daemon }: HostView): string {
  const unit = seen.asked.get('unit')?.said ?? '';
  if (unit === '') return 'service auditd restart';
  if (!/^RefuseManualStop=yes$/m.test(unit)) return 'systemctl restart auditd';
  if (seen.legacyRestart) return 'service auditd restart';
  return daemon === undefined
    ? 'systemctl start auditd'
    : `kill -TERM ${daemon.pid}; while kill -0 ${daemon.pid} 2>/dev/null; do sleep 0.2; done; systemctl start auditd`;
}
