import { sha256 } from '../../../client/src/deploy/observe';
import type { HostFile, HostState } from '../../../client/src/deploy/hostState';
import type { Wish } from '../../../client/src/deploy/planModel';

export function file(path: string, text: string, more: Partial<HostFile> = {}): HostFile {
  const content = Buffer.from(text);
  return { path, mode: '640', owner: '0:0', kind: 'file', content, sha256: sha256(content), ...more };
}
export const inFolder = (name: string): string => `/etc/audit/rules.d/${name}`;

export const base = '-D\n-b 8192\n-w /etc/passwd -p wa -k id\n';
export function state(more: Partial<HostState> = {}): HostState {
  return {
    host: 'web1',
    auditVersion: '3.0.9',
    arch: 'x86_64',
    kernel: '6.1.0',
    distribution: 'Debian GNU/Linux 12',
    status: { enabled: 1 },
    loaded: ['-w /etc/passwd -p wa -k id'],
    loadedProblem: '',
    files: [file(inFolder('10-base.rules'), base)],
    folders: ['/etc/audit/rules.d', '/etc/audit/plugins.d'],
    absent: [],
    daemon: { pid: 812, listens: [], restartBy: 'systemctl', validates: [] },
    hasAugenrules: true,
    hasRulesFolder: true,
    awk: 'gawk',
    users: new Map([['root', 0]]),
    groups: new Map([['root', 0]]),
    missingTools: [],
    recovered: [],
    notPutBack: [],
    waiting: [],
    ...more,
  };
}
export function wish(files: Readonly<Record<string, string>>, remove: readonly string[] = []): Wish {
  const wished = Object.entries(files).map(([name, text]) => ({ name, content: Buffer.from(text) }));
  return { files: wished, remove, confirmSeconds: 60 };
}
