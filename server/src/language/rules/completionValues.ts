import { errors } from '../../../../core/src/facts/rules/errno';
import type { FieldFact } from '../../../../core/src/facts/rules/fields';
import { machines, machineOfWidth } from '../../../../core/src/facts/rules/machines';
import { messageTypeMeaning } from '../../../../core/src/facts/rules/messageTypeMeanings';
import { messageTypes } from '../../../../core/src/facts/rules/messageTypes';
import { isKnownTo } from '../../../../core/src/facts/rules/releases';
import { syscallNumbers } from '../../../../core/src/facts/rules/syscalls';
import {
  addressFamilies,
  fileSystemTypes,
  fileTypes,
  permissions,
  signals,
} from '../../../../core/src/facts/rules/values';
import type { RulesTree } from '../../../../core/src/rules/tree';
import { escapeWord } from '../../../../core/src/rules/words';
import { type Target, atLeast } from '../../../../core/src/target';
import type { Span } from '../../../../core/src/text/span';
import { CompletionItemKind } from 'vscode-languageserver';
import type { SourceDocument, Surroundings } from '../language';
import { LineNotes } from './lineNotes';
import { machineOf, tableOf } from './machine';
import { keysOf } from './keyUses';
import { type RuleParts, partsOf } from './ruleParts';
import { syscallMeaning, syscallRank } from './syscallMeanings';
import { watchedPaths } from './watchedPaths';

type Rules = SourceDocument<RulesTree>;
type Around = Surroundings<RulesTree>;

export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  readonly documentation?: string;
  /** What is written, where it is not the label. */
  readonly newText?: string;
  readonly filterText?: string;
  /** After this there is more to choose at once. */
  readonly more?: boolean;
}

const value = (label: string, detail: string, extra: Partial<Offer> = {}): Offer => ({
  label,
  detail,
  kind: CompletionItemKind.Value,
  ...extra,
});

/** Values of a field behind its operator, the usual first; none for fields that take any number or word. */
export function valueOffers(
  document: Rules,
  fact: FieldFact,
  operator: string,
  parts: RuleParts,
  around: Around,
  span: Span,
): readonly Offer[] {
  const { target } = around;
  switch (fact.value) {
    case 'uid':
      return userOffers(fact.name, operator, target);
    case 'gid':
      return [
        value('root', 'group 0'),
        ...(target.groups ?? []).filter((name) => name !== 'root').map((name) => value(name, 'group')),
      ];
    case 'arch':
      return archOffers(target);
    case 'errno':
      return errnoOffers();
    case 'number':
      return fact.name === 'success' ? [value('1', 'the call succeeded'), value('0', 'the call failed')] : [];
    case 'path':
      return pathOffers(document, fact.name === 'dir' ? 'folder' : fact.name === 'exe' ? 'program' : 'file', span);
    case 'perm':
      return permissionOffers;
    case 'filetype':
      return fileTypes.map(({ name, meaning }) => value(name, meaning));
    case 'fstype':
      return fileSystemTypes
        .filter((each) => isKnownTo(target.auditVersion, each))
        .map(({ name, meaning }) => value(name, meaning));
    case 'msgtype':
      return messageTypes
        .filter((each) => isKnownTo(target.auditVersion, each))
        .map(({ name, number }) => {
          const documentation = messageTypeMeaning(name);
          return value(name, String(number), {
            kind: CompletionItemKind.EnumMember,
            ...(documentation === undefined ? {} : { documentation }),
          });
        });
    case 'session':
      return [value('unset', 'no session: daemons')];
    case 'family':
      return [...addressFamilies]
        .sort((a, b) => familyRank(a.name) - familyRank(b.name))
        .map(({ name, number, meaning }) =>
          value(String(number), `${name}: ${meaning}`, { filterText: `${number} ${name}` }),
        );
    case 'key':
      return keyOffers(document, around, span);
    case 'integer':
    case 'label':
      return [];
  }
}

const familyRank = (name: string) => ['inet', 'inet6', 'local'].indexOf(name) >>> 0;

function userOffers(field: string, operator: string, target: Target): Offer[] {
  const isAuid = field === 'auid' || field === 'loginuid';
  const names = (target.users ?? [])
    .filter((name) => name !== 'root')
    .map((name) => value(name, `user of ${target.host ?? 'the target'}`));
  const root = value('root', 'user 0');
  const zero = value('0', 'root');
  const unset = atLeast(target, '2.7')
    ? value('unset', 'nobody logged in: daemons and what they start')
    : value('4294967295', 'nobody logged in: daemons and what they start');
  const first = value('1000', 'the first ordinary user; add `auid!=unset`, which is a larger number than any', {
    documentation:
      'Ordinary users begin at 1000 (`UID_MIN` in /etc/login.defs). An unset auid is 4294967295 and matches `>=1000` too, so add `-F auid!=unset`.',
  });
  if (!isAuid)
    return operator === '>=' || operator === '<'
      ? [{ ...first, detail: 'the first ordinary user' }, zero]
      : [zero, root, ...names];
  if (operator === '>=' || operator === '<') return [first, zero];
  if (operator === '!=' || operator === '=') return [unset, zero, root, ...names];
  return [value('999', 'the last user id of the system'), zero];
}

function archOffers(target: Target): Offer[] {
  const machine = machineOf(target);
  const widths = (['b64', 'b32'] as const).flatMap((width) => {
    const meant = machineOfWidth(machine, width);
    return meant === undefined
      ? []
      : [value(width, `${meant.name}, the ${width === 'b64' ? '64' : '32'}-bit calls of ${machine.name}`)];
  });
  const named = machines
    .filter((each) => isKnownTo(target.auditVersion, each))
    .map(({ name, elf }) => value(name, `0x${elf.toString(16)}; b64 and b32 work on every machine`));
  return [...widths, ...named];
}

