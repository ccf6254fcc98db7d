import type { Prompter, SecretQuestion, SecretStore } from './prompter';

/**
 * Asks for a secret once a session and remembers it in memory; in the secret storage only if the person ticks it.
 * What turns out wrong is forgotten in both places.
 */
export class Secrets {
  readonly #prompter: Prompter;
  readonly #store: SecretStore | undefined;
  readonly #inMemory = new Map<string, string>();
  readonly #asking = new Map<string, Promise<string | undefined>>();

  constructor(prompter: Prompter, store?: SecretStore) {
    this.#prompter = prompter;
    this.#store = store;
  }

  /** `id` names the secret (`sudo root@web1`). Two who need it at the same time share one question. */
  async get(id: string, question: SecretQuestion): Promise<string | undefined> {
    const known = this.#inMemory.get(id);
    if (known !== undefined) return known;
    let asking = this.#asking.get(id);
    if (asking === undefined) {
      asking = this.#ask(id, question).finally(() => this.#asking.delete(id));
      this.#asking.set(id, asking);
    }
    return asking;
  }

  async forget(id: string): Promise<void> {
    this.#inMemory.delete(id);
    await this.#store?.delete(storageKey(id));
  }

  async #ask(id: string, question: SecretQuestion): Promise<string | undefined> {
    const stored = question.canKeep ? await this.#store?.get(storageKey(id)) : undefined;
    if (stored !== undefined) {
      this.#inMemory.set(id, stored);
      return stored;
    }
    const answer = await this.#prompter.secret(question);
    if (answer === undefined) return undefined;
    if (question.canKeep) {
      this.#inMemory.set(id, answer.text);
      if (answer.keep) await this.#store?.store(storageKey(id), answer.text);
    }
    return answer.text;
  }
}

function storageKey(id: string): string {
  return `auditd.secret ${id}`;
}
