import { appendFile, chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Who can log in on a lab host. root: by key. operator: key or password, sudo asks for the password. nopasswd: the
 * same, sudo asks nothing. nosudo: the same, sudo refuses.
 */
export type LabUser = 'root' | 'operator' | 'nopasswd' | 'nosudo';

/** With characters that a shell would take for its own. */
export const userPassword = "open sesame's 42";

/** SHA-512 crypt of `userPassword`; made once, because Node has no crypt(3). */
const passwordHash =
  '$6$rounds=1000$auditdlab$OSH3XJhdE3Ax.a0MPT/JlQykSBmrDhKkEdKGBSYhojC6vk/i/2FBN96hGAHnjZ9fP9ldFwnK6cDnRRMHdLUOg1';

const people: readonly (readonly [LabUser, number])[] = [
  ['operator', 1000],
  ['nopasswd', 1001],
  ['nosudo', 1002],
];

/** Gives a host its users: in `folder`/etc, which is a copy of the machine's, and in `folder`/home. */
export async function addUsers(folder: string, publicKeys: string): Promise<void> {
  const etc = path.join(folder, 'etc');
  await keepSystemAccounts(etc);
  for (const [name, id] of people) {
    await appendFile(`${etc}/passwd`, `${name}:x:${id}:${id}:${name}:/home/${name}:/bin/bash\n`);
    await appendFile(`${etc}/group`, `${name}:x:${id}:\n`);
    await appendFile(`${etc}/shadow`, `${name}:${passwordHash}:20000:0:99999:7:::\n`);
    await mkdir(`${folder}/home/${name}`, { mode: 0o700 });
    await chown(`${folder}/home/${name}`, id, id);
  }
  await mkdir(`${etc}/ssh/authorized_keys`);
  for (const name of ['root', ...people.map(([person]) => person)]) {
    await writeFile(`${etc}/ssh/authorized_keys/${name}`, publicKeys, { mode: 0o644 });
  }
  const sudoers = `${etc}/sudoers.d/lab`;
  await writeFile(sudoers, 'operator ALL=(ALL:ALL) ALL\nnopasswd ALL=(ALL:ALL) NOPASSWD: ALL\n');
  await chmod(sudoers, 0o440);
}

/** The people of the machine are no people of the host; and nobody gets in by a password of the machine. */
async function keepSystemAccounts(etc: string): Promise<void> {
  const lines = async (file: string) => (await readFile(`${etc}/${file}`, 'utf8')).split('\n').filter(Boolean);
  const isSystem = (id: string | undefined) => Number(id) < 1000 || Number(id) === 65534;
  const accounts = (await lines('passwd')).filter((line) => isSystem(line.split(':')[2]));
  const groups = (await lines('group')).filter((line) => isSystem(line.split(':')[2]));
  await writeFile(`${etc}/passwd`, accounts.join('\n') + '\n');
  // Without members: they may be people of the machine.
  await writeFile(`${etc}/group`, groups.map((line) => line.replace(/[^:]*$/, '')).join('\n') + '\n');
  const shadow = accounts.map((line) => `${line.split(':')[0]}:*:20000:0:99999:7:::`);
  await writeFile(`${etc}/shadow`, shadow.join('\n') + '\n');
}
