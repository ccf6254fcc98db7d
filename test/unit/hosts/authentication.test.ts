import { expect, it } from 'vitest';
import { Authentication } from '../../../client/src/hosts/authentication';
import type { Attempt } from '../../../client/src/hosts/authentication';
import type { Route } from '../../../client/src/hosts/host';
import { resolveRoute } from '../../../client/src/hosts/resolveRoute';
import { Secrets } from '../../../client/src/hosts/secrets';

const secrets = new Secrets({
  unknownHostKey: () => Promise.resolve('cancel'),
  secret: () => Promise.resolve(undefined),
});

async function agentsOf(route: Route, pipes: () => Promise<readonly string[]>): Promise<string[]> {
  const authentication = new Authentication('web1', route, { secrets, readsKey: () => undefined, pipes });
  const tried: Attempt[] = [];
  for (let left: string[] | null = null; tried.length < 20; left = ['publickey']) {
    const attempt = await authentication.next(left, false);
    if (attempt === undefined) break;
    tried.push(attempt);
  }
  return tried.flatMap((attempt) => (attempt.kind === 'agent' ? [attempt.path] : []));
}

const windows = async (environment: NodeJS.ProcessEnv): Promise<Route> => {
  const runSsh = () => Promise.resolve(undefined);
  const host = { name: 'web1', source: 'settings', identityFile: '/nowhere/key' } as const;
  return { ...(await resolveRoute(host, { runSsh, environment, platform: 'win32' })), identityFiles: [] };
};

it('on Windows its own agent comes first, then PuTTY’s, and a variable has the last word', async () => {
  const pipes = () => Promise.resolve(['lsass', 'pageant.me.0123abcd', 'openssh-ssh-agent', 'notpageant.me']);
  const own = String.raw`\\.\pipe\openssh-ssh-agent`;
  expect(await agentsOf(await windows({}), pipes)).toEqual([own, String.raw`\\.\pipe\pageant.me.0123abcd`]);
  expect(await agentsOf(await windows({}), () => Promise.reject(new Error('none')))).toEqual([own]);
  expect(await agentsOf(await windows({ SSH_AUTH_SOCK: '/run/agent' }), pipes)).toEqual(['/run/agent']);
});
