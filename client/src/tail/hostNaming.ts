import { namingOf, type Naming } from '../../../core/src/events/naming';

/** What a host said of itself: data, so that it can go from one thread to another. */
export interface Accounts {
  /** The nodes of its own records. */
  readonly nodes: readonly string[];
  /** In the forms of passwd(5) and group(5), as the host gave them. */
  readonly passwd: string;
  readonly group: string;
}

/** The names of a log's host, once they are known. Those of other nodes in its log are not its own: uid 1000 is somebody else there. */
export class HostNaming {
  #naming: Naming | undefined;
  #nodes: ReadonlySet<string> = new Set();

  know({ nodes, passwd, group }: Accounts): void {
    this.#naming = namingOf(passwd, group);
    this.#nodes = new Set(nodes.map((node) => node.toLowerCase()));
  }

  /** For a record of that node, as it is logged; null: the log names none, so its host wrote it. */
  of(node: string | null): Naming | undefined {
    return this.isOwn(node) ? this.#naming : undefined;
  }

  /** A record of that node was written by the host itself; null as above. */
  isOwn(node: string | null): boolean {
    return node === null || this.#nodes.has(node.toLowerCase());
  }
}
