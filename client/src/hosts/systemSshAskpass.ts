import { constants, watch } from 'node:fs';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Patience } from './patience';
import type { Route } from './host';
import type { SecretQuestion } from './prompter';
import type { Secrets } from './secrets';

/**
 * ssh asks the program that SSH_ASKPASS names, and reads the answer from its output. Ours lays the question into a folder
 * that only its owner may enter, and hands on what comes through a pipe there: no secret is in a file, an argument or an
 * environment.
 */
export interface Askpass {
  readonly environment: Readonly<Record<string, string>>;
  /** What was given and not taken is asked for again next time. */
  forget(): Promise<void>;
  end(): void;
}

const program = [
  '#!/bin/sh',
  'here=${0%/*}',
  'pipe=$here/answer.$$',
  'mkfifo -m 600 "$pipe" || exit 1',
  `printf '%s' "$1" > "$here/asking.$$" && mv "$here/asking.$$" "$here/question.$$"`,
  'answer=$(cat "$pipe")',
  'rm -f "$pipe"',
  '[ -n "$answer" ] || exit 1',
  `printf '%s\\n' "$answer"`,
  '',
].join('\n');

/** `folder` is for its owner only. */
export async function startAskpass(
  folder: string,
  hostName: string,
  route: Route,
  secrets: Secrets,
  patience: Patience,
): Promise<Askpass> {
  const path = join(folder, 'ask');
  await writeFile(path, program, { mode: 0o700 });
  const given: string[] = [];
  const watcher = watch(folder, (_event, name) => {
    const number = /^question\.(\d+)$/.exec(name ?? '')?.[1];
    if (number !== undefined) void reply(number).catch(() => undefined);
  });
  const reply = async (number: string): Promise<void> => {
    const file = join(folder, `question.${number}`);
    const prompt = await readFile(file, 'utf8');
    // The same change may be told twice.
    await rm(file);
    const { id, question } = questionOf(prompt, hostName, route);
    const answer = question === undefined ? undefined : await patience.whileAsking(secrets.get(id, question));
    if (answer !== undefined) given.push(id);
    const pipe = await openPipe(join(folder, `answer.${number}`));
    await pipe.write(answer ?? '');
    await pipe.close();
  };
  return {
    environment: { SSH_ASKPASS: path, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: process.env['DISPLAY'] ?? ':' },
    forget: async () => {
      await Promise.all(given.map((id) => secrets.forget(id)));
    },
    end: () => watcher.close(),
  };
}

/** Not by an open that waits: ssh may have gone, and with it who reads. Nor has a reader come at once who will come. */
async function openPipe(path: string): Promise<FileHandle> {
  for (let tries = 200; ; tries--) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO' || tries === 0) throw error;
      await pause(20);
    }
  }
}

/** No question: whether to take a host key is not asked this way, since ssh does not say it in a form to rely on. */
function questionOf(prompt: string, host: string, route: Route): { id: string; question?: SecretQuestion } {
  if (/\(yes\/no/.test(prompt)) return { id: '' };
  const login = `${route.user}@${route.hostName}`;
  const key = /passphrase for (?:key )?'?([^']+?)'?:\s*$/i.exec(prompt)?.[1];
  const asked = { host, said: prompt, echo: false };
  if (key !== undefined) {
    const what = `The key file ${key} asks for its passphrase, to log in to ${host}.`;
    return { id: `passphrase ${key}`, question: { ...asked, kind: 'passphrase', what, canKeep: true } };
  }
  if (/password:\s*$/i.test(prompt) && !/new password/i.test(prompt)) {
    const what = `${host} asks for the password of ${login}.`;
    return { id: `password ${login}:${route.port}`, question: { ...asked, kind: 'password', what, canKeep: true } };
  }
  const what = `${host} asks, to log in as ${login}:`;
  return { id: `keyboard ${prompt}`, question: { ...asked, kind: 'keyboard-interactive', what, canKeep: false } };
}
