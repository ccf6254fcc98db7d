/**
 * Calls between two threads. Each end has an interface of functions that the other may call; both compile against both.
 * Arguments and answers are copied, so they are data.
 */
export type Calls<T> = { readonly [N in keyof T]: (...args: never[]) => unknown };

type Arguments<F> = F extends (...args: infer A) => unknown ? A : never;
/** What a caller gets: of a moved answer what was moved. */
type Answer<F> = F extends (...args: never[]) => infer R ? Unmoved<Awaited<R>> : never;
type Unmoved<R> = R extends Moved<infer T> ? T : R;

/** A MessagePort, or a Worker seen from outside. */
export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** An answer whose bytes go over without a copy; nobody here may use them any more. */
export class Moved<T> {
  readonly value: T;
  readonly buffers: readonly ArrayBuffer[];

  constructor(value: T, buffers: readonly ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

type Message =
  | { readonly kind: 'call'; readonly id: number | undefined; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string };

/** The other thread is gone, and with it the answer. */
export class WireCut extends Error {
  override readonly name = 'WireCut';
}

export class Wire<There extends Calls<There>> {
  readonly #port: Port;
  readonly #complain: (error: unknown) => void;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #calls = 0;
  #cut: WireCut | undefined;

  /** `complain`: told what a call throws for which nobody waits. */
  constructor(port: Port, complain: (error: unknown) => void) {
    this.#port = port;
    this.#complain = complain;
  }

  /** Takes calls from now on, and answers: before, what comes waits. */
  serve<Here extends Calls<Here>>(here: Here): void {
    this.#port.on('message', (message) => void this.#take(here, message as Message));
  }

  /** Rejects with what the other end threw, in its words, or with WireCut. */
  call<N extends keyof There & string>(name: N, ...args: Arguments<There[N]>): Promise<Answer<There[N]>> {
    if (this.#cut !== undefined) return Promise.reject(this.#cut);
    const id = ++this.#calls;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#port.postMessage({ kind: 'call', id, name, args } satisfies Message);
    return answer as Promise<Answer<There[N]>>;
  }

  /** Nobody waits for an answer. */
  tell<N extends keyof There & string>(name: N, ...args: Arguments<There[N]>): void {
    if (this.#cut === undefined) this.#port.postMessage({ kind: 'call', id: undefined, name, args } satisfies Message);
  }

  /** The other end is gone. */
  cut(reason: string): void {
    this.#cut ??= new WireCut(reason);
    for (const { reject } of this.#waiting.values()) reject(this.#cut);
    this.#waiting.clear();
  }

  async #take(here: object, message: Message): Promise<void> {
    if (message.kind !== 'call') {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.kind === 'answer') waiting?.resolve(message.value);
      else waiting?.reject(new Error(message.reason));
      return;
    }
    const { id, name, args } = message;
    try {
      const does = Reflect.get(here, name) as (...args: unknown[]) => unknown;
      const answer = await does.apply(here, [...args]);
      if (id === undefined) return;
      const value = answer instanceof Moved ? (answer.value as unknown) : answer;
      const buffers = answer instanceof Moved ? answer.buffers : [];
      this.#port.postMessage({ kind: 'answer', id, value } satisfies Message, buffers);
    } catch (error) {
      if (id === undefined) this.#complain(error);
      else {
        const reason = error instanceof Error ? error.message : String(error);
        this.#port.postMessage({ kind: 'failure', id, reason } satisfies Message);
      }
    }
  }
}
