import { oneLine } from '../hosts/hostFailure';
import type { LoadBy } from './hostScript';
import type { HostFile, HostState } from './hostState';
import { fileAt, isLocked } from './hostState';
import { countRules, rulesIn } from './diff';
import type { CompiledLine, RuleBook, RuleComparison } from './ruleBook';
import { isSame } from './ruleBook';

/** What a person wants on a host: these rules files, and these gone. Everything else stays as it is. */
export interface Wish {
  readonly files: readonly WishedFile[];
  /** Names of rules files that are to go. */
  readonly remove: readonly string[];
  /** How long the host waits for the confirmation before it goes back. */
  readonly confirmSeconds: number;
}

export interface WishedFile {
  /** `30-identity.rules`; it goes to /etc/audit/rules.d. */
  readonly name: string;
  readonly content: Uint8Array;
  /** For a file that the host has not; default 0640, 0:0. */
  readonly mode?: string;
  readonly owner?: string;
}

export type Step =
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly before: HostFile | undefined;
      readonly content: Uint8Array;
      readonly mode: string;
      readonly owner: string;
      readonly added: number;
      readonly removed: number;
    }
  | { readonly kind: 'remove'; readonly path: string; readonly before: HostFile; readonly removed: number }
  | { readonly kind: 'load'; readonly by: LoadBy; readonly withoutLock: boolean }
  | { readonly kind: 'prove'; readonly rules: number }
  | { readonly kind: 'confirm'; readonly seconds: number }
  | { readonly kind: 'lock' }
  | { readonly kind: 'next-boot' };

/** Why nothing can be done on this host, with what the person can do. */
export interface Obstacle {
  readonly what: string;
  readonly next: string;
}

export interface Plan {
  readonly state: HostState;
  /** In order; [] when everything is so already. Not to be run while there are obstacles. */
  readonly steps: readonly Step[];
  readonly obstacles: readonly Obstacle[];
  /** Names of files that are as wished, and of those that only the host has. */
  readonly unchanged: readonly string[];
  readonly kept: readonly string[];
  /** What will be in audit.rules, and so in the kernel. */
  readonly compiled: readonly CompiledLine[];
  /** Loaded now, and no file asks for it: gone after the load. */
  readonly vanishing: readonly string[];
}

export const rulesFolder = '/etc/audit/rules.d';

/** What to do so that a host is as wished. Pure: the same steps are shown, tested, run and undone. */
export function plan(state: HostState, wish: Wish, book: RuleBook): Plan {
  const files = [...writes(state, wish), ...removals(state, wish)];
  const rulesFiles = afterwards(state, wish);
  const compiled = book.compile(rulesFiles, state);
  const comparison = state.loaded === undefined ? undefined : book.compare(compiled, state.loaded, state);
  const wished = new Set(wish.files.map((file) => file.name));
  return {
    state,
    steps: [...files, ...effects(state, wish, compiled, comparison, files.length > 0)],
    obstacles: obstacles(state, wish, compiled),
    unchanged: [...wished].filter((name) => !files.some((step) => step.path === pathOf(name))),
    kept: rulesFiles.map((file) => file.name).filter((name) => !wished.has(name)),
    compiled,
    vanishing: comparison === undefined || isLocked(state) ? [] : vanishing(state, comparison, book),
  };
}

export function pathOf(name: string): string {
  return `${rulesFolder}/${name}`;
}

function writes(state: HostState, wish: Wish): Extract<Step, { kind: 'write' }>[] {
  return wish.files.flatMap((file) => {
    const path = pathOf(file.name);
    const before = fileAt(state, path);
    if (before?.kind === 'file' && equal(before.content, file.content)) return [];
    const { added, removed } = countRules(textOf(before?.content), textOf(file.content));
    const mode = before?.mode ?? file.mode ?? '640';
    const owner = before?.owner ?? file.owner ?? '0:0';
    return [{ kind: 'write' as const, path, before, content: file.content, mode, owner, added, removed }];
  });
}

function removals(state: HostState, wish: Wish): Extract<Step, { kind: 'remove' }>[] {
  return wish.remove.flatMap((name) => {
    const before = fileAt(state, pathOf(name));
    if (before === undefined) return [];
    return [{ kind: 'remove' as const, path: before.path, before, removed: rulesIn(textOf(before.content)) }];
  });
}

/** The rules files that will be there: kept, written, and not those removed. */
function afterwards(state: HostState, wish: Wish): { name: string; text: string }[] {
  const texts = new Map<string, string>();
  for (const file of state.files) {
    const name = file.path.slice(rulesFolder.length + 1);
    if (file.path.startsWith(`${rulesFolder}/`) && name.endsWith('.rules')) texts.set(name, textOf(file.content));
  }
  for (const name of wish.remove) texts.delete(name);
  for (const file of wish.files) texts.set(file.name, textOf(file.content));
  return [...texts].map(([name, text]) => ({ name, text }));
}

