import { errnoName, errnoNumber } from '../../../../core/src/facts/rules/errno';
import type { FieldFact } from '../../../../core/src/facts/rules/fields';
import { machineOfElf } from '../../../../core/src/facts/rules/machines';
import { messageTypeMeaning } from '../../../../core/src/facts/rules/messageTypeMeanings';
import { messageType, messageTypeOfNumber } from '../../../../core/src/facts/rules/messageTypes';
import { addressFamilies, fileSystemTypes, fileTypes, permissions } from '../../../../core/src/facts/rules/values';
import type { Target } from '../../../../core/src/target';
import { lifetime } from './lifetime';
import { machineOf, machineOfArch } from './machine';

/** What a value means in its field; undefined: no more than it says. */
export function valueNote(fact: FieldFact, value: string, target: Target): string | undefined {
  switch (fact.value) {
    case 'uid':
      return userNote(value);
    case 'gid':
      return value === '0' || value === 'root' ? '**Group 0**: root.' : undefined;
    case 'arch':
      return archNote(value, target);
    case 'errno':
      return errnoNote(value);
    case 'number':
      return fact.name === 'success' ? (/^0+$/.test(value) ? 'The call failed.' : 'The call succeeded.') : undefined;
    case 'perm':
      return permissions
        .filter(({ name }) => value.toLowerCase().includes(name))
        .map(({ name, meaning }) => `**${name}** ${meaning}`)
        .join('\n\n');
    case 'filetype':
      return fileTypes.find(({ name }) => name === value.toLowerCase())?.meaning;
    case 'fstype':
      return fileSystemTypes.find(({ name, number }) => name === value.toLowerCase() || number === Number(value))
        ?.meaning;
    case 'msgtype': {
      const type = messageType(value) ?? messageTypeOfNumber(Number(value));
      if (type === undefined) return undefined;
      const meaning = messageTypeMeaning(type.name);
      return `**${type.name}** is message type ${type.number}${lifetime(type)}.${meaning === undefined ? '' : ` ${meaning}`}`;
    }
    case 'family': {
      const family = addressFamilies.find(({ number }) => number === Number(value));
      return family && `**${family.number}** is ${family.name}: ${family.meaning}`;
    }
    case 'session':
      return value === 'unset' || value === '-1' || value === '4294967295'
        ? '**unset**: not in a login session.'
        : undefined;
    case 'integer':
      return integerNote(value);
    case 'path':
    case 'label':
    case 'key':
      return undefined;
  }
}

function userNote(value: string): string | undefined {
  if (value === 'unset' || value === '4294967295' || value === '-1' || /^0x[fF]{8}$/.test(value)) {
    return '**unset** (4294967295, which is -1): nobody logged in. Daemons and what they start have it. It is larger than any other id, so it matches every lower bound.';
  }
  if (value === '0' || value === 'root') return '**User 0**: root.';
  if (value === '1000') return '**1000**: the first ordinary user (`UID_MIN` in /etc/login.defs).';
  if (value === '500') return '**500**: the first ordinary user of old systems; today 1000.';
  return /^0\d+$/.test(value) ? `auditctl reads \`${value}\` as octal: ${Number.parseInt(value, 8)}.` : undefined;
}

function archNote(value: string, target: Target): string | undefined {
  const here = machineOf(target);
  const number = /^(0x)?[0-9a-f]+$/i.test(value) ? Number.parseInt(value.replace(/^0x/i, ''), 16) : Number.NaN;
  const machine = machineOfArch(value, target) ?? machineOfElf(number, target.auditVersion);
  if (machine === undefined) return `\`${value.replaceAll('`', '')}\` means no machine on ${here.name}.`;
  return `**${machine.name}** (0x${machine.elf.toString(16)}): its ${machine.bits}-bit system calls.`;
}

function errnoNote(value: string): string | undefined {
  const bare = value.replace(/^-/, '');
  const number = errnoNumber(bare);
  if (number === undefined) {
    const name = value.startsWith('-') ? errnoName(Number(bare)) : undefined;
    return name && `**${value}** is -${name}.`;
  }
  return value.startsWith('-')
    ? `**${value}** is ${-number}.`
    : `**${value}** without minus is the positive number ${number}; a call that fails returns -${number}.`;
}

function integerNote(value: string): string | undefined {
  if (/^0x[0-9a-f]+$/i.test(value)) return `${value} is ${Number(value)}.`;
  if (/^0[0-7]+$/.test(value)) return `${value} is octal: ${Number.parseInt(value, 8)}.`;
  return /^\d{2,}$/.test(value) ? `${value} is 0x${Number(value).toString(16)}.` : undefined;
}
