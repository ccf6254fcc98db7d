/** What the keys of the list do. */
export interface ListMoves {
  /** The row that keys are about; the last one when none was chosen. */
  readonly at: number;
  /** Has one been chosen? */
  readonly isChosen: boolean;
  readonly first: number;
  readonly end: number;
  /** Rows in view. */
  readonly page: number;
  select(position: number): void;
  follow(): void;
  toggle(position: number, wish?: 'open' | 'close'): void;
  copy(position: number): void;
  bookmark(position: number): void;
  openRule(position: number): void;
  nextBookmark(by: 1 | -1): void;
  older(): void;
}

/** True when the key was meant for the list. */
export function listKey(event: KeyboardEvent, list: ListMoves): boolean {
  if (event.altKey) return false;
  const { at, isChosen, first, end, page } = list;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== 'c' || getSelection()?.isCollapsed === false) return false;
    list.copy(at);
    return true;
  }
  // Further up than the first row is what is not kept any more.
  const goesUp = ['ArrowUp', 'PageUp', 'Home'].includes(event.key);
  if (goesUp && isChosen && at === first) list.older();
  switch (event.key) {
    case 'ArrowDown':
      list.select(isChosen ? at + 1 : at);
      return true;
    case 'ArrowUp':
      list.select(isChosen ? at - 1 : at);
      return true;
    case 'PageDown':
      list.select(at + page);
      return true;
    case 'PageUp':
      list.select(at - page);
      return true;
    case 'Home':
      list.select(first);
      return true;
    case 'End':
      list.select(end - 1);
      list.follow();
      return true;
    case 'Enter':
    case ' ':
      list.toggle(at);
      return true;
    case 'ArrowRight':
      list.toggle(at, 'open');
      return true;
    case 'ArrowLeft':
    case 'Escape':
      list.toggle(at, 'close');
      return true;
    case 'b':
      list.bookmark(at);
      return true;
    case 'r':
      list.openRule(at);
      return true;
    case 'n':
      list.nextBookmark(1);
      return true;
    case 'N':
      list.nextBookmark(-1);
      return true;
    default:
      return false;
  }
}
