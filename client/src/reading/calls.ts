import type { Beginning, PanelMenu } from '../../../core/src/protocol/panel';
import type { ExportFormat, ExportPiece } from '../panel/exported';
import type { Bookmark, Reach } from '../panel/memory';
import type { RulesText } from '../panel/panelRules';
import type { RuleCount } from '../panel/ruleCounter';
import type { Happening } from '../tail/following';
import type { PastPage } from '../tail/past';
import type { Interruption } from '../tail/source';
import type { TailState } from '../tail/tail';
import type { Moved } from './wire';

/**
 * The extension host's thread reaches hosts, files and the person; the reading thread makes events of what comes, keeps
 * them, and says what the panel's page is told. These are the calls between them.
 */

/** A log that the extension host's thread serves under a number. */
export interface FarLog {
  readonly log: number;
  readonly title: string;
  readonly host: string | null;
  readonly isExcerpt: boolean;
  /** Undefined where nobody can read it again. */
  readonly past: { readonly isCut: boolean } | undefined;
}

/** What pulling gave. */
export type Piece =
  | { readonly kind: 'happening'; readonly happening: Happening }
  | { readonly kind: 'ended' }
  | { readonly kind: 'interrupted'; readonly interruption: Interruption };

export interface MemoryChange {
  readonly reach: Reach;
  readonly key: string;
  readonly value: unknown;
}

/** What the reading thread is given at its start. */
export interface ReaderStart {
  readonly memory: readonly MemoryChange[];
  /** The editor's translations; undefined in English. */
  readonly translations: Readonly<Record<string, string>> | undefined;
  /** Undefined: none are known yet. */
  readonly rules: RulesText | undefined;
  /** Numbers of batches and generations begin here: those of a thread before this one must not be taken for its own. */
  readonly numbersFrom: number;
}

export interface ReaderCalls {
  /** Shows logs in place of those before. `restarted`: why a thread that read them before this one is no more. */
  show(logs: readonly FarLog[], keepEvents: number, restarted: string | undefined): void;
  add(logs: readonly FarLog[]): void;
  stop(log: number): void;
  /** What the page says; a page that speaks is there. False: nothing that a page may say. */
  heard(message: unknown): boolean;
  attach(): void;
  detach(): void;
  memoryChanged(change: MemoryChange): void;
  replaceFilter(filter: string): void;
  goTo(position: number): void;
  /** How many events are shown, and when the first was, in milliseconds since the epoch. */
  extent(): { readonly events: number; readonly first: number | undefined };
  positionAt(moment: number): number | undefined;
  positionOf(bookmark: Bookmark): number | undefined;
  beginExport(format: ExportFormat): number;
  nextExported(id: number): Promise<ExportPiece | undefined>;
  endExport(id: number): void;
  /** Events are held against these from now on. */
  setRules(rules: RulesText): void;
  /** How many events each rule of the workspace has made, as far as they are counted; counting goes on for a while. */
  ruleCounts(): readonly RuleCount[];
  /** The filter that shows the events of the rule of a line, counted from 0; undefined: no rule of it is loaded. */
  filterOfRule(file: string, line: number): string | undefined;
}

export interface HostCalls {
  /**
   * The next piece of an attempt, which the first pull begins. Each piece counts as taken when the next is pulled: what a
   * thread that died had not dealt with comes again.
   */
  pull(log: number, attempt: number): Promise<Piece | Moved<Piece>>;
  /** Nothing more of this attempt is wanted. */
  leave(log: number, attempt: number): void;
  before(log: number, request: number, beginning: string): Promise<PastPage | Moved<PastPage>>;
  stopBefore(log: number, request: number): void;
  dispose(log: number): void;
  stateChanged(log: number, state: TailState): void;
  post(message: unknown): void;
  remember(change: MemoryChange): void;
  copy(text: string): void;
  begin(how: Beginning): void;
  menu(what: PanelMenu): void;
  /** Shows a rule of the workspace: its file, and the line counted from 0. */
  openRule(file: string, line: number): void;
  /** For the output channel: nothing that anybody has to do something about. */
  remark(text: string): void;
  complain(text: string): void;
}
