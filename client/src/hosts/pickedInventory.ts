import type { InventoryWorld } from './ansibleInventory';
import { readInventory } from './ansibleInventory';
import type { InventoryHosts } from './inventory';
import { InventoryError } from './inventory';
import { expandHome } from './resolveRoute';

export interface PickedInventoryWorld extends InventoryWorld {
  /** The user's own setting: a path, `~` allowed, or nothing. */
  readonly path: () => unknown;
  readonly log: { info(text: string): void; warn(text: string): void };
}

const nothing: InventoryHosts = { hosts: [], groups: [], remarks: [] };

/** The inventory that the person picked, read once until something says that it has changed. */
export class PickedInventory {
  readonly #world: PickedInventoryWorld;
  #read: { readonly key: string; readonly hosts: Promise<InventoryHosts> } | undefined;
  #problem: string | undefined;

  constructor(world: PickedInventoryWorld) {
    this.#world = world;
  }

  get path(): string | undefined {
    const path = this.#world.path();
    return typeof path === 'string' && path.trim() !== '' ? expandHome(path.trim()) : undefined;
  }

  /** Why there are no hosts of it, in words, after it was read. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Never rejects: an inventory that cannot be read has no hosts, and `problem` says why. */
  hosts(): Promise<InventoryHosts> {
    const { path } = this;
    if (path === undefined) {
      this.forget();
      return Promise.resolve(nothing);
    }
    // Trust may come later, and then Ansible may be asked.
    const key = `${path} ${this.#world.trusted()}`;
    if (this.#read?.key !== key) this.#read = { key, hosts: this.#readNow(path) };
    return this.#read.hosts;
  }

  forget(): void {
    this.#read = undefined;
    this.#problem = undefined;
  }

  async #readNow(path: string): Promise<InventoryHosts> {
    const { log } = this.#world;
    try {
      const read = await readInventory(path, this.#world);
      this.#problem = undefined;
      for (const remark of read.remarks) log.warn(`inventory ${path}: ${remark}`);
      log.info(`inventory ${path}: ${read.hosts.length} hosts in ${read.groups.length} groups`);
      return read;
    } catch (error) {
      this.#problem = error instanceof InventoryError ? error.message : `${path}: ${String(error)}`;
      log.warn(`inventory: ${this.#problem}`);
      return nothing;
    }
  }
}
