/**
 * Names of ids on the host that wrote the log, where they are known. The enriched part of a record goes first; 0 is root
 * everywhere; what nobody knows stays a number.
 */
export interface Naming {
  user?(id: string): string | undefined;
  group?(id: string): string | undefined;
}

/** Longer than any system takes for a name (useradd(8): 32), with room for those of a directory (`DOMAIN\name`). */
const longestName = 128;

/**
 * A name that can be told from what stands around it. Others (blanks, quotes, controls, marks that turn text around) could
 * make a sentence say something else, and a number would be taken for another id: who has such a name stays a number.
 */
const plainName = /^(?!\d+$)[\p{L}\p{N}_.@\\$+-]+$/u;

/** Texts in the forms of passwd(5) and group(5) → names. Of several of one id the first counts, as for getpwuid(3). */
export function namingOf(passwd: string, group: string): Naming {
  const users = namesOf(passwd);
  const groups = namesOf(group);
  return { user: (id) => users.get(id), group: (id) => groups.get(id) };
}

function namesOf(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.split(':', 3);
    if (!/^\d{1,10}$/.test(id) || names.has(id)) continue;
    if (name.length > longestName || !plainName.test(name) || isTaken(name, id)) continue;
    names.set(String(Number(id)), name);
  }
  return names;
}

/** Words that the readings of ids use themselves. */
function isTaken(name: string, id: string): boolean {
  return name === 'unset' || (name === 'root' && Number(id) !== 0);
}
