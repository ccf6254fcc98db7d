import * as vscode from 'vscode';

/** How many hosts a command works on at a time, by the user's own setting. */
export function hostsAtOnce(): number {
  const setting = vscode.workspace.getConfiguration('auditd').inspect<number>('deploy.hostsAtOnce');
  return Math.min(100, Math.max(1, setting?.globalValue ?? setting?.defaultValue ?? 10));
}
