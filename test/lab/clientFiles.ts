import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mustRun } from './processes';
import type { LabUser } from './users';

/** What ssh2's connect() takes, as far as a lab host needs it. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly username: LabUser;
  readonly privateKey?: string;
  readonly passphrase?: string;
  readonly password?: string;
}

/** The keys of the person who logs in, as files and as text. Every user of every host takes both. */
export interface PersonKeys {
  readonly keyFile: string;
  readonly keyText: string;
  /** The second key, with a passphrase. */
  readonly lockedKeyFile: string;
  readonly lockedKeyText: string;
  readonly passphrase: string;
  /** Both public keys, as in authorized_keys. */
  readonly publicKeys: string;
}

const passphrase = 'a key for two doors';

export async function makeKeys(folder: string): Promise<PersonKeys> {
  const keyFile = path.join(folder, 'id_ed25519');
  const lockedKeyFile = path.join(folder, 'id_locked');
  const make = (file: string, secret: string) =>
    mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', secret, '-C', path.basename(file), '-f', file]);
  await Promise.all([make(keyFile, ''), make(lockedKeyFile, passphrase)]);
  const text = (file: string) => readFile(file, 'utf8');
  return {
    keyFile,
    keyText: await text(keyFile),
    lockedKeyFile,
    lockedKeyText: await text(lockedKeyFile),
    passphrase,
    publicKeys: (await text(`${keyFile}.pub`)) + (await text(`${lockedKeyFile}.pub`)),
  };
}

export interface ConfigEntry {
  /** As a person says it: `ssh central`. */
  readonly alias: string;
  readonly port: number;
  readonly user: LabUser;
  readonly identityFile?: string;
}

/**
 * An ssh_config for these hosts, in which nothing of the machine's own user is used. It is there whole or not at all: an
 * ssh may read it while it is written once more.
 */
export async function writeSshConfig(file: string, entries: readonly ConfigEntry[], knownHosts: string): Promise<void> {
  const blocks = entries.map(({ alias, port, user, identityFile }) =>
    [
      `Host ${alias}`,
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${user}`,
      ...(identityFile ? [`  IdentityFile ${identityFile}`, '  IdentitiesOnly yes'] : []),
      `  UserKnownHostsFile ${knownHosts}`,
      '',
    ].join('\n'),
  );
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, blocks.join('\n'), { mode: 0o600 });
  await rename(fresh, file);
}