const usualErrors = ['EACCES', 'EPERM', 'ENOENT', 'EROFS', 'EEXIST', 'ENOTDIR', 'EBUSY', 'ETXTBSY'];

function errnoOffers(): Offer[] {
  const rank = (name: string) => usualErrors.indexOf(name) >>> 0;
  return [...errors]
    .sort((a, b) => rank(a.name) - rank(b.name))
    .map(({ name, number }) =>
      value(`-${name}`, `-${number}`, { kind: CompletionItemKind.EnumMember, filterText: `-${name} ${name}` }),
    );
}

export const permissionOffers: readonly Offer[] = ['wa', 'rwxa', 'x', 'r', 'w', 'a', 'rwa'].map((letters) => {
  const meanings = permissions.filter(({ name }) => letters.includes(name)).map(({ meaning }) => meaning);
  return value(letters, meanings.join(' '));
});

/** Names for -S in the table of the arch on the line; `given`: those that stand there already. */
export function syscallOffers(parts: RuleParts, { target }: Around, given: readonly string[]): Offer[] {
  const table = tableOf(parts, target);
  const numbers = [...syscallNumbers(table, target.auditVersion)].filter(([name]) => !given.includes(name));
  const offers = numbers
    .map(([name, number]) => ({ name, number, rank: syscallRank(name) }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .map(({ name, number }): Offer => {
      const meaning = syscallMeaning(name);
      return {
        label: name,
        kind: CompletionItemKind.Function,
        detail: `${number} on ${table}`,
        ...(meaning === undefined ? {} : { documentation: meaning }),
      };
    });
  return given.length > 1
    ? offers
    : [...offers, { label: 'all', kind: CompletionItemKind.Constant, detail: 'every system call' }];
}

/** Keys that the folder uses, the one used most first; the key that is being typed does not count. */
export function keyOffers(document: Rules, { siblings }: Around, span: Span): Offer[] {
  const counts = new Map<string, number>();
  for (const each of new Set([...siblings, document])) {
    for (const [key, uses] of keysOf(each)) {
      const others = each === document ? uses.filter(({ part }) => part.start !== span.start) : uses;
      if (others.length > 0) counts.set(key, (counts.get(key) ?? 0) + others.length);
    }
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([key, count]) => ({
      label: key,
      newText: escapeWord(key),
      kind: CompletionItemKind.Reference,
      detail: count === 1 ? '1 rule' : `${count} rules`,
    }));
}

interface PathNote {
  readonly watches: readonly string[];
  readonly programs: readonly string[];
}

const noPaths: PathNote = { watches: [], programs: [] };

/** The paths that a line watches, and the programs that it names. */
const pathNotes = new LineNotes((pieces, text): PathNote => {
  const watches: string[] = [];
  const programs: string[] = [];
  for (const line of pieces) {
    if (line.kind !== 'command') continue;
    const { watch, conditions } = partsOf(line, text);
    const path = watch?.argument?.text;
    if (path !== undefined) watches.push(path);
    if (line.text.includes('exe=')) {
      for (const { fact, value } of conditions) if (fact.name === 'exe') programs.push(value.text);
    }
  }
  return watches.length + programs.length === 0 ? noPaths : { watches, programs };
});

/** Paths that are usually watched, then those of this file. */
export function pathOffers(document: Rules, wish: 'file' | 'folder' | 'program' | 'any', span: Span): Offer[] {
  const here = new Set<string>();
  const typed = document.lines.lineAt(span.start);
  for (const [number, { watches, programs }] of pathNotes.of(document).entries()) {
    if (here.size > 200) break;
    if (number !== typed) for (const path of wish === 'program' ? programs : watches) here.add(path);
  }
  const offer = (path: string, detail: string): Offer => ({
    label: path,
    newText: escapeWord(path),
    kind: path.endsWith('/') ? CompletionItemKind.Folder : CompletionItemKind.File,
    detail,
  });
  const fits = (path: string) =>
    wish === 'any' ||
    (wish === 'program' ? here.has(path) || isProgram(path) : path.endsWith('/') === (wish === 'folder'));
  // `path` takes no trailing slash, and for `dir` it means nothing.
  const written = (path: string) => (wish === 'folder' ? path.slice(0, -1) : path);
  return [
    ...watchedPaths.filter(([path]) => fits(path)).map(([path, meaning]) => offer(written(path), meaning)),
    ...[...here]
      .filter((path) => fits(path) && !watchedPaths.some(([known]) => known === path))
      .map((path) => offer(written(path), 'in this file')),
  ];
}

const isProgram = (path: string) => /\/s?bin\/[^/]+$/.test(path);

/** Arguments of settings. */
export function settingOffers(option: string, { target }: Around): readonly Offer[] {
  switch (option) {
    case '-e':
      return [value('1', 'auditing on'), value('2', 'on, and locked until the next boot'), value('0', 'auditing off')];
    case '-f':
      return [value('1', 'a message of the kernel'), value('2', 'the kernel panics'), value('0', 'nothing')];
    case '-b':
      return [
        value('8192', 'what the sample rules use'),
        value('16384', 'for busy hosts'),
        value('65536', 'for very busy hosts'),
      ];
    case '-r':
      return [value('0', 'no limit')];
    case '--backlog_wait_time':
      return [value('60000', 'what the sample rules use'), value('0', 'do not wait: events are lost instead')];
    case '--signal':
      return signals
        .filter((each) => isKnownTo(target.auditVersion, each))
        .map(({ name, meaning }) => value(name, meaning));
    default:
      return [];
  }
}
