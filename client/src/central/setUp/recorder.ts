import { stepsOf } from './plan';
import type { CentralPlan } from './plan';
import type { UndoHost, UndoLog, UndoRecord } from './undoLog';

interface RecorderWorld {
  readonly undoLog: UndoLog;
  readonly now: () => Date;
  readonly random: () => string;
}

/** Keeps the undo log in step with what was done. */
export class Recorder {
  #record: UndoRecord;
  readonly #log: UndoLog;
  #saving: Promise<void> = Promise.resolve();

  constructor({ wish, hosts }: CentralPlan, { undoLog, now, random }: RecorderWorld) {
    this.#log = undoLog;
    const order = hosts.filter((host) => stepsOf(host) > 0).map(({ host }) => host);
    const empty = order.map((host): UndoHost => ({ host, generation: undefined, actions: [] }));
    this.#record = { id: random(), made: now().toISOString(), wish, hosts: empty };
  }

  remember(undo: UndoHost): Promise<void> {
    return this.#change((hosts) => hosts.map((host) => (host.host === undo.host ? undo : host)));
  }

  forget(name: string): Promise<void> {
    return this.#change((hosts) => hosts.filter(({ host }) => host !== name));
  }

  changed(): UndoHost[] {
    return this.#record.hosts.filter(({ generation, actions }) => generation !== undefined || actions.length > 0);
  }

  /** One after the other: two hosts may come to their ends at the same time. */
  #change(change: (hosts: readonly UndoHost[]) => UndoHost[]): Promise<void> {
    this.#record = { ...this.#record, hosts: change(this.#record.hosts) };
    const record = this.#record;
    const isEmpty = this.changed().length === 0;
    this.#saving = this.#saving.then(() => (isEmpty ? this.#log.drop(record.id) : this.#log.save(record)));
    return this.#saving;
  }
}
