import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RemoteShell } from '../../client/src/hosts/remoteShell';
import { startRelay, type Relay } from '../kit/relay';
import { type Scratch, scratch } from '../kit/scratch';
import { labAvailable } from '../lab/available';
import { type Lab, startLab } from '../lab/lab';
import type { Benchmark } from './benchmark';
import { bundled } from './bundled';
import type * as fleetModule from './deployFleet';

// Five files and a load, from nothing: to thirty hosts of the lab (an sshd, auditctl, augenrules and a pretended kernel
// each), against what people use for it; and a second deploy to one host, whose wire takes 50 ms each way.

type Fleet = typeof fleetModule;

const hosts = 30;

/** Five files, each time with another number in them, so that there is something to do. */
let version = 0;
function files(): Record<string, string> {
  version++;
  const watches = (file: number) =>
    Array.from({ length: 10 }, (_, rule) => `-w /etc/f${file}${rule} -p wa -k v${version}\n`).join('');
  const names = ['10-base.rules', '20-identity.rules', '30-network.rules', '40-time.rules', '50-privilege.rules'];
  return Object.fromEntries(names.map((name, file) => [name, `${file === 0 ? '-D\n-b 8192\n' : ''}${watches(file)}`]));
}

/** A lab, the bundled client, and a folder with a new version of the files. */
class Ground {
  readonly #folder: Scratch;
  readonly lab: Lab;
  readonly fleet: Fleet;

  private constructor(lab: Lab, fleet: Fleet, folder: Scratch) {
    this.lab = lab;
    this.fleet = fleet;
    this.#folder = folder;
  }

  static async make(senders: number): Promise<Ground> {
    const folder = scratch('deploy-bench-');
    const fleet = await bundled<Fleet>('test/bench/deployFleet.ts', folder.path);
    const lab = await startLab({ senders, auditd: false });
    // Rules name files that need not be there.
    await Promise.all(lab.hosts.map((host) => host.kernel.paths('any')));
    await Promise.all(lab.hosts.map((host) => host.run('rm -f /etc/audit/rules.d/*')));
    return new Ground(lab, fleet, folder);
  }

  get names(): string[] {
    return this.lab.hosts.map(({ name }) => name);
  }

