import { PanelMemory, type Memento, type Reach } from '../panel/memory';
import type { MemoryChange } from './calls';

const reaches: readonly Reach[] = ['workspace', 'everywhere'];

/** A copy of the editor's memory in the reading thread. What is changed here is told; what is changed there comes here. */
export class MirroredMemory {
  readonly memory: PanelMemory;
  readonly #values: Readonly<Record<Reach, Map<string, unknown>>> = { workspace: new Map(), everywhere: new Map() };

  constructor(begin: readonly MemoryChange[], tell: (change: MemoryChange) => void) {
    for (const change of begin) this.take(change);
    const memento = (reach: Reach): Memento => ({
      get: (key) => this.#values[reach].get(key),
      update: (key, value) => {
        this.take({ reach, key, value });
        tell({ reach, key, value });
        return Promise.resolve();
      },
    });
    this.memory = new PanelMemory(memento('workspace'), memento('everywhere'));
  }

  take({ reach, key, value }: MemoryChange): void {
    this.#values[reach].set(key, value);
  }
}

/** The editor's own memory, where who changes something in this thread lets the other know. */
export class ToldMemory {
  readonly memory: PanelMemory;
  readonly #mementos: Readonly<Record<Reach, Memento & { keys(): readonly string[] }>>;

  constructor(
    mementos: Readonly<Record<Reach, Memento & { keys(): readonly string[] }>>,
    tell: (change: MemoryChange) => void,
  ) {
    this.#mementos = mementos;
    const told = (reach: Reach): Memento => ({
      get: (key) => mementos[reach].get(key),
      update: (key, value) => {
        tell({ reach, key, value });
        return mementos[reach].update(key, value);
      },
    });
    this.memory = new PanelMemory(told('workspace'), told('everywhere'));
  }

  /** All of the panel's that is remembered. */
  get all(): readonly MemoryChange[] {
    return reaches.flatMap((reach) => {
      const memento = this.#mementos[reach];
      const keys = memento.keys().filter((key) => key.startsWith('auditLog.'));
      return keys.map((key) => ({ reach, key, value: memento.get(key) }));
    });
  }

  /** The other thread changed it. */
  take({ reach, key, value }: MemoryChange): void {
    void this.#mementos[reach].update(key, value);
  }
}
