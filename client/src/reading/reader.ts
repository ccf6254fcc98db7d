import { envelope, receive } from '../../../core/src/protocol/panel';
import { exported, type ExportFormat, type ExportPiece } from '../panel/exported';
import type { Bookmark } from '../panel/memory';
import { filterOfRule } from '../../../core/src/matching/ruleNames';
import { PanelModel } from '../panel/panelModel';
import { PanelRules, type RulesText } from '../panel/panelRules';
import { panelWorld } from '../panel/panelWorld';
import type { PanelWorld } from '../panel/panelModel';
import { RuleCounter, type RuleCount } from '../panel/ruleCounter';
import { timeOf } from '../panel/rowsView';
import type { Log } from '../tail/log';
import { Logs } from '../tail/logs';
import { systemClock } from '../tail/source';
import type { FarLog, HostCalls, MemoryChange, ReaderCalls, ReaderStart } from './calls';
import { FarSource } from './farSource';
import { MirroredMemory } from './mirroredMemory';
import { translator } from './translator';
import type { Wire } from './wire';

/** Counting the events of rules takes this part of the time, in milliseconds, while somebody asks for it. */
const counting = { slice: 10, pause: 40, patience: 5000 };

/** The reading thread's work: the logs, what is kept of them, and the model of the panel. */
export class Reader implements ReaderCalls {
  readonly #there: Wire<HostCalls>;
  readonly #memory: MirroredMemory;
  readonly #world: PanelWorld;
  readonly #model: PanelModel;
  #logs = new Map<number, Log>();
  readonly #exports = new Map<number, AsyncGenerator<ExportPiece, void, void>>();
  #lastExport = 0;
  readonly #rules = new PanelRules();
  #counter: { readonly counter: RuleCounter; readonly store: unknown } | undefined;
  #countedUntil = 0;
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor({ memory, translations, rules, numbersFrom }: ReaderStart, there: Wire<HostCalls>) {
    this.#there = there;
    if (rules !== undefined) this.#rules.set(rules);
    this.#memory = new MirroredMemory(memory, (change) => there.tell('remember', change));
    this.#world = panelWorld({
      l10n: translator(translations),
      memory: this.#memory.memory,
      clipboard: (text) => there.tell('copy', text),
      begin: (how) => there.tell('begin', how),
      menu: (what) => there.tell('menu', what),
      rules: this.#rules,
      openRule: (file, line) => there.tell('openRule', file, line),
    });
    this.#model = new PanelModel(this.#world, numbersFrom);
  }

  show(far: readonly FarLog[], keepEvents: number, restarted: string | undefined): void {
    const logs = new Logs(keepEvents, systemClock);
    this.#model.show(logs);
    this.#logs = new Map();
    this.#read(logs, far, restarted);
  }

  add(far: readonly FarLog[]): void {
    const { logs } = this.#model;
    if (logs !== undefined) this.#read(logs, far, undefined);
  }

  stop(log: number): void {
    this.#logs.get(log)?.stop();
  }

  heard(message: unknown): boolean {
    this.attach();
    return receive('toExtension', this.#model, message);
  }

  attach(): void {
    this.#model.attach((name, body) => this.#there.tell('post', envelope<'toPage', typeof name>(name, body)));
  }

  detach(): void {
    this.#model.detach();
  }

  memoryChanged(change: MemoryChange): void {
    this.#memory.take(change);
    this.#world.bookmarks.renew();
    this.#model.memoryChanged();
    this.#model.marksChanged();
  }

  replaceFilter(filter: string): void {
    this.#model.replaceFilter(filter);
  }

  goTo(position: number): void {
    this.#model.goTo(position);
  }

  extent(): { readonly events: number; readonly first: number | undefined } {
    let events = 0;
    let first: number | undefined;
    for (const { entry } of this.#model.shown?.events() ?? []) {
      first ??= timeOf(entry);
      events++;
    }
    return { events, first };
  }

  positionAt(moment: number): number | undefined {
    return this.#model.shown?.positionAt(moment);
  }

  positionOf({ node, sec, ms, serial }: Bookmark): number | undefined {
    return this.#model.shown?.find(
      -1,
      1,
      (event) => event.serial === serial && event.sec === sec && event.ms === ms && event.node === node,
    );
  }

  beginExport(format: ExportFormat): number {
    const { shown } = this.#model;
    const id = ++this.#lastExport;
    if (shown !== undefined) this.#exports.set(id, exported(shown, format));
    return id;
  }

  async nextExported(id: number): Promise<ExportPiece | undefined> {
    const next = await this.#exports.get(id)?.next();
    return next === undefined || next.done === true ? undefined : next.value;
  }

  endExport(id: number): void {
    this.#exports.delete(id);
  }

  setRules(rules: RulesText): void {
    this.#rules.set(rules);
    this.#counter = undefined;
    this.#model.rulesChanged();
  }

  ruleCounts(): readonly RuleCount[] {
    const { logs } = this.#model;
    const { book } = this.#rules;
    if (logs === undefined || book === undefined) return [];
    if (this.#counter?.store !== logs.store) {
      this.#counter = { counter: new RuleCounter(logs.store, book), store: logs.store };
    }
    this.#countedUntil = performance.now() + counting.patience;
    this.#count();
    return this.#counter.counter.counts;
  }

  filterOfRule(file: string, line: number): string | undefined {
    const { book } = this.#rules;
    const rule = book?.at(file, line);
    return book === undefined || rule === undefined ? undefined : filterOfRule(rule, book);
  }

  /** In slices, so that what is followed goes on beside it; no longer than somebody asks. */
  #count(): void {
    clearTimeout(this.#counting);
    const begun = performance.now();
    this.#counter?.counter.advance(() => performance.now() - begun > counting.slice);
    if (begun < this.#countedUntil) this.#counting = setTimeout(() => this.#count(), counting.pause);
  }

  #read(logs: Logs, far: readonly FarLog[], restarted: string | undefined): void {
    const begun = far.map((each) => ({ number: each.log, log: logs.add(new FarSource(each, this.#there)) }));
    for (const { number, log } of begun) {
      this.#logs.set(number, log);
      this.#tellState(number, log);
      log.rules.onKnown((remark) => {
        if (remark !== undefined) this.#there.tell('remark', remark);
        this.#model.rulesChanged();
      });
      if (restarted !== undefined) log.startedAgain(restarted);
      void log.run();
    }
    this.#model.sourcesChanged();
  }

  #tellState(number: number, log: Log): void {
    let told: Log['state'] | undefined;
    log.onChange(() => {
      if (log.state === told) return;
      told = log.state;
      this.#there.tell('stateChanged', number, told);
    });
  }
}
