import * as vscode from 'vscode';
import { visible } from '../../../core/src/events/visible';
import type { AuditLogPanel } from '../panel/auditLogPanel';
import type { PanelMemory, Reach } from '../panel/memory';
import { plainLabel } from '../plainLabel';

interface FilterItem extends vscode.QuickPickItem {
  readonly does: 'save' | { readonly apply: string; readonly name: string; readonly reach: Reach };
}

/** The saved filters: to apply one, to take one away, or to save the one in force. */
export function savedFilters(panel: AuditLogPanel): () => Promise<void> {
  return async () => {
    const picked = await pickFilter(panel);
    if (picked === undefined) return;
    if (picked.does === 'save') await saveFilter(panel);
    else await panel.setFilter(picked.does.apply);
  };
}

function pickFilter(panel: AuditLogPanel): Promise<FilterItem | undefined> {
  const pick = vscode.window.createQuickPick<FilterItem>();
  pick.placeholder = vscode.l10n.t('Select a filter');
  pick.matchOnDescription = true;
  pick.items = itemsOf(panel);
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      if (item.does === 'save') return;
      panel.memory.forget(item.does.name, item.does.reach);
      pick.items = itemsOf(panel);
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function itemsOf(panel: AuditLogPanel): FilterItem[] {
  const { memory, filter } = panel;
  const save: FilterItem[] =
    filter.trim() === ''
      ? []
      : [
          {
            label: vscode.l10n.t('$(save) Save the Filter in Force…'),
            description: plainLabel(visible(filter)),
            does: 'save',
          },
        ];
  return [
    ...save,
    ...group(vscode.l10n.t('of this workspace'), saved(memory, 'workspace')),
    ...group(vscode.l10n.t('everywhere'), saved(memory, 'everywhere')),
    ...group(vscode.l10n.t('always there'), provided()),
  ];
}

function saved(memory: PanelMemory, reach: Reach): FilterItem[] {
  const remove = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Delete This Filter') };
  return memory.saved(reach).map(({ name, filter }) => ({
    label: plainLabel(name),
    description: plainLabel(visible(filter)),
    buttons: [remove],
    does: { apply: filter, name, reach },
  }));
}

/** What people look for first. */
function provided(): FilterItem[] {
  const filters: readonly (readonly [string, string])[] = [
    [vscode.l10n.t('Everything'), ''],
    [vscode.l10n.t('What failed or was refused'), 'success:no'],
    [vscode.l10n.t('Logins and sudo'), 'type:USER_LOGIN,USER_AUTH,USER_CMD,USER_START,USER_ROLE_CHANGE'],
    [vscode.l10n.t('Programs started'), 'type:EXECVE'],
    [vscode.l10n.t('Changes of users and groups'), 'type:ADD_*,DEL_*,USER_CHAUTHTOK,USER_MGMT,GRP_MGMT,USER_ACCT'],
    [vscode.l10n.t('Changes of audit itself'), 'type:CONFIG_CHANGE,DAEMON_*,AUDIT_*'],
    [vscode.l10n.t('Refused by SELinux or AppArmor'), 'type:AVC,USER_AVC,SELINUX_ERR,APPARMOR_*'],
    [vscode.l10n.t('Only what comes from now on'), 'since:now'],
  ];
  return filters.map(([label, filter]) => ({
    label,
    description: filter,
    does: { apply: filter, name: label, reach: 'everywhere' },
  }));
}

function group(label: string, items: readonly FilterItem[]): FilterItem[] {
  const separator: FilterItem = { label, kind: vscode.QuickPickItemKind.Separator, does: 'save' };
  return items.length === 0 ? [] : [separator, ...items];
}

async function saveFilter({ memory, filter }: AuditLogPanel): Promise<void> {
  const name = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('A name for the filter {0}', visible(filter)),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A name is needed to find it again.') : undefined),
  });
  if (name === undefined) return;
  const places: (vscode.QuickPickItem & { readonly reach: Reach })[] = [
    { label: vscode.l10n.t('For this workspace'), reach: 'workspace' },
    { label: vscode.l10n.t('Everywhere'), reach: 'everywhere' },
  ];
  const place = await vscode.window.showQuickPick(places, { placeHolder: vscode.l10n.t('Where is it wanted?') });
  if (place !== undefined) memory.save({ name: name.trim(), filter: filter.trim() }, place.reach);
}