/** What goes with a file that changes is no surprise; what is in no file, neither before nor after, is. */
function vanishing(state: HostState, { foreign }: RuleComparison, book: RuleBook): readonly string[] {
  if (foreign.length === 0 || state.loaded === undefined) return [];
  const now = book.compile(afterwards(state, { files: [], remove: [], confirmSeconds: 0 }), state);
  const byHand = new Set(book.compare(now, state.loaded, state).foreign);
  return foreign.filter((rule) => byHand.has(rule));
}

function effects(
  state: HostState,
  wish: Wish,
  compiled: readonly CompiledLine[],
  comparison: RuleComparison | undefined,
  filesChange: boolean,
): Step[] {
  if (isLocked(state)) {
    return filesChange ? [{ kind: 'load', by: 'compile', withoutLock: false }, { kind: 'next-boot' }] : [];
  }
  const locks = compiled.some((line) => isLockLine(line.text));
  const isLoaded = comparison !== undefined && isSame(comparison);
  if (!filesChange && isLoaded && !locks) return [];
  return [
    { kind: 'load', by: 'augenrules', withoutLock: locks },
    { kind: 'prove', rules: comparison?.wanted ?? compiled.filter((line) => /^-[aAw]/.test(line.text)).length },
    { kind: 'confirm', seconds: wish.confirmSeconds },
    ...(locks ? [{ kind: 'lock' } as const] : []),
  ];
}

/** The one form of a lock that can be left out of a load and set afterwards; the script on the host knows the same. */
function isLockLine(text: string): boolean {
  return /^ *-e *2 *$/.test(text);
}

function obstacles(state: HostState, wish: Wish, compiled: readonly CompiledLine[]): Obstacle[] {
  const found: Obstacle[] = [];
  const add = (what: string, next: string): void => void found.push({ what, next });
  if (state.auditVersion === undefined) {
    add('There is no auditctl on this host.', 'Install audit there (package audit, or auditd on Debian and Ubuntu).');
  } else if (!state.hasAugenrules || !state.hasRulesFolder) {
    add(
      'This host has no augenrules with /etc/audit/rules.d.',
      'Make the folder /etc/audit/rules.d there; audit 2.3 and later read it.',
    );
  }
  if (state.loaded === undefined) {
    add(
      `auditctl cannot talk to the kernel: ${oneLine(state.loadedProblem)}.`,
      'In a container the kernel’s audit is out of reach; deploy to the machine that runs it.',
    );
  }
  if (state.missingTools.length > 0) {
    add(`The host lacks ${state.missingTools.join(', ')}.`, 'Install coreutils and util-linux there.');
  }
  for (const { transaction, seconds } of state.waiting) {
    add(
      `Another deploy (${transaction}) waits for its confirmation.`,
      `It goes back by itself in ${seconds} s; try again then.`,
    );
  }
  for (const name of [...wish.files.map((file) => file.name), ...wish.remove]) {
    if (!isDeployable(name)) {
      add(
        `"${name}" is no name that augenrules reads in all releases.`,
        'Use letters, digits, . _ + @ - and the ending .rules.',
      );
    }
    const there = fileAt(state, pathOf(name));
    if (there !== undefined && there.kind !== 'file') {
      add(
        `${there.path} is ${there.kind === 'link' ? 'a symbolic link' : 'no ordinary file'} on this host.`,
        'Replace it there by an ordinary file first.',
      );
    }
  }
  for (const line of compiled) {
    if (/(^|\s)-e\s*2(\s|$)/.test(line.text) && !isLockLine(line.text)) {
      add(
        `${line.file ?? 'A file'}${line.line === undefined ? '' : `:${line.line}`} locks in a line with other options, so the lock cannot wait for the proof.`,
        'Put "-e 2" on a line of its own, without indentation by tabs.',
      );
    }
  }
  return found;
}

/** A name that a deploy can write or remove. */
function isDeployable(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._+@-]*\.rules$/.test(name);
}

/** Files that only the host has, which a deploy could also remove. */
export function removable({ kept, state }: Plan): string[] {
  return kept.filter((name) => isDeployable(name) && fileAt(state, pathOf(name))?.kind === 'file');
}

/** Names of the files that a plan removes. */
export function removed({ steps }: Plan): string[] {
  return steps.flatMap((step) => (step.kind === 'remove' ? [step.path.slice(rulesFolder.length + 1)] : []));
}

function textOf(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