  /** Where a program of the machine finds the files. */
  newFiles(): string {
    const folder = join(this.#folder.path, 'rules.d');
    mkdirSync(folder, { recursive: true });
    // rsync passes over a file of the same size and second: these are as old as a person's edits.
    const edited = new Date(Date.now() - (1000 - version) * 60_000);
    for (const [name, text] of Object.entries(files())) {
      writeFileSync(join(folder, name), text, { mode: 0o640 });
      utimesSync(join(folder, name), edited, edited);
    }
    return folder;
  }

  write(name: string, text: string): string {
    const file = join(this.#folder.path, name);
    writeFileSync(file, text);
    return file;
  }

  /** What was measured has happened, on each host. */
  async check(): Promise<void> {
    for (const host of this.lab.hosts) {
      const rules = await host.kernel.loadedRules();
      const right = rules.filter((rule) => rule.endsWith(`-k v${version}`));
      if (right.length !== 50) throw new Error(`${host.name} has ${right.length} of 50 rules of version ${version}`);
    }
  }

  async end(): Promise<void> {
    await this.lab.stop();
    this.#folder.remove();
  }
}

/** Milliseconds of what must succeed. */
async function timed(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const begun = performance.now();
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program}: status ${code}: ${said.slice(-2000)}`);
  return performance.now() - begun;
}

const unavailable = (): string | undefined => {
  const lab = labAvailable();
  return lab.ok ? undefined : lab.reason;
};

let shared: Ground | undefined;

/** `connected`: as after a look at the hosts, which comes before every deploy in the editor; else from nothing. */
function toThirty(
  peerName: string,
  peer: (ground: Ground) => Promise<number>,
  state: 'from nothing' | 'connected' = 'from nothing',
): Benchmark {
  const ground = (): Ground => {
    if (shared === undefined) throw new Error('there is no lab');
    return shared;
  };
  return {
    name: `deploy to ${hosts} hosts${state === 'connected' ? ' that are connected' : ''}, against ${peerName}`,
    unit: 'ms',
    peerName,
    unavailable,
    prepare: async () => {
      shared = await Ground.make(hosts - 1);
    },
    ours: async () => {
      const { fleet, lab, names } = ground();
      const wished = files();
      const whole = new fleet.Fleet(names, lab.sshConfig);
      if (state === 'connected') await whole.connect();
      const begun = performance.now();
      await whole.deploy(wished);
      const time = performance.now() - begun;
      await whole.end();
      await ground().check();
      return time;
    },
    peer: async () => {
      const time = await peer(ground());
      await ground().check();
      return time;
    },
    cleanUp: () => shared?.end(),
  };
}

function byRsync(ground: Ground): Promise<number> {
  const folder = ground.newFiles();
  const { sshConfig } = ground.lab;
  const each = `rsync -a -e 'ssh -F ${sshConfig}' ${folder}/ "$1":/etc/audit/rules.d/ && ssh -F ${sshConfig} "$1" augenrules --load`;
  const all = `printf '%s\\n' ${ground.names.join(' ')} | xargs -P ${hosts} -I HOST sh -ec '${each.replaceAll("'", `'\\''`)}' sh HOST`;
  return timed('sh', ['-c', `${all} > /dev/null`]);
}

const playbook = (folder: string) => `- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.copy:
        src: "{{ item }}"
        dest: /etc/audit/rules.d/
        mode: "0640"
      with_fileglob: ${folder}/*.rules
    - ansible.builtin.command: augenrules --load
`;

function byAnsible(ground: Ground): Promise<number> {
  const book = ground.write('play.yml', playbook(ground.newFiles()));
  const inventory = ground.write('inventory', `${ground.names.join('\n')}\n`);
  const env = {
    ANSIBLE_CONFIG: ground.write('ansible.cfg', '[defaults]\n'),
    ANSIBLE_FORKS: String(hosts),
    ANSIBLE_PIPELINING: 'true',
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    ANSIBLE_SSH_ARGS: `-F ${ground.lab.sshConfig} -o ControlMaster=auto -o ControlPersist=60s`,
    LC_ALL: 'C.UTF-8',
  };
  return timed('ansible-playbook', ['-i', inventory, book], env);
}

/** One way, milliseconds. */
const delay = 50;

function againstThreeCommands(): Benchmark {
  let ground: Ground | undefined;
  let relay: Relay | undefined;
  let shell: RemoteShell | undefined;
  let commands = 0;
  const counted = (inner: RemoteShell): RemoteShell => ({
    ...inner,
    run: (command, options) => {
      commands++;
      return inner.run(command, options);
    },
    open: (command, options) => {
      commands++;
      return inner.open(command, options);
    },
  });
  const warm = (): RemoteShell => {
    if (shell === undefined) throw new Error('not connected');
    return shell;
  };
  return {
    name: 'second deploy, 50 ms each way',
    unit: 'ms',
    peerName: 'three times `true` over the same connection',
    unavailable,
    pairs: 11,
    prepare: async () => {
      ground = await Ground.make(1);
      relay = await startRelay(ground.lab.central.port, delay);
      shell = counted(await (await ground.fleet.connect('central', ground.lab.sshConfig, relay.port)).asRoot());
      await ground.fleet.deploy(shell, files());
    },
    ours: async () => {
      commands = 0;
      const wished = files();
      const begun = performance.now();
      await ground?.fleet.deploy(warm(), wished);
      const time = performance.now() - begun;
      if (commands > 3) throw new Error(`${commands} remote commands`);
      return time;
    },
    peer: async () => {
      const begun = performance.now();
      for (let each = 0; each < 3; each++) await warm().run('true');
      return performance.now() - begun;
    },
    cleanUp: async () => {
      shell?.end();
      await relay?.stop();
      await ground?.end();
    },
  };
}

export const benchmarks: readonly Benchmark[] = [
  againstThreeCommands(),
  toThirty('rsync and ssh, 30 at once', byRsync),
  toThirty('rsync and ssh, 30 at once', byRsync, 'connected'),
  toThirty('ansible-playbook, 30 forks, pipelining', byAnsible),
];
