import * as vscode from 'vscode';
import type { Host } from '../../hosts/host';
import type { HostBook } from '../../hosts/hostBook';
import { isServerAddress, usualPort, type CentralWish } from './wish';

/** What a person is asked before anything connects: all of a wish but the server's address, which hosts must tell. */
export type Answers = Omit<CentralWish, 'serverAddress' | 'confirmSeconds'>;

const memoryKey = 'auditd.central.answers';

/** Asks step by step; Escape ends it, the arrow goes back. What was answered last time is offered first. */
export async function askForWish(
  book: HostBook,
  memory: vscode.Memento,
  suggested: { readonly central?: string; readonly senders?: readonly string[] },
): Promise<Answers | undefined> {
  const hosts = await book.hosts();
  if (hosts.length < 2) {
    const add = vscode.l10n.t('Add Host…');
    const text = vscode.l10n.t('Central logging needs two hosts at least: one that collects, and one that sends.');
    if ((await vscode.window.showInformationMessage(text, add)) === add) {
      void vscode.commands.executeCommand('auditd.addHost');
    }
    return undefined;
  }
  const before = readAnswers(memory.get(memoryKey));
  let answers: Answers = { ...before, ...suggestedOnes(suggested, hosts) };
  const steps = [askCentral, askSenders, askPort, askOptions];
  for (let step = 0; step < steps.length;) {
    const answer = await steps[step]?.({ hosts, answers, number: step + 1, count: steps.length });
    if (answer === undefined) return undefined;
    if (answer === 'back') step = Math.max(0, step - 1);
    else {
      answers = { ...answers, ...answer };
      step++;
    }
  }
  await memory.update(memoryKey, answers);
  return answers;
}

interface Asking {
  readonly hosts: readonly Host[];
  readonly answers: Answers;
  readonly number: number;
  readonly count: number;
}

type Asked = Promise<Partial<Answers> | 'back' | undefined>;

async function askCentral({ hosts, answers, ...place }: Asking): Asked {
  const items = hosts.map(({ name, role }) => ({ label: name, description: role ?? '' }));
  const isLikely = (item: { label: string; description: string }): number =>
    Number(item.label === answers.central) * 2 + Number(item.description === 'central');
  items.sort((a, b) => isLikely(b) - isLikely(a));
  const placeholder = vscode.l10n.t('Which host collects the events of the others?');
  const picked = await pick(items, { ...place, placeholder, many: false, chosen: [] });
  return picked === undefined || picked === 'back' ? picked : { central: picked[0]?.label ?? '' };
}

async function askSenders({ hosts, answers, ...place }: Asking): Asked {
  const others = hosts.filter(({ name }) => name !== answers.central);
  const items = others.map(({ name, role }) => ({ label: name, description: role ?? '' }));
  const known = others.filter(({ name, role }) => answers.senders.includes(name) || role === 'sender');
  const chosen = known.map(({ name }) => name);
  const placeholder = vscode.l10n.t('Which hosts send their events to {0}?', answers.central);
  const picked = await pick(items, { ...place, placeholder, many: true, chosen });
  if (picked === undefined || picked === 'back') return picked;
  return picked.length === 0 ? 'back' : { senders: picked.map(({ label }) => label) };
}

async function askPort({ answers, number, count }: Asking): Asked {
  const box = vscode.window.createInputBox();
  box.title = titleOf(number, count);
  box.prompt = vscode.l10n.t(
    'The TCP port on which {0} listens. 60 is the usual one, which SELinux knows.',
    answers.central,
  );
  box.value = String(answers.port);
  box.ignoreFocusOut = true;
  box.buttons = [vscode.QuickInputButtons.Back];
  const problem = (text: string): string =>
    /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
      ? ''
      : vscode.l10n.t('A number from 1 to 65535.');
  box.onDidChangeValue((text) => (box.validationMessage = problem(text)));
  return new Promise((resolve) => {
    box.onDidAccept(() => {
      if (problem(box.value) === '') finish(box, resolve, { port: Number(box.value) });
    });
    box.onDidTriggerButton(() => finish(box, resolve, 'back'));
    box.onDidHide(() => finish(box, resolve, undefined));
    box.show();
  });
}

async function askOptions({ answers, ...place }: Asking): Asked {
  const items = options.map(({ label, detail }) => ({
    label: vscode.l10n.t(label),
    description: '',
    detail: vscode.l10n.t(detail),
  }));
  const chosen = items.filter((_, index) => options[index]?.isChosen(answers) === true).map(({ label }) => label);
  const placeholder = vscode.l10n.t('How? What is ticked is done.');
  const picked = await pick(items, { ...place, placeholder, many: true, chosen });
  if (picked === undefined || picked === 'back') return picked;
  const isTicked = (index: number): boolean => picked.some(({ label }) => label === items[index]?.label);
  return Object.assign({}, ...options.map((option, index) => option.answer(isTicked(index)))) as Partial<Answers>;
}

interface Option {
  readonly label: string;
  readonly detail: string;
  readonly isChosen: (answers: Answers) => boolean;
  readonly answer: (ticked: boolean) => Partial<Answers>;
}

