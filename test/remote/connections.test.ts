import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connectHost } from '../../client/src/hosts/connectHost';
import { Connections } from '../../client/src/hosts/connections';
import type { Host, Route } from '../../client/src/hosts/host';
import { keepalive, silenceAllowed } from '../../client/src/hosts/keepalive';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { resolveRoute } from '../../client/src/hosts/resolveRoute';
import { Secrets } from '../../client/src/hosts/secrets';
import { connectSystemSsh } from '../../client/src/hosts/systemSsh';
import { runSsh } from '../../client/src/hosts/askSsh';
import { describeWithLab } from '../kit/lab';
import { startRelay, type Relay } from '../kit/relay';
import { until } from '../kit/until';
import { userPassword } from '../lab/users';
import { connectBy, Person, refusalOf, routeTo, text } from './hostKit';

describeWithLab('connections', { auditd: false, senders: 2 }, (lab) => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  const relayTo = async (port: number): Promise<Relay> => {
    const relay = await startRelay(port);
    ends.push(() => relay.stop());
    return relay;
  };
  const held = (shell: RemoteShell): RemoteShell => {
    ends.push(() => shell.end());
    return shell;
  };
  const through = (relay: Relay) => routeTo(lab(), lab().central, 'root', { port: relay.port });

  describe('a host that is dead behind a network', () => {
    it('is noticed within 15 seconds, as it is set', () => {
      expect(silenceAllowed(keepalive)).toBeLessThanOrEqual(15_000);
    });

    it('is noticed after as many questions as are set', async () => {
      const relay = await relayTo(lab().central.port);
      const world = { keepaliveInterval: 250 };
      const route = await through(relay);
      const shell = held(await connectBy('central', route, new Person({ key: 'once' }), world));
      const waiting = await shell.open('echo begun; sleep 100');
      await waiting.out[Symbol.asyncIterator]().next();
      relay.silence();
      expect(await shell.closed).toMatchObject({ failure: { kind: 'connection-lost' } });
      expect(relay.swallowed).toBe(keepalive.questions);
      expect(await refusalOf(shell.run('true'))).toMatchObject({ failure: { kind: 'connection-lost' } });
    });

    it('is noticed by the system’s ssh, too', async () => {
      const relay = await relayTo(lab().central.port);
      const known = join(lab().folder, 'known_relay');
      writeFileSync(known, `* ${await lab().central.sshd.publicKey()}\n`);
      const config = join(lab().folder, 'ssh_config_relay');
      const lines = readFileSync(lab().sshConfig, 'utf8').replaceAll(lab().knownHosts, known);
      writeFileSync(config, lines.replace(String(lab().central.port), String(relay.port)), { mode: 0o600 });
      const environment = { PATH: process.env['PATH'], HOME: '/nonexistent' };
      const world = { runSsh, configFile: config, environment: {}, platform: process.platform };
      const route = await resolveRoute({ name: 'central', source: 'ssh-config' }, world);
      const secrets = new Secrets(new Person());
      const shell = held(
        await connectSystemSsh('central', route, { secrets, environment, multiplex: true, keepaliveInterval: 1_000 }),
      );
      relay.silence();
      expect(await shell.closed).toMatchObject({ failure: { kind: 'connection-lost' } });
      expect(relay.swallowed).toBeGreaterThanOrEqual(keepalive.questions);
    });
  });

  it('one serves all commands, ends when nobody uses it, and comes back for the next', async () => {
    const relay = await relayTo(lab().central.port);
    const person = new Person({ key: 'once' });
    const connections = new Connections({
      trusted: () => true,
      resolve: () => through(relay),
      open: (name, route) => connectBy(name, route, person),
      idle: 300,
    });
    ends.push(() => connections.dispose());
    const host: Host = { name: 'central', source: 'ssh-config' };
    const first = await connections.connect(host);
    const counted = relay.connections;
    await Promise.all([connections.connect(host), connections.connectAsRoot(host)]);
    // Longer than it may be idle: a command that runs is use.
    const long = first.run('sleep 0.8; echo done');
    for (const word of ['one', 'two']) {
      expect(text((await (await connections.connectAsRoot(host)).run(`echo ${word}`)).out)).toBe(`${word}\n`);
    }
    expect(text((await long).out)).toBe('done\n');
    expect(relay.connections).toBe(counted);
    expect(await first.closed).toBeUndefined();
    expect(text((await (await connections.connect(host)).run('echo back')).out)).toBe('back\n');
    expect(relay.connections).toBeGreaterThan(counted);
  });

  it('twelve logins at once get through a server that takes three (MaxStartups), and it is said', async () => {
    const { sender } = lab();
    await sender.sshd.restart(['MaxStartups 3:100:3']);
    ends.push(() => sender.sshd.restart());
    const route = await routeTo(lab(), sender, 'root');
    const notes: string[] = [];
    const world = {
      ssh2: (name: string, way: Route) => connectBy(name, way),
      systemSsh: () => Promise.reject(new Error('ssh2 should do')),
      chosen: () => undefined,
      note: (_name: string, said: string) => void notes.push(said),
    };
    const shells = await Promise.all(Array.from({ length: 12 }, () => connectHost('sender', route, undefined, world)));
    for (const shell of shells) held(shell);
    const answers = await Promise.all(shells.map((shell, number) => shell.run(`echo ${number}`)));
    expect(answers.map(({ out }) => Number(text(out)))).toEqual(shells.map((_, number) => number));
    expect(notes.length).toBeGreaterThan(0);
    expect(notes[0]).toMatch(/closed the connection without a word; try 2 of 6 in \d+ ms/);
  });

  it('a chain of jump hosts, as ssh’s configuration has it', async () => {
    const [one, two] = lab().senders;
    if (one === undefined || two === undefined) throw new Error('two senders');
    const file = join(lab().folder, 'ssh_config_chain');
    const chain = 'Host far\n  HostName 127.0.0.1\n  ProxyJump sender1,sender2\n';
    const lines = readFileSync(lab().sshConfig, 'utf8');
    const [, central = ''] = /Host central\n([^]*?)(?=Host |$)/.exec(lines) ?? [];
    // Each sender's own loopback has its sshd for the next one.
    for (const host of [two, lab().central]) {
      await host.run(
        '/usr/sbin/sshd -f /dev/null -p 22 -o HostKey=/etc/ssh/ssh_host_ed25519_key -o AuthorizedKeysFile=/etc/ssh/authorized_keys/%u -o StrictModes=no',
      );
    }
    const at = (host: { address: string }) => `HostName ${host.address}\n  Port 22`;
    const inner = lines.replace(`HostName 127.0.0.1\n  Port ${two.port}`, at(two));
    const last = central.replace(/HostName .*\n/, '').replace(/Port .*\n/, '');
    writeFileSync(file, `${chain.replace('HostName 127.0.0.1', at(lab().central))}${last}\n${inner}`, { mode: 0o600 });
    const world = { runSsh, configFile: file, environment: {}, platform: process.platform };
    const route = await resolveRoute({ name: 'far', source: 'ssh-config' }, world);
    expect(route.jumps.map(({ port }) => port)).toEqual([one.port, 22]);
    const person = new Person({ key: 'once' });
    const shell = held(await connectBy('far', route, person));
    expect(text((await shell.run('hostname')).out)).toBe('central\n');
    // Each hop by its own name.
    expect(person.keyQuestions.map(({ name }) => name)).toEqual([two.address, lab().central.address]);
  });

  describe('StrictHostKeyChecking', () => {
    const routeWith = async (value: string, known: string): Promise<Route> => {
      const config = join(lab().folder, 'ssh_config_strict');
      const lines = readFileSync(lab().sshConfig, 'utf8').replaceAll(lab().knownHosts, known);
      writeFileSync(config, `StrictHostKeyChecking ${value}\n${lines}`, { mode: 0o600 });
      const world = { runSsh, configFile: config, environment: {}, platform: process.platform };
      return resolveRoute({ name: 'central', source: 'ssh-config' }, world);
    };

    it.each([
      ['yes', 0, 'host-key-unknown', false],
      ['ask', 1, 'host-key-unknown', false],
      // What takes any key elsewhere asks here.
      ['no', 1, 'host-key-unknown', false],
      ['off', 1, 'host-key-unknown', false],
      ['accept-new', 0, undefined, true],
    ] as const)('%s, with a key that nobody knows', async (value, questions, refusal, remembered) => {
      const known = join(lab().folder, `known_${value}`);
      const person = new Person();
      const connecting = connectBy('central', await routeWith(value, known), person);
      if (refusal === undefined) held(await connecting);
      else expect(await refusalOf(connecting)).toMatchObject({ failure: { kind: refusal } });
      expect(person.keyQuestions).toHaveLength(questions);
      const key = await lab().central.sshd.publicKey();
      let file = '';
      try {
        file = readFileSync(known, 'utf8');
      } catch {
        // Nothing was remembered.
      }
      expect(file.includes(key)).toBe(remembered);
    });

    it.each(['accept-new', 'no', 'off', 'ask', 'yes'])('%s, with a key that has changed, stops', async (value) => {
      const known = join(lab().folder, 'known_changed');
      const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHm0a2Iqmu0xIRfYSAIEq1b2kq7U7cUwGqJj3hIiB5Wq';
      writeFileSync(known, `* ${other}\n`);
      const person = new Person({ key: 'remember' });
      expect(await refusalOf(connectBy('central', await routeWith(value, known), person))).toMatchObject({
        failure: { kind: 'host-key-changed' },
      });
      expect(person.keyQuestions).toEqual([]);
    });
  });

  it('keyboard-interactive with several prompts: each is asked for, with its own words', async () => {
    const { sender } = lab();
    // A password that has expired is changed at the login: PAM asks for the old one again and for the new one twice.
    const was = await sender.readText('/etc/shadow');
    await sender.run('chage -d 0 operator');
    await sender.sshd.restart(['PasswordAuthentication no', 'KbdInteractiveAuthentication yes']);
    ends.push(async () => {
      await sender.writeFile('/etc/shadow', was, { owner: [0, 42] });
      await sender.sshd.restart();
    });
    const next = 'another 99 Sesame!';
    const person = new Person({ secret: ({ said = '' }) => (/new/i.test(said) ? next : userPassword) });
    const route = await routeTo(lab(), sender, 'operator', { identityFiles: [] });
    const shell = held(await connectBy('sender', route, person));
    expect(text((await shell.run('id -un')).out)).toBe('operator\n');
    expect(person.secretQuestions.map(({ said }) => /(Current|Retype new|New|Password)/.exec(said ?? '')?.[1])).toEqual(
      ['Password', 'Current', 'New', 'Retype new'],
    );
    for (const { kind, what, canKeep, said } of person.secretQuestions) {
      expect(kind).toBe('keyboard-interactive');
      expect(what).toMatch(/^sender asks, to log in as operator@127\.0\.0\.1/);
      // Only the account's password may be kept.
      expect(canKeep).toBe(!/Current|ew password/.test(said ?? ''));
    }
  });

  it('what is given up leaves nothing behind on the host', async () => {
    const shell = held(await connectBy('central', await routeTo(lab(), lab().central)));
    const given = await Promise.all(
      Array.from({ length: 5 }, () => refusalOf(shell.run('exec sleep 4321', { timeout: 500 }))),
    );
    for (const refusal of given) expect(refusal).toMatchObject({ failure: { kind: 'timeout' } });
    await until('no sleep', async () => (await lab().central.run('pgrep -f "sleep 432[1]"')).code !== 0);
  });
});
