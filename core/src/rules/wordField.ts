import { errors } from '../facts/rules/errno';
import { comparableFields, fieldFact, fields, operatorsOf, type FieldFact } from '../facts/rules/fields';
import { listFact, lists } from '../facts/rules/lists';
import { machines, type SyscallTable } from '../facts/rules/machines';
import { messageType, messageTypes } from '../facts/rules/messageTypes';
import { isKnownTo } from '../facts/rules/releases';
import { syscallFact, syscallNumbers } from '../facts/rules/syscalls';
import { addressFamilies, fileSystemTypes, fileTypes } from '../facts/rules/values';
import type { Fix } from '../findings';
import { nearest } from '../text/nearest';
import { replacement, type Scene, ticked, type Words } from './scene';

/** Messages about -a, -F, -C and -S: lists, fields, operators, values. */
export function wordField(scene: Scene): Words {
  const { fault } = scene;
  const { subject, detail } = fault;
  switch (fault.code) {
    case 'missing-operator':
      return {
        message:
          detail === 'compare'
            ? `\`-C\` takes two fields with \`=\` or \`!=\` between them, such as \`uid!=euid\`; \`${subject}\` has neither.`
            : `\`${subject}\` has no operator: \`-F\` takes FIELD, operator and value in one word, such as \`auid>=1000\`. Are there blanks around the operator?`,
      };
    case 'missing-field':
      return { message: `Before \`${subject}\` the name of a field is missing.` };
    case 'missing-value':
      return {
        message: `\`${subject}\` has no value: \`-F\` takes one word without blanks, so the value stands directly behind the operator.`,
      };
    case 'unknown-field':
      return unknownField(scene);
    case 'field-needs-other-list':
      return needsOtherList(scene);
    case 'fields-not-comparable':
      return notComparable(subject, detail);
    case 'operator-not-taken':
      return { message: `\`${subject}\` cannot stand here; this field takes ${ticked(detail)}.` };
    case 'not-a-number':
      return { message: `\`${detail}\` takes a number that begins with a digit, not \`${subject}\`.` };
    case 'success-word':
      return successWord(scene);
    case 'bad-permission':
      return { message: `\`${subject}\` is no set of permissions: one to four of the letters r, w, x and a.` };
    case 'unknown-account':
      return unknownAccount(scene);
    case 'unknown-arch':
      return unknownArch(scene);
    case 'unknown-syscall':
      return unknownSyscall(scene);
    case 'unknown-list':
      return unknownList(scene);
    case 'unknown-action':
      return unknownAction(scene);
    default:
      return unknownValue(scene);
  }
}

/** Which letters a word holds, a bit each: words that are near hold nearly the same. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The nearest of many names; those that differ in too many letters are passed over before they are compared. */
function nearestOfMany(word: string, known: readonly string[]): string | undefined {
  const letters = lettersOf(word.toLowerCase());
  // An edit takes away one letter and brings one at most.
  const most = 2 * Math.max(1, Math.floor(word.length / 3));
  return nearest(
    word,
    known.filter((name) => bitCount(lettersOf(name.toLowerCase()) ^ letters) <= most),
  );
}

function guess(scene: Scene, known: readonly string[], message: (close: string) => string): Words {
  const close = nearestOfMany(scene.fault.subject, known);
  if (close === undefined) return { message: message('') };
  return { message: message(` Is \`${close}\` meant?`), fixes: [replacement(scene.fault, close, false)] };
}

function unknownField(scene: Scene): Words {
  const { subject, detail } = scene.fault;
  const { version } = scene.context;
  if (detail !== '')
    return { message: `The field \`${subject}\` exists from ${detail} on; auditctl ${version} refuses it.` };
  if (/[=!<>&]/.test(subject)) {
    return {
      message: `auditctl takes the first operator it looks for, so the field would be \`${subject}\`. Write one operator; a value cannot hold one.`,
    };
  }
  const eventOnly =
    /^(cwd|comm|name|tty|ses|syscall|proctitle|subj|obj|type|acct|addr|hostname|terminal|res|items|node)$/.test(
      subject,
    );
  if (eventOnly)
    return { message: `\`${subject}\` stands in events but is no field of rules: it serves for searching.` };
  const known = fields.filter((fact) => isKnownTo(version, fact)).map(({ name }) => name);
  return guess(scene, known, (close) => `auditctl has no field \`${subject}\`.${close}`);
}

function needsOtherList({ fault, context }: Scene): Words {
  const { subject, detail } = fault;
  if (detail !== 'exclude') {
    return { message: `\`${subject}\` can only be used on the list ${ticked(detail)}.` };
  }
  const more = context.v.excludeAccounts
    ? '`msgtype`, `pid`, `uid`, `gid`, `auid`, `subj_*` and (from 3.0) `exe`'
    : '`msgtype`';
  return { message: `On exclude auditctl ${context.version} takes only ${more}, not \`${subject}\`.` };
}

