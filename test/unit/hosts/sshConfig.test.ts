import { describe, expect, it } from 'vitest';
import type { Host } from '../../../client/src/hosts/host';
import { resolveRoute } from '../../../client/src/hosts/resolveRoute';
import type { RouteWorld } from '../../../client/src/hosts/resolveRoute';
import { hostNamesOf } from '../../../client/src/hosts/sshConfig';

const files: Readonly<Record<string, string>> = {
  main: [
    'Include more missing',
    'Host web1 web2 # not this',
    '  HostName 10.0.0.1',
    'host = "db one" db1',
    'Host *.example.org !bad * -oProxyCommand=x',
    'Match exec "touch /tmp/never"',
    '  User root',
    'Host web1',
  ].join('\n'),
  more: 'Host jump\nInclude main\n',
};

describe('names of an ssh configuration', () => {
  it('follow Include, once each, without patterns and options', async () => {
    const names = await hostNamesOf('main', (pattern) =>
      Promise.resolve(pattern in files ? [{ path: pattern, text: files[pattern] ?? '' }] : []),
    );
    expect(names).toEqual(['jump', 'web1', 'web2', 'db1']);
  });
});

describe('a route', () => {
  const asked: string[][] = [];
  const says = (answers: Readonly<Record<string, string>>): RouteWorld => ({
    runSsh: (args) => {
      asked.push([...args]);
      const text = answers[args.at(-1) ?? ''];
      return text === undefined ? Promise.reject(new Error('no such host')) : Promise.resolve(text);
    },
    environment: { SSH_AUTH_SOCK: '/run/agent' },
    platform: 'linux',
  });
  const web1: Host = { name: 'web1', source: 'ssh-config' };
  const plain =
    'user root\nhostname 10.0.0.1\nport 2222\nidentityfile ~/.ssh/a\nidentityfile /b\nuserknownhostsfile /k1 /k2\nglobalknownhostsfile /dev/null\nstricthostkeychecking false\n';

  it('is what ssh -G says', async () => {
    const route = await resolveRoute(web1, says({ web1: plain }));
    expect(route).toMatchObject({ hostName: '10.0.0.1', port: 2222, user: 'root', agent: '/run/agent', jumps: [] });
    expect(route.identityFiles[1]).toBe('/b');
    expect(route.userKnownHostsFiles).toEqual(['/k1', '/k2']);
    expect(route.globalKnownHostsFiles).toEqual([]);
    // 'no' would take any key.
    expect(route.strictHostKeyChecking).toBe('ask');
  });

  it('of the settings has the last word', async () => {
    const own: Host = { name: 'w', source: 'settings', hostName: 'web1', user: 'me', port: 22, identityFile: '/mine' };
    const route = await resolveRoute(own, says({ web1: plain }));
    expect(route).toMatchObject({ hostName: 'web1', port: 22, user: 'me' });
    expect(route.identityFiles[0]).toBe('/mine');
    expect(asked.at(-1)).toEqual(['-G', '-l', 'me', '-p', '22', '--', 'web1']);
  });

  it('goes through jump hosts, each resolved by itself', async () => {
    const route = await resolveRoute(
      web1,
      says({
        web1: `${plain}proxyjump admin@edge:2200,inner\n`,
        edge: 'hostname 1.1.1.1\nuser admin\nport 2200\nproxyjump outer\n',
        inner: 'hostname 2.2.2.2\nuser i\nport 22\n',
        outer: 'hostname 3.3.3.3\nuser o\nport 22\n',
      }),
    );
    expect(route.jumps.map(({ hostName }) => hostName)).toEqual(['3.3.3.3', '1.1.1.1', '2.2.2.2']);
  });

  it.each([
    ['jump hosts without end', { web1: `${plain}proxyjump web1\n` }, 'configuration'],
    ['a configuration that ssh refuses', {}, 'configuration'],
  ])('cannot be had with %s', async (_title, answers, kind) => {
    await expect(resolveRoute(web1, says(answers))).rejects.toMatchObject({ failure: { kind } });
  });

  it('never asks ssh about a name that could be an option', async () => {
    const before = asked.length;
    await expect(resolveRoute({ name: '-oProxyCommand=x', source: 'ssh-config' }, says({}))).rejects.toThrow();
    expect(asked.length).toBe(before);
  });

  it('without ssh on this machine comes from the settings and the customary places', async () => {
    const world = {
      ...says({}),
      runSsh: () => Promise.resolve(undefined),
      platform: 'win32' as const,
      environment: {},
    };
    const route = await resolveRoute({ name: 'w', source: 'settings', hostName: 'h', user: 'u' }, world);
    expect(route).toMatchObject({ hostName: 'h', port: 22, user: 'u', agent: '\\\\.\\pipe\\openssh-ssh-agent' });
    expect(route.identityFiles.map((file) => file.replace(/.*[\\/]/, ''))).toContain('id_ed25519');
  });
});
