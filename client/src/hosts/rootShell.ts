import { afterMarker, Complaints, newMarker, openOver, runOver, send } from './channel';
import type { Begin, Channel, Entry, Input, Limit, Start } from './channel';
import { HostError } from './hostFailure';
import type { HostFailure } from './hostFailure';
import { announced, inShell, usualPath } from './leash';
import { whyNotBegun } from './notBegun';
import type { End } from './notBegun';
import type { RemoteShell } from './remoteShell';
import type { Secrets } from './secrets';

export interface RootWorld {
  readonly hostName: string;
  /** The login, such as `admin@web1`. */
  readonly login: string;
  readonly user: string;
  readonly secrets: Secrets;
  readonly entry: Entry;
}

/**
 * The same host with root's rights through sudo or doas, without ever sending a password blindly: it is written only
 * when the prompt with this call's own marker was seen, and what the command reads is sent only when the command has
 * shown the marker on standard output. A marker that comes twice means that the password was wrong: then stop.
 */
export function rootShellOver(shell: RemoteShell, start: Start, world: RootWorld): RemoteShell {
  const asRoot: Begin = (command, input, limit) => startAsRoot(start, command, input, { ...world, limit });
  const root: RemoteShell = {
    hostName: shell.hostName,
    closed: shell.closed,
    run: (command, options = {}) => runOver(world.hostName, asRoot, command, options, world.entry),
    open: (command, options = {}) => openOver(world.hostName, asRoot, command, options, world.entry),
    asRoot: () => Promise.resolve(root),
    end: () => shell.end(),
  };
  return root;
}

// -k makes the prompt certain instead of depending on a ticket that sudo may have kept.
const becomeRoot = [
  usualPath,
  'printf "%s\\n" "begun:$1" >&2',
  'if [ "$(id -u)" = 0 ]',
  'then as_it_is=$2; shift 3; eval "$as_it_is"',
  'elif command -v sudo >/dev/null 2>&1',
  'then m=$1; shift; LC_ALL=C exec sudo -k -S -p "[$m]" -- sh -c "$@"',
  'elif command -v doas >/dev/null 2>&1',
  'then shift; exec doas -n sh -c "$@"',
  'else printf "%s\\n" "no sudo:$1" >&2; exit 127',
  'fi',
].join('\n');

interface Dialogue extends RootWorld {
  readonly limit: Limit;
}

async function startAsRoot(start: Start, command: string, input: Input | undefined, world: Dialogue): Promise<Channel> {
  const marker = newMarker();
  const channel = await start(inShell([becomeRoot, 'sh', marker, ...announced(marker, command, input !== undefined)]));
  world.limit.holds(channel);
  const complaints = new Complaints();
  const shell = `begun:${marker}\n`;
  const dialogue = { said: '', prompts: 0, running: false };
  let wrong: ((error: Error) => void) | undefined;
  const refused = new Promise<never>((_, reject) => {
    wrong = reject;
  });

  channel.onError((text) => {
    // The two outputs come each in its own time.
    if (dialogue.running) return complaints.add(text.replace(shell, ''));
    dialogue.said += text;
    const prompts = dialogue.said.split(`[${marker}]`).length - 1;
    if (prompts === dialogue.prompts) return;
    dialogue.prompts = prompts;
    void answerPrompt(channel, prompts, world).then((failure) => {
      if (failure === undefined) return;
      channel.kill();
      wrong?.(new HostError(world.hostName, failure));
    }, wrong);
  });

  // What rc files complain of before is nobody's answer.
  const said = (): string => {
    const after = dialogue.said.split(shell).at(-1) ?? '';
    return after.replaceAll(`[${marker}]`, '');
  };
  const failed = (text: string, end: End): Error => {
    const begun = dialogue.said.includes(shell);
    const failure = whyNotBegun(begun ? said() : `${text.trim()} ${dialogue.said}`, end);
    // sudo's own words are for an end of its own.
    const bySudo = begun && failure.kind !== 'ended-by-signal';
    return new HostError(world.hostName, bySudo ? whyNot(said(), marker, dialogue.prompts, world.user) : failure);
  };
  const out = afterMarker(channel, marker, failed);
  out.begun.catch(() => undefined);
  refused.catch(() => undefined);
  await Promise.race([out.begun, refused]);
  dialogue.running = true;
  // The command may have complained already, between its marker and now.
  complaints.add(said());
  send(channel, input);
  return { ...channel, out: out.rest, onError: (listener) => complaints.listen(listener) };
}

async function answerPrompt(channel: Channel, prompts: number, world: Dialogue): Promise<HostFailure | undefined> {
  const id = `sudo ${world.login}`;
  if (prompts > 1) {
    await world.secrets.forget(id);
    return { kind: 'sudo-wrong-password' };
  }
  const asked = world.secrets.get(id, {
    host: world.hostName,
    kind: 'sudo',
    what: `sudo on ${world.hostName} asks for the password of ${world.user}, to read and change /etc/audit as root.`,
    echo: false,
    canKeep: true,
  });
  const password = await world.limit.patience.whileAsking(asked);
  if (password === undefined) return { kind: 'cancelled' };
  channel.write(`${password}\n`);
  return undefined;
}

/** sudo ended without running the command. Texts are shown, decisions rest on what came when. */
function whyNot(said: string, marker: string, prompts: number, user: string): HostFailure {
  if (said.includes(`no sudo:${marker}`)) return { kind: 'no-sudo' };
  if (/^doas: /m.test(said)) return whyNotByDoas(said, user);
  if (prompts > 0) return { kind: 'sudo-not-allowed', user, text: withoutCommand(said) };
  if (/\btty\b|terminal/i.test(said)) return { kind: 'sudo-needs-terminal' };
  if (/not in the sudoers|not allowed|may not run|not permitted/i.test(said)) {
    return { kind: 'sudo-not-allowed', user, text: withoutCommand(said) };
  }
  return { kind: 'sudo-failed', text: said };
}

function whyNotByDoas(said: string, user: string): HostFailure {
  if (/auth\w* required/i.test(said)) return { kind: 'doas-needs-password', user };
  return { kind: 'doas-not-allowed', user, text: said };
}

/** sudo shows the whole script that it does not run. */
function withoutCommand(said: string): string {
  return said.replace(/(execute ')[^]*?sh -c [^]*('( as |\.|$))/, '$1sh -c …$2');
}