function notComparable(subject: string, field: string): Words {
  const group = comparableFields.find((names) => names.includes(field));
  const groups = comparableFields.map((names) => names.join(', ')).join('; or of ');
  return {
    message: `\`${subject}\` cannot be compared${group === undefined ? ` (\`${field}\` is in no comparison)` : ''}: \`-C\` takes two different fields of ${groups}.`,
  };
}

function successWord({ fault }: Scene): Words {
  const number = /^(yes|true|success)$/i.test(fault.subject)
    ? '1'
    : /^(no|false|fail|failed)$/i.test(fault.subject)
      ? '0'
      : undefined;
  const message = `\`success\` takes a number: 1 for calls that succeeded, 0 for those that failed. \`${fault.subject}\` is none.`;
  return number === undefined ? { message } : { message, fixes: [replacement(fault, number, true)] };
}

function unknownAccount(scene: Scene): Words {
  const { fault, line, source } = scene;
  const { subject, detail } = fault;
  const what = detail === 'uid' ? 'user' : 'group';
  const doubled = /^([=<>])(.+)$/.exec(subject);
  if (doubled !== null) {
    const use = line.options.find(({ argument }) => argument !== undefined && argument.end === fault.span.end);
    const field = /^\w+/.exec(use?.argument?.text ?? '')?.[0] ?? '';
    const span = { start: use?.argument?.start ?? fault.span.start, end: fault.span.end };
    // `==` surely means =, and `=>` was meant to be >=.
    const meant = doubled[1] === '=' ? '=' : `${doubled[1]}=`;
    const right = `${field}${meant}${doubled[2]}`;
    const written = source.slice(span.start, span.end);
    return {
      message: `\`${written}\` is read as \`${field}\`, \`=\`, and a ${what} called \`${subject}\`. Write \`${right}\`.`,
      fixes: [{ title: `Write ${right}`, edits: [{ span, newText: right }], safe: true }],
    };
  }
  if (fault.refusedBy === null) {
    return {
      message: `Whether the ${what} \`${subject}\` exists is known only where the file is loaded; where it does not, auditctl refuses the line.`,
    };
  }
  const fixes: Fix[] = [];
  if (detail === 'gid' && /^(unset|-1)$/.test(subject)) return { message: 'A group cannot be unset; only `auid` can.' };
  if (/^unset$/i.test(subject)) fixes.push(replacement(fault, scene.context.v.unset ? 'unset' : '4294967295', true));
  return { message: `The ${what} \`${subject}\` does not exist on the target, and auditctl refuses the line.`, fixes };
}

function unknownArch(scene: Scene): Words {
  const { fault, context } = scene;
  const { subject } = fault;
  const other = { arm64: 'aarch64', amd64: 'x86_64', x64: 'x86_64', x86: 'i386' }[subject.toLowerCase()];
  if (other !== undefined) {
    return {
      message: `auditctl does not know the machine \`${subject}\`; it calls it \`${other}\`.`,
      fixes: [replacement(fault, other, true)],
    };
  }
  const here = context.machine?.name ?? 'this machine';
  if (/^b(32|64)$/i.test(subject))
    return { message: `\`${subject}\` means nothing on ${here}: there are no such calls.` };
  const later = machines.find(({ names }) => names.some(({ name }) => name === subject.toLowerCase()));
  if (later?.since !== undefined && !isKnownTo(context.version, later)) {
    return {
      message: `The machine \`${subject}\` is known from ${later.since} on; auditctl ${context.version} refuses it.`,
    };
  }
  const names = ['b64', 'b32', ...machines.flatMap((machine) => machine.names.map(({ name }) => name))];
  return guess(
    scene,
    names,
    (close) =>
      `\`${subject}\` is no machine: \`arch\` takes \`b64\`, \`b32\`, or a name such as \`x86_64\` or \`aarch64\`.${close}`,
  );
}

function unknownSyscall(scene: Scene): Words {
  const { fault, context } = scene;
  const { subject } = fault;
  const table = fault.detail as SyscallTable;
  if (/^\d/.test(subject)) return { message: `\`${subject}\` is no system call: numbers go up to 2047.` };
  const place = table === 'io_uring' ? 'io_uring' : table;
  const fact = syscallFact(table, subject);
  if (fact?.since !== undefined && !isKnownTo(context.version, { since: fact.since })) {
    return {
      message: `\`${subject}\` is known from ${fact.since} on; auditctl ${context.version} refuses it. Its number, ${fact.number}, is taken by any release.`,
      fixes: [replacement(fault, String(fact.number), false)],
    };
  }
  if (fact?.until !== undefined) {
    return { message: `\`${subject}\` was known up to ${fact.until}; auditctl ${context.version} refuses it.` };
  }
  if (/^all$/i.test(subject))
    return { message: '`all` is written in lower case.', fixes: [replacement(fault, 'all', true)] };
  const twin: Partial<Record<SyscallTable, SyscallTable>> = {
    x86_64: 'i386',
    i386: 'x86_64',
    aarch64: 'arm',
    arm: 'aarch64',
    s390x: 's390',
    s390: 's390x',
  };
  const other = twin[table];
  if (other !== undefined && syscallNumbers(other, context.version).has(subject.toLowerCase())) {
    return {
      code: 'syscall-not-on-arch',
      message: `There is no \`${subject}\` on ${place}, only on ${other}. Put it in a rule for that machine.`,
    };
  }
  const names = [...syscallNumbers(table, context.version).keys()];
  return guess(
    scene,
    names,
    (close) => `auditctl ${context.version} knows no system call \`${subject}\` on ${place}.${close}`,
  );
}

