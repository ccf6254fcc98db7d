import { messageTypeTable } from './messageTypes.generated';
import { readTable, type NamedNumber } from './releases';

/** Types of audit records that any known release names. The AppArmor ones exist only where libaudit is built for it (Debian, Ubuntu, SUSE). */
export const messageTypes: readonly NamedNumber[] = readTable(messageTypeTable);

const byName = new Map(messageTypes.map((row) => [row.name, row]));
const byNumber = new Map(messageTypes.map((row) => [row.number, row]));

/** Letters in any case. */
export function messageType(name: string): NamedNumber | undefined {
  return byName.get(name.toUpperCase());
}

export function messageTypeOfNumber(number: number): NamedNumber | undefined {
  return byNumber.get(number);
}
