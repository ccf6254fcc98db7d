import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFileStep } from './planModel';
import type { Plan, Wish } from './planModel';
import { sha256 } from './observe';
import { holdsSecret } from './planPlaces';

/** What a deploy replaced on a host, so that it can be brought back by another deploy. */
export interface Generation {
  readonly host: string;
  /** ISO time of the deploy. */
  readonly at: string;
  readonly files: readonly ReplacedFile[];
}

export interface ReplacedFile {
  /** Its path; before 0.2 the name of a rules file. */
  readonly name: string;
  /** base64; null: there was none, or it is withheld. */
  readonly before: string | null;
  /** There was one, and it had a secret, which this machine does not keep: it cannot be brought back from here. */
  readonly withheld?: true;
  readonly mode: string;
  readonly owner: string;
  /** sha256 of what the deploy left; null: it removed the file. */
  readonly after: string | null;
}

const kept = 10;

/** The last ten deploys to each host, newest last, in a folder of the editor's own storage. */
export class Generations {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async of(host: string): Promise<readonly Generation[]> {
    try {
      const found: unknown = JSON.parse(await readFile(this.#file(host), 'utf8'));
      return Array.isArray(found) ? (found as Generation[]).map(withoutSecrets) : [];
    } catch {
      return [];
    }
  }

  async add(generation: Generation): Promise<void> {
    await this.#write(generation.host, [...(await this.of(generation.host)), generation].slice(-kept));
  }

  /** After they were rolled back; all of one host. */
  async drop(undone: readonly Generation[]): Promise<void> {
    const [first] = undone;
    if (first === undefined) return;
    const rest = (await this.of(first.host)).filter(({ at }) => !undone.some((one) => one.at === at));
    await this.#write(first.host, rest);
  }

  async #write(host: string, generations: readonly Generation[]): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const file = this.#file(host);
    await writeFile(`${file}.new`, JSON.stringify(generations), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  #file(host: string): string {
    return join(this.#folder, `${encodeURIComponent(host)}.json`);
  }
}

/** Also those that an earlier release has kept. */
function withoutSecrets(generation: Generation): Generation {
  const files = generation.files.map((file): ReplacedFile =>
    file.before === null || !holdsSecret(file.name) ? file : { ...file, before: null, withheld: true },
  );
  return { ...generation, files };
}

/** Names of files that a roll back to before these leaves as they are. */
export function withheldIn({ files }: Generation): readonly string[] {
  return files.filter(({ withheld }) => withheld === true).map(({ name }) => name);
}

export function generationOf({ state, steps }: Plan, at: string): Generation {
  const files = steps.filter(isFileStep).map((step) => ({
    name: step.path,
    before: step.before === undefined ? null : Buffer.from(step.before.content).toString('base64'),
    mode: step.before?.mode ?? '640',
    owner: step.before?.owner ?? '0:0',
    after: step.kind === 'remove' ? null : sha256(step.content),
  }));
  return withoutSecrets({ host: state.host, at, files });
}

/** What several deploys in a row have replaced together: before is before the first, after is after the last. */
export function mergedGeneration(inOrder: readonly Generation[]): Generation {
  const [first] = inOrder;
  if (first === undefined) throw new Error('no generation');
  const files = new Map<string, ReplacedFile>();
  for (const file of inOrder.flatMap((generation) => generation.files)) {
    const earlier = files.get(file.name);
    files.set(file.name, earlier === undefined ? file : { ...earlier, after: file.after });
  }
  return { ...first, files: [...files.values()] };
}

/** The wish that brings a generation back. */
export function wishToUndo({ files }: Generation, confirmSeconds: number): Wish {
  return {
    files: files.flatMap(({ name, before, mode, owner }) =>
      before === null ? [] : [{ name, content: Buffer.from(before, 'base64'), mode, owner }],
    ),
    remove: files.flatMap(({ name, before, withheld }) => (before === null && withheld !== true ? [name] : [])),
    confirmSeconds,
  };
}
