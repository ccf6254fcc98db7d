import * as vscode from 'vscode';
import { visible } from '../../../core/src/events/visible';
import { momentText } from '../../../core/src/events/moment';
import type { AuditLogPanel } from '../panel/auditLogPanel';
import type { Bookmark } from '../panel/memory';
import { plainLabel } from '../plainLabel';

interface BookmarkItem extends vscode.QuickPickItem {
  readonly bookmark: Bookmark;
}

/** The bookmarks: to go to one, or to take one away. */
export function bookmarks(panel: AuditLogPanel): () => void {
  return () => {
    if (panel.bookmarks.all.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There are no bookmarks yet. Select an event in the Audit Log and press B.'),
      );
      return;
    }
    const pick = vscode.window.createQuickPick<BookmarkItem>();
    pick.placeholder = vscode.l10n.t('Select the event to go to');
    pick.matchOnDescription = true;
    pick.items = itemsOf(panel);
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      pick.hide();
      if (item !== undefined) void goTo(panel, item.bookmark);
    });
    pick.onDidTriggerItemButton(({ item }) => {
      panel.bookmarks.remove(item.bookmark);
      pick.items = itemsOf(panel);
    });
    pick.onDidHide(() => pick.dispose());
    pick.show();
  };
}

function itemsOf(panel: AuditLogPanel): BookmarkItem[] {
  const remove = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Remove This Bookmark') };
  return panel.bookmarks.all.map((bookmark) => ({
    label: plainLabel(visible(bookmark.sentence)),
    description: [plainLabel(visible(bookmark.node ?? '')), timeOf(bookmark)].filter((part) => part !== '').join(' · '),
    buttons: [remove],
    bookmark,
  }));
}

async function goTo(panel: AuditLogPanel, bookmark: Bookmark): Promise<void> {
  if (await panel.goToBookmark(bookmark)) return;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('This event is not shown now. Clear the filter, open its log, or scroll up to older events.'),
  );
}

function timeOf({ sec, ms }: Bookmark): string {
  const moment = sec * 1000 + ms;
  const isDate = !Number.isNaN(new Date(moment).getTime());
  return isDate ? momentText(moment, -new Date(moment).getTimezoneOffset()) : String(sec);
}
