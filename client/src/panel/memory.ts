import { isColumnSetting, type ColumnSetting } from '../../../core/src/protocol/panel';

/** The editor's memory of a workspace, or of all of them: `vscode.Memento`. */
export interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
}

export type Reach = 'workspace' | 'everywhere';

/** An event that somebody wants to find again. */
export interface Bookmark {
  readonly node: string | null;
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
  /** What it said, for when it is not at hand. */
  readonly sentence: string;
}

/** A log as it can be opened again. */
export type SourceMark =
  | { readonly kind: 'host'; readonly name: string }
  /** `uri`: as text. */
  | { readonly kind: 'file'; readonly uri: string };

const mostHistory = 50;
const mostBookmarks = 1000;

/** What the panel remembers when its page, or the window, goes. Filters are saved for the workspace or everywhere. */
export class PanelMemory {
  readonly #mementos: Readonly<Record<Reach, Memento>>;

  constructor(workspace: Memento, everywhere: Memento) {
    this.#mementos = { workspace, everywhere };
  }

  get filter(): string {
    const filter = this.#get('filter');
    return typeof filter === 'string' ? filter : '';
  }

  setFilter(filter: string): void {
    this.#set('filter', filter);
  }

  /** The last one first. */
  get history(): readonly string[] {
    return this.#list('history', (value) => typeof value === 'string');
  }

  remember(filter: string): void {
    const trimmed = filter.trim();
    if (trimmed === '' || this.history[0] === trimmed) return;
    const others = this.history.filter((other) => other !== trimmed);
    this.#set('history', [trimmed, ...others].slice(0, mostHistory));
  }

  get columns(): readonly ColumnSetting[] {
    return this.#list('columns', isColumnSetting);
  }

  setColumns(columns: readonly ColumnSetting[]): void {
    this.#set('columns', columns);
  }

  saved(reach: Reach): readonly SavedFilter[] {
    return this.#list('savedFilters', isSavedFilter, reach);
  }

  /** One of the same name is replaced. */
  save(filter: SavedFilter, reach: Reach): void {
    this.#set('savedFilters', [...this.saved(reach).filter(({ name }) => name !== filter.name), filter], reach);
  }

  forget(name: string, reach: Reach): void {
    const rest = this.saved(reach).filter((filter) => filter.name !== name);
    this.#set('savedFilters', rest, reach);
  }

  get bookmarks(): readonly Bookmark[] {
    return this.#list('bookmarks', isBookmark);
  }

  setBookmarks(bookmarks: readonly Bookmark[]): void {
    this.#set('bookmarks', bookmarks.slice(-mostBookmarks));
  }

  get sources(): readonly SourceMark[] {
    return this.#list('sources', isSourceMark);
  }

  setSources(sources: readonly SourceMark[]): void {
    this.#set('sources', sources);
  }

  #get(key: string, reach: Reach = 'workspace'): unknown {
    return this.#mementos[reach].get(`auditLog.${key}`);
  }

  #list<T>(key: string, is: (value: unknown) => value is T, reach: Reach = 'workspace'): readonly T[] {
    const list = this.#get(key, reach);
    return Array.isArray(list) ? list.filter(is) : [];
  }

  #set(key: string, value: unknown, reach: Reach = 'workspace'): void {
    void this.#mementos[reach].update(`auditLog.${key}`, value);
  }
}

function hasTexts(value: unknown, ...names: readonly string[]): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'string')
  );
}

function isSavedFilter(value: unknown): value is SavedFilter {
  return hasTexts(value, 'name', 'filter');
}

function isBookmark(value: unknown): value is Bookmark {
  if (!hasTexts(value, 'sentence')) return false;
  const { node, sec, ms, serial } = value;
  return (typeof node === 'string' || node === null) && [sec, ms, serial].every(Number.isSafeInteger);
}

function isSourceMark(value: unknown): value is SourceMark {
  return (hasTexts(value, 'name') && value['kind'] === 'host') || (hasTexts(value, 'uri') && value['kind'] === 'file');
}
