import * as vscode from 'vscode';
import { type Target, compareVersions, newestVersion, oldestVersion } from '../../../core/src/target';
import type { TargetChoice } from '../target';

/** Releases that distributions carry: the names under which people know what runs on their hosts. */
const releases: readonly (readonly [distribution: string, auditVersion: string])[] = [
  ['Debian 13', '4.0.2'],
  ['Debian 12', '3.0.9'],
  ['Ubuntu 24.04', '3.1.2'],
  ['Ubuntu 22.04', '3.0.7'],
  ['Ubuntu 20.04', '2.8.5'],
  ['RHEL 10', '4.0.3'],
  ['RHEL 9', '3.1.5'],
  ['RHEL 8', '3.1.2'],
  ['RHEL 7', '2.8.5'],
];

const machines = ['x86_64', 'aarch64', 'ppc64le', 's390x', 'riscv64', 'i686', 'armv7l', 'ppc64'] as const;

interface Choice extends vscode.QuickPickItem {
  readonly target?: Target;
  readonly auditVersion?: string;
  readonly wish?: 'settings' | 'version';
}

/** Asks what files are written for: an observed host, a distribution's release, another version; then the machine. */
export function selectTarget(choice: TargetChoice, observed: () => readonly Target[]): () => Promise<void> {
  return async () => {
    const picked = await vscode.window.showQuickPick(choices(observed()), {
      title: vscode.l10n.t('What are the files written for?'),
      placeHolder: vscode.l10n.t('Now: audit {0} on {1}', choice.current.auditVersion, choice.current.arch),
      matchOnDescription: true,
    });
    if (picked === undefined) return;
    if (picked.wish === 'settings') return choice.choose(undefined);
    if (picked.target !== undefined) return choice.choose(picked.target);
    const auditVersion = picked.auditVersion ?? (await askVersion(choice.current.auditVersion));
    if (auditVersion === undefined) return;
    const arch = await vscode.window.showQuickPick([...machines], {
      title: vscode.l10n.t('Which machine?'),
      placeHolder: vscode.l10n.t('As `uname -m` says there'),
    });
    if (arch !== undefined) await choice.choose({ auditVersion, arch });
  };
}

function choices(observed: readonly Target[]): Choice[] {
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(observed.length === 0 ? [] : [separator(vscode.l10n.t('Hosts'))]),
    ...observed.map((target) => ({
      label: `$(server) ${target.host ?? ''}`,
      description: `Audit ${target.auditVersion} · ${target.arch}`,
      target,
    })),
    separator(vscode.l10n.t('Releases')),
    { label: vscode.l10n.t('Newest'), description: `Audit ${newestVersion}`, auditVersion: newestVersion },
    ...releases.map(([label, auditVersion]) => ({ label, description: `Audit ${auditVersion}`, auditVersion })),
    separator(''),
    { label: vscode.l10n.t('Another version…'), wish: 'version' },
    { label: vscode.l10n.t('As the settings say'), wish: 'settings' },
  ];
}

async function askVersion(now: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Version of audit, as `auditctl -v` says'),
    value: now,
    validateInput: (text) =>
      /^\d+\.\d+(\.\d+)?$/.test(text) && compareVersions(text, oldestVersion) >= 0
        ? undefined
        : vscode.l10n.t('A version such as 3.0.9, {0} or later', oldestVersion),
  });
}
