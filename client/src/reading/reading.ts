import { Worker } from 'node:worker_threads';
import type { Beginning, PanelMenu } from '../../../core/src/protocol/panel';
import type { ExportFormat, ExportPiece } from '../panel/exported';
import type { RulesText } from '../panel/panelRules';
import type { LogSource } from '../tail/source';
import type { FarLog, HostCalls, MemoryChange, ReaderCalls, ReaderStart } from './calls';
import { ReadLog } from './readLog';
import { SourceDesk } from './sourceDesk';
import { Wire, type Port } from './wire';

export interface ReadingWorld {
  /** The file that the thread runs. */
  readonly script: string;
  readonly start: () => Pick<ReaderStart, 'memory' | 'translations' | 'rules'>;
  readonly post: (message: unknown) => void;
  readonly remember: (change: MemoryChange) => void;
  readonly copy: (text: string) => void;
  readonly begin: (how: Beginning) => void;
  readonly menu: (what: PanelMenu) => void;
  readonly openRule: (file: string, line: number) => void;
  readonly remark: (text: string) => void;
  readonly complain: (text: string) => void;
  /** It has died so often that it is not started again by itself. */
  readonly givenUp: (reason: string) => void;
}

/** Deaths within so many milliseconds that are one too many. */
const patience = { deaths: 4, within: 60_000 };
/** Farther apart than a thread can count. */
const numbersOfAThread = 1e9;

interface Thread {
  readonly worker: Worker;
  readonly there: Wire<ReaderCalls>;
}

/**
 * The logs that are read, by a thread of their own: the editor stays responsive however much comes. Hosts and files are
 * read in this thread, which only hands the bytes over. A thread that dies is started again: sources stand where the last
 * piece was dealt with, and the panel says so.
 */
export class Reading {
  readonly #world: ReadingWorld;
  readonly #desk = new SourceDesk();
  #logs = new Map<number, { readonly far: FarLog; readonly log: ReadLog }>();
  #keepEvents = 0;
  #thread: Thread | undefined;
  #threads = 0;
  #deaths: number[] = [];
  #hasPage = false;

  constructor(world: ReadingWorld) {
    this.#world = world;
  }

  /** Reads logs in place of those before; they run until they are stopped or have ended. */
  show(sources: readonly LogSource[], keepEvents: number): readonly ReadLog[] {
    for (const log of this.#logs.keys()) this.#desk.forget(log);
    this.#logs = new Map();
    this.#keepEvents = keepEvents;
    const { far, logs } = this.#take(sources);
    this.#there.tell('show', far, keepEvents, undefined);
    return logs;
  }

  /** No log is there. */
  get isEmpty(): boolean {
    return this.#logs.size === 0;
  }

  /** Reads more logs beside those that are there. */
  add(sources: readonly LogSource[]): readonly ReadLog[] {
    const { far, logs } = this.#take(sources);
    this.#there.tell('add', far);
    return logs;
  }

  heard(message: unknown): Promise<boolean> {
    this.#hasPage = true;
    return this.#there.call('heard', message);
  }

  pageCame(): void {
    this.#hasPage = true;
    this.#there.tell('attach');
  }

  pageWent(): void {
    this.#hasPage = false;
    this.#thread?.there.tell('detach');
  }

  /** To be called after the memory was changed in this thread. */
  memoryChanged(change: MemoryChange): void {
    this.#thread?.there.tell('memoryChanged', change);
  }

  /** Tells a thread that is there; one that is started later gets them at its start. */
  rulesChanged(rules: RulesText): void {
    this.#thread?.there.tell('setRules', rules);
  }

  /** The thread, to be asked about what is shown. It is started where there is none. */
  get reader(): Pick<Wire<ReaderCalls>, 'call' | 'tell'> {
    return this.#there;
  }

  /** The events that are shown now, in pieces. */
  async *exported(format: ExportFormat): AsyncGenerator<ExportPiece, void, void> {
    const there = this.#there;
    const id = await there.call('beginExport', format);
    try {
      for (;;) {
        const piece = await there.call('nextExported', id);
        if (piece === undefined) return;
        yield piece;
      }
    } finally {
      there.tell('endExport', id);
    }
  }

  dispose(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    for (const log of this.#logs.keys()) this.#desk.forget(log);
    void thread?.worker.terminate();
  }

  #take(sources: readonly LogSource[]) {
    const begun = sources.map((source) => {
      const far = this.#desk.take(source);
      const log = new ReadLog(source.title, () => this.#thread?.there.tell('stop', far.log));
      this.#logs.set(far.log, { far, log });
      return { far, log };
    });
    return { far: begun.map(({ far }) => far), logs: begun.map(({ log }) => log) };
  }

  get #there(): Wire<ReaderCalls> {
    return (this.#thread ??= this.#begin()).there;
  }

  #begin(): Thread {
    const workerData = {
      ...this.#world.start(),
      numbersFrom: this.#threads++ * numbersOfAThread,
    } satisfies ReaderStart;
    // The editor's own options for its process are not meant for others.
    const worker = new Worker(this.#world.script, { workerData, name: 'auditd-logs', execArgv: [] });
    const complain = (error: unknown) =>
      this.#world.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const there = new Wire<ReaderCalls>(worker as Port, complain);
    there.serve<HostCalls>(this.#calls());
    const thread = { worker, there };
    let reason = 'it ended by itself';
    worker.on('error', (error) => {
      complain(error);
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => this.#lost(thread, reason));
    return thread;
  }

  #calls(): HostCalls {
    const desk = this.#desk;
    const { post, remember, copy, begin, menu, openRule, remark, complain } = this.#world;
    return {
      pull: (log, attempt) => desk.pull(log, attempt),
      leave: (log, attempt) => desk.leave(log, attempt),
      before: (log, request, beginning) => desk.before(log, request, beginning),
      stopBefore: (log, request) => desk.stopBefore(log, request),
      dispose: (log) => desk.dispose(log),
      stateChanged: (log, state) => this.#logs.get(log)?.log.become(state),
      ...{ post, remember, copy, begin, menu, openRule, remark, complain },
    };
  }

  #lost(thread: Thread, reason: string): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    thread.there.cut(reason);
    this.#desk.leaveAll();
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((death) => death > now - patience.within), now];
    const isOver = this.#deaths.length >= patience.deaths;
    for (const [number, { log }] of this.#logs) {
      if (!isOver && log.state.phase !== 'stopped' && log.state.phase !== 'failed') continue;
      this.#desk.forget(number);
      this.#logs.delete(number);
      log.become({ phase: 'failed', reason });
    }
    if (isOver) {
      this.#deaths = [];
      this.#world.givenUp(reason);
      return;
    }
    const far = [...this.#logs.values()].map((each) => each.far);
    if (far.length > 0) this.#there.tell('show', far, this.#keepEvents, reason);
    // To the page the new thread is nothing new.
    if (this.#hasPage) this.#there.tell('heard', { name: 'ready', body: {} });
  }
}