const options: readonly Option[] = [
  {
    label: 'Keep the senders’ own logs',
    detail: 'Without it a sender writes nothing of its own: what does not arrive is nowhere.',
    isChosen: ({ localLog }) => localLog === 'keep',
    answer: (ticked) => ({ localLog: ticked ? 'keep' : 'off' }),
  },
  {
    label: 'Queue on disk while the server is away (mode forward)',
    detail: 'Without it the queue is in memory, and is gone when auditd stops (mode immediate).',
    isChosen: ({ mode }) => mode === 'forward',
    answer: (ticked) => ({ mode: ticked ? 'forward' : 'immediate' }),
  },
  {
    label: 'Open the central server’s firewall for the senders',
    detail: 'For their addresses only: whoever else reached the port could put records into the log.',
    isChosen: ({ firewall }) => firewall === 'open',
    answer: (ticked) => ({ firewall: ticked ? 'open' : 'leave' }),
  },
  {
    label: 'Allow the senders in /etc/hosts.allow where tcp wrappers deny',
    detail: 'Only where auditd asks them and hosts.deny would turn the senders away.',
    isChosen: ({ wrappers }) => wrappers === 'allow',
    answer: (ticked) => ({ wrappers: ticked ? 'allow' : 'leave' }),
  },
  {
    label: 'Record every command that people run on the senders',
    detail: 'Adds rules for execve by logged-in users (60-commands.rules). Much to read, and much to send.',
    isChosen: ({ commands }) => commands === 'record',
    answer: (ticked) => ({ commands: ticked ? 'record' : 'leave' }),
  },
  {
    label: 'Names with domain (name_format fqd)',
    detail: 'Without it a sender is known by its short host name.',
    isChosen: ({ nameFormat }) => nameFormat === 'fqd',
    answer: (ticked) => ({ nameFormat: ticked ? 'fqd' : 'hostname' }),
  },
  {
    label: 'Kerberos',
    detail: 'Encrypts what is sent. The key tables must be there already; they are only checked.',
    isChosen: ({ transport }) => transport === 'krb5',
    answer: (ticked) => ({ transport: ticked ? 'krb5' : 'tcp' }),
  },
];

/** How the senders reach the server: one of its own addresses, or what the person types. */
export async function askServerAddress(central: string, candidates: readonly string[]): Promise<string | undefined> {
  const other = vscode.l10n.t('$(edit) Another name or address…');
  const items = [...new Set(candidates)].filter(isServerAddress).map((label) => ({ label }));
  const picked = await vscode.window.showQuickPick([...items, { label: other }], {
    title: vscode.l10n.t('Set Up Central Logging'),
    placeHolder: vscode.l10n.t('By which name or address do the senders reach {0}?', central),
    ignoreFocusOut: true,
  });
  if (picked?.label !== other) return picked?.label;
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Set Up Central Logging'),
    prompt: vscode.l10n.t('The name or address of {0} as the senders see it.', central),
    ignoreFocusOut: true,
    validateInput: (text) =>
      isServerAddress(text) ? undefined : vscode.l10n.t('This is no host name and no address.'),
  });
}

interface Picking {
  readonly placeholder: string;
  readonly many: boolean;
  readonly chosen: readonly string[];
  readonly number: number;
  readonly count: number;
}

function pick<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  { placeholder, many, chosen, number, count }: Picking,
): Promise<readonly Item[] | 'back' | undefined> {
  const quick = vscode.window.createQuickPick<Item>();
  quick.title = titleOf(number, count);
  quick.placeholder = placeholder;
  quick.items = items;
  quick.canSelectMany = many;
  quick.matchOnDescription = true;
  quick.ignoreFocusOut = true;
  if (many) quick.selectedItems = items.filter(({ label }) => chosen.includes(label));
  if (number > 1) quick.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    quick.onDidAccept(() => finish(quick, resolve, many ? quick.selectedItems : quick.activeItems));
    quick.onDidTriggerButton(() => finish(quick, resolve, 'back'));
    quick.onDidHide(() => finish(quick, resolve, undefined));
    quick.show();
  });
}

/** Hiding fires too when something was chosen; only the first answer of a promise counts. */
function finish<Answer>(input: vscode.QuickInput, resolve: (answer: Answer) => void, answer: Answer): void {
  resolve(answer);
  input.dispose();
}

function titleOf(number: number, count: number): string {
  return vscode.l10n.t('Set Up Central Logging ({0}/{1})', number, count);
}

function suggestedOnes(
  { central, senders }: { readonly central?: string; readonly senders?: readonly string[] },
  hosts: readonly Host[],
): Partial<Answers> {
  const isThere = (name: string): boolean => hosts.some((host) => host.name === name);
  return {
    ...(central !== undefined && isThere(central) ? { central } : {}),
    ...(senders === undefined ? {} : { senders: senders.filter(isThere) }),
  };
}

/** What is remembered may be an older version's, or somebody's own making. */
function readAnswers(value: unknown): Answers {
  const found = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof Answers, unknown>>;
  const one = <Word extends string>(key: keyof Answers, words: readonly [Word, ...Word[]]): Word =>
    words.find((word) => word === found[key]) ?? words[0];
  const { port, senders, central } = found;
  return {
    central: typeof central === 'string' ? central : '',
    senders: Array.isArray(senders) ? senders.filter((name) => typeof name === 'string') : [],
    port: typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : usualPort,
    transport: one('transport', ['tcp', 'krb5']),
    mode: one('mode', ['forward', 'immediate']),
    nameFormat: one('nameFormat', ['hostname', 'fqd', 'numeric']),
    localLog: one('localLog', ['keep', 'off']),
    firewall: one('firewall', ['open', 'leave']),
    wrappers: one('wrappers', ['allow', 'leave']),
    commands: one('commands', ['leave', 'record']),
  };
}
