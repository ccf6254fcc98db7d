import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isHostError } from '../hosts/hostFailure';
import { sha256 } from './observe';
import type { Outcome } from './outcome';
import { isFileStep } from './planModel';
import type { Plan } from './planModel';

/** One deploy to one host. No text of a host or of a rule goes in, so no secret does. */
export interface HistoryEntry {
  /** ISO times. */
  readonly begun: string;
  readonly ended: string;
  /** Who ran the editor, by the name that the operating system has. */
  readonly by: string;
  readonly host: string;
  readonly purpose: 'deploy' | 'roll-back';
  /** sha256 before and after; null: no file. */
  readonly files: readonly { readonly path: string; readonly before: string | null; readonly after: string | null }[];
  readonly result: Outcome['kind'] | 'failed' | 'not-begun';
  /** The kind of reason where it is not done. */
  readonly reason?: string;
}

export function historyEntry(
  plan: Plan,
  run: Pick<HistoryEntry, 'begun' | 'ended' | 'by' | 'purpose'>,
  ended: Outcome | Error,
): HistoryEntry {
  const files = plan.steps.filter(isFileStep).map((step) => ({
    path: step.path,
    before: step.before?.sha256 ?? null,
    after: step.kind === 'remove' ? null : sha256(step.content),
  }));
  const result = ended instanceof Error ? 'failed' : ended.kind;
  const reason = reasonOf(ended);
  return { ...run, host: plan.state.host, files, result, ...(reason === undefined ? {} : { reason }) };
}

/** Of a host on which a deploy never began: it could not be reached, or the person said no. */
export function entryOfUnbegun(
  { host, reason }: { readonly host: string; readonly reason: string },
  run: Pick<HistoryEntry, 'begun' | 'ended' | 'by' | 'purpose'>,
): HistoryEntry {
  return { ...run, host, files: [], result: 'not-begun', reason };
}

function reasonOf(ended: Outcome | Error): string | undefined {
  if (ended instanceof Error) return isHostError(ended) ? ended.failure.kind : 'unexpected';
  if (ended.kind === 'unknown') return ended.error.failure.kind;
  return ended.kind === 'done' ? undefined : ended.reason.kind;
}

/** Bytes; what is older than the newest half goes when the file would be larger. */
const maximum = 1_000_000;

/** All deploys from this editor, a line of JSON each, oldest first. */
export class History {
  readonly file: string;
  #last: Promise<void> = Promise.resolve();
  readonly #maximum: number;

  constructor(file: string, limit = maximum) {
    this.file = file;
    this.#maximum = limit;
  }

  /** Hosts are deployed to at the same time: their lines are written one after the other. */
  add(entry: HistoryEntry): Promise<void> {
    const added = this.#last.then(() => this.#append(`${JSON.stringify(entry)}\n`));
    this.#last = added.catch(() => undefined);
    return added;
  }

  async #append(line: string): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true });
    const size = await stat(this.file).then(
      (there) => there.size,
      () => 0,
    );
    if (size > 0 && size + Buffer.byteLength(line) > this.#maximum) await this.#shorten();
    await appendFile(this.file, line, { mode: 0o600 });
  }

  async #shorten(): Promise<void> {
    const bytes = await readFile(this.file);
    const cut = bytes.indexOf('\n', Math.max(0, bytes.length - Math.floor(this.#maximum / 2)));
    await writeFile(`${this.file}.new`, cut < 0 ? '' : bytes.subarray(cut + 1), { mode: 0o600 });
    await rename(`${this.file}.new`, this.file);
  }
}