function unknownList(scene: Scene): Words {
  const { fault, context } = scene;
  const { subject, detail } = fault;
  if (detail === 'comma' || detail === 'commas') {
    return {
      message: `\`${subject}\` is no pair of action and list: write both with one comma between them, such as \`always,exit\`.`,
    };
  }
  if (subject.toLowerCase() === 'entry') {
    return { message: 'The list `entry` is gone since 2.7. Write `exit`.', fixes: [replacement(fault, 'exit', true)] };
  }
  const fact = listFact(subject);
  if (fact?.since !== undefined && !isKnownTo(context.version, fact)) {
    return { message: `The list \`${subject}\` exists from ${fact.since} on; auditctl ${context.version} refuses it.` };
  }
  const names = lists
    .filter((list) => list.name !== 'entry' && isKnownTo(context.version, list))
    .map(({ name }) => name as string);
  const known = detail === 'or-action' ? [...names, 'always', 'never'] : names;
  const same = known.find((name) => name === subject.toLowerCase());
  if (same !== undefined)
    return { message: `\`${subject}\` is written in lower case.`, fixes: [replacement(fault, same, true)] };
  return guess(
    scene,
    known,
    (close) => `${subject === '' ? 'Nothing' : `\`${subject}\``} is no list: ${names.join(', ')}.${close}`,
  );
}

function unknownAction(scene: Scene): Words {
  const { fault } = scene;
  const { subject } = fault;
  if (subject === 'possible')
    return {
      message: 'The action `possible` is history. Write `always`.',
      fixes: [replacement(fault, 'always', false)],
    };
  const lower = subject.toLowerCase();
  if (lower !== subject && (lower === 'always' || lower === 'never')) {
    return { message: `\`${subject}\` is written in lower case.`, fixes: [replacement(fault, lower, true)] };
  }
  return guess(
    scene,
    ['always', 'never'],
    (close) => `${subject === '' ? 'Nothing' : `\`${subject}\``} is no action: \`always\` or \`never\`.${close}`,
  );
}

function unknownValue(scene: Scene): Words {
  const { fault, context } = scene;
  const { subject, detail } = fault;
  const fact = fieldFact(detail) as FieldFact;
  switch (fact.value) {
    case 'errno':
      return guess(
        scene,
        errors.map(({ name }) => (subject.startsWith('-') ? `-${name}` : name)),
        (close) => `\`${subject}\` is neither a number nor the name of an error, such as \`-EACCES\`.${close}`,
      );
    case 'msgtype': {
      const later = messageType(subject);
      if (later?.since !== undefined && !isKnownTo(context.version, later)) {
        return {
          message: `The type \`${later.name}\` is known from ${later.since} on; auditctl ${context.version} refuses it. Its number, ${later.number}, is taken by any release.`,
          fixes: [replacement(fault, String(later.number), false)],
        };
      }
      return guess(
        scene,
        messageTypes.map(({ name }) => name),
        (close) => `auditctl knows no type of record \`${subject}\`.${close}`,
      );
    }
    case 'filetype':
      return guess(
        scene,
        fileTypes.map(({ name }) => name),
        (close) => `\`${subject}\` is no type of file: ${fileTypes.map(({ name }) => name).join(', ')}.${close}`,
      );
    case 'fstype': {
      const known = fileSystemTypes.filter((type) => isKnownTo(context.version, type)).map(({ name }) => name);
      const later = fileSystemTypes.find(({ name }) => name === subject.toLowerCase());
      if (later?.since !== undefined)
        return {
          message: `The file system \`${later.name}\` is known from ${later.since} on; auditctl ${context.version} refuses it.`,
        };
      return guess(
        scene,
        known,
        (close) => `\`fstype\` knows ${known.join(', ')} and magic numbers, not \`${subject}\`.${close}`,
      );
    }
    default:
      return {
        message: `\`${detail}\` does not take \`${subject}\`; it takes ${ticked(operatorsOf(fact).join(' '))} and a value such as ${addressFamilies[1]!.number}.`,
      };
  }
}
