import { HostError } from '../hosts/hostFailure';
import type { RemoteProcess, RemoteShell } from '../hosts/remoteShell';
import { Answer } from './hostScript';

/** What was heard, and the command's end if that was it. */
interface Heard {
  readonly answer: Answer;
  readonly end: { readonly code: number | null; readonly err: string } | undefined;
}

/** A command on a host that answers, says YOURS, and waits for a word. */
export class Conversation {
  readonly hostName: string;
  readonly #process: RemoteProcess;
  readonly #out: AsyncIterator<Uint8Array>;

  private constructor(hostName: string, process: RemoteProcess) {
    this.hostName = hostName;
    this.#process = process;
    this.#out = process.out[Symbol.asyncIterator]();
  }

  static async begin(root: RemoteShell, command: string, stdin: Uint8Array): Promise<Conversation> {
    return new Conversation(root.hostName, await root.open(command, { stdin, converses: true, timeout: 600_000 }));
  }

  say(word: string): void {
    this.#process.write(`${word}\n`);
  }

  /** Until it waits for a word, or has ended. Rejects with HostError when the connection goes first, or after so many seconds. */
  async listen(seconds: number): Promise<Heard> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#process.kill();
        reject(new HostError(this.hostName, { kind: 'timeout', what: 'a command', seconds }));
      }, seconds * 1000);
    });
    const heard = this.#hear();
    // Whichever loses the race has nobody left to hear of its failure.
    heard.catch(() => undefined);
    try {
      return await Promise.race([heard, tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #hear(): Promise<Heard> {
    let heard = Buffer.alloc(0);
    for (;;) {
      const { done, value } = await this.#out.next();
      if (done === true) return { answer: new Answer(heard), end: await this.#process.ended };
      heard = Buffer.concat([heard, value]);
      const answer = new Answer(heard);
      if (answer.value('YOURS') !== undefined) return { answer, end: undefined };
    }
  }
}
