import { LanguageServer } from './languageServer';

/** A position as the protocol counts it. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** Somebody who types in the middle of a file. */
export class Typing {
  readonly #server: LanguageServer;
  readonly #uri: string;
  readonly #lines: readonly string[];
  readonly #pulls: boolean;
  #version = 1;
  /** Of the last answer that has one. */
  #resultId = '';
  #keys = 0;

  constructor(
    server: string,
    text: string,
    { pulls = true, uri = 'file:///bench/audit.rules', options = [] as string[] } = {},
  ) {
    this.#server = new LanguageServer(server, options);
    this.#lines = text.split('\n');
    this.#pulls = pulls;
    this.#uri = uri;
  }

  async begin(): Promise<void> {
    const capabilities = { textDocument: this.#pulls ? { diagnostic: {} } : {} };
    await this.#server.request('initialize', { processId: process.pid, rootUri: null, capabilities });
    this.#server.notify('initialized', {});
    const first = this.#pulls ? undefined : this.#server.pushed(1);
    const textDocument = { uri: this.#uri, languageId: 'audit-rules', version: 1, text: this.#lines.join('\n') };
    this.#server.notify('textDocument/didOpen', { textDocument });
    await first;
    for (let key = 0; key < 100; key++) await this.key();
  }

  /** How long the server works for a key and its diagnostics, in ms: the same however busy the machine is. */
  async work(): Promise<number> {
    const begin = this.#server.ran();
    await this.key();
    return this.#server.ran() - begin;
  }

  /** From a key to its diagnostics, in ms. Twenty keys at the end of a line, twenty that take them back, and so on elsewhere. */
  async key(): Promise<number> {
    const begin = performance.now();
    const found = this.#type();
    await (found ?? this.#server.request('textDocument/diagnostic', { textDocument: { uri: this.#uri } }));
    return performance.now() - begin;
  }

  /** From asking behind a key for something of the document to the answer, in ms. `of`: what else is to be told of the place. */
  async answer(method: string, of: (place: Place, resultId: string) => object): Promise<number> {
    const found = this.#type();
    const begin = performance.now();
    const answer = await this.#server.request(method, {
      textDocument: { uri: this.#uri },
      ...of(this.#place(), this.#resultId),
    });
    const time = performance.now() - begin;
    this.#resultId = /"resultId":"(\d+)"/.exec(answer.toString('latin1', 0, 200))?.[1] ?? this.#resultId;
    await found;
    return time;
  }

  /** How long the server has run, in ms. */
  ran(): number {
    return this.#server.ran();
  }

  memory(): { readonly now: number; readonly most: number } {
    return this.#server.memory();
  }

  stop(): void {
    this.#server.stop();
  }

  /** Where the next key goes: a line far from the last one, every forty keys. */
  #place(): Place & { typed: number; isBack: boolean } {
    const round = Math.floor(this.#keys / 40);
    const within = this.#keys % 40;
    const typed = within < 20 ? within : 40 - within;
    let line = (round * 1237 + 500) % (this.#lines.length - 1);
    while (!this.#lines[line]!.startsWith('-a')) line = (line + 1) % (this.#lines.length - 1);
    return { line, character: this.#lines[line]!.length + typed, typed, isBack: within >= 20 };
  }

  #type(): Promise<Buffer> | undefined {
    const { line, character, typed, isBack } = this.#place();
    this.#keys++;
    const end = { line, character };
    const change = isBack
      ? { range: { start: { line, character: character - 1 }, end }, text: '' }
      : { range: { start: end, end }, text: ' -F auid!=4294967295 '[typed]! };
    const version = ++this.#version;
    const found = this.#pulls ? undefined : this.#server.pushed(version);
    this.#server.notify('textDocument/didChange', {
      textDocument: { uri: this.#uri, version },
      contentChanges: [change],
    });
    return found;
  }
}
