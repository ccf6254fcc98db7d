import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/**
 * A language server as a process of its own. A message counts as answered when its last byte has come out of the server:
 * what a client does with it is the client's.
 */
export class LanguageServer {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: { readonly mark: string; readonly resolve: (body: Buffer) => void }[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  #wanted: number | undefined;
  #id = 0;

  constructor(program: string, options: readonly string[] = []) {
    this.#process = spawn(process.execPath, [...options, program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  notify(method: string, params: unknown): void {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  request(method: string, params: unknown): Promise<Buffer> {
    const id = ++this.#id;
    const answer = this.#message(`"id":${id},`);
    this.#write({ jsonrpc: '2.0', id, method, params });
    return answer;
  }

  /** What the server says of this version of a document, once it says it. */
  pushed(version: number): Promise<Buffer> {
    return this.#message(`"version":${version},`);
  }

  /** Resident memory in MB: now, and at most so far. */
  memory(): { readonly now: number; readonly most: number } {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    const of = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: of('VmRSS'), most: of('VmHWM') };
  }

  /** How long the server's main thread has run, in ms; what else the machine does is not in it. */
  ran(): number {
    const { pid } = this.#process;
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  }

  stop(): void {
    this.#process.kill();
  }

  #write(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message));
    this.#process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#process.stdin.write(body);
  }

  #message(mark: string): Promise<Buffer> {
    return new Promise((resolve) => this.#waiting.push({ mark, resolve }));
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    for (;;) {
      if (this.#wanted === undefined) {
        const all = this.#joined();
        const end = all.indexOf('\r\n\r\n');
        if (end === -1) return;
        this.#wanted = end + 4 + Number(/Content-Length: (\d+)/i.exec(all.toString('latin1', 0, end))?.[1]);
      }
      if (this.#length < this.#wanted) return;
      const all = this.#joined();
      this.#tell(all.subarray(all.indexOf('\r\n\r\n') + 4, this.#wanted));
      this.#chunks = [all.subarray(this.#wanted)];
      this.#length -= this.#wanted;
      this.#wanted = undefined;
    }
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #tell(body: Buffer): void {
    const head = body.toString('latin1', 0, 400);
    const at = this.#waiting.findIndex(({ mark }) => head.includes(mark));
    if (at !== -1) this.#waiting.splice(at, 1)[0]!.resolve(body);
  }
}
