import { HostKeys } from '../../client/src/hosts/hostKeys';
import type { Host, Route } from '../../client/src/hosts/host';
import type {
  HostKeyAnswer,
  HostKeyQuestion,
  Prompter,
  SecretAnswer,
  SecretQuestion,
} from '../../client/src/hosts/prompter';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { resolveRoute } from '../../client/src/hosts/resolveRoute';
import { Secrets } from '../../client/src/hosts/secrets';
import { connectSsh2, type Ssh2World } from '../../client/src/hosts/ssh2Shell';
import { runSsh } from '../../client/src/hosts/askSsh';
import type { Lab } from '../lab/lab';
import type { LabHost } from '../lab/host';
import type { LabUser } from '../lab/users';

/** A person whose answers are known beforehand, and who remembers what was asked. */
export class Person implements Prompter {
  readonly keyQuestions: HostKeyQuestion[] = [];
  readonly secretQuestions: SecretQuestion[] = [];
  readonly #key: HostKeyAnswer;
  readonly #secrets: (question: SecretQuestion) => string | undefined;

  constructor(
    answers: { key?: HostKeyAnswer; secret?: string | ((question: SecretQuestion) => string | undefined) } = {},
  ) {
    this.#key = answers.key ?? 'cancel';
    const secret = answers.secret;
    this.#secrets = typeof secret === 'function' ? secret : () => secret;
  }

  unknownHostKey(question: HostKeyQuestion): Promise<HostKeyAnswer> {
    this.keyQuestions.push(question);
    return Promise.resolve(this.#key);
  }

  secret(question: SecretQuestion): Promise<SecretAnswer | undefined> {
    this.secretQuestions.push(question);
    const text = this.#secrets(question);
    return Promise.resolve(text === undefined ? undefined : { text, keep: false });
  }
}

/** How the extension would reach a lab host: by its own ssh_config and the system's ssh -G. */
export async function routeTo(
  lab: Lab,
  host: LabHost,
  user: LabUser = 'root',
  change: Partial<Route> = {},
): Promise<Route> {
  const configFile = await lab.writeSshConfig(
    `ssh_config_${user}`,
    lab.hosts.map((other) => ({ host: other, user })),
  );
  const asked: Host = { name: host.name, source: 'ssh-config' };
  // The agent of the person who runs the tests is none of our business.
  const route = await resolveRoute(asked, { runSsh, configFile, environment: {}, platform: process.platform });
  return { ...route, ...change };
}

export function connectBy(
  name: string,
  route: Route,
  person: Prompter = new Person(),
  more: Partial<Ssh2World> = {},
): Promise<RemoteShell> {
  return connectSsh2(name, route, { hostKeys: new HostKeys(person), secrets: new Secrets(person), ...more });
}

export async function connectTo(
  lab: Lab,
  host: LabHost,
  user: LabUser = 'root',
  person: Prompter = new Person(),
): Promise<RemoteShell> {
  return connectBy(host.name, await routeTo(lab, host, user), person);
}

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** What a promise is refused with. */
export async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}
