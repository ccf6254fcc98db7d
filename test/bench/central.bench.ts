import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ansible, ansibleMissing } from '../kit/ansible';
import { inRepository } from '../kit/repository';
import { type Scratch, scratch } from '../kit/scratch';
import { labAvailable } from '../lab/available';
import { type Lab, startLab } from '../lab/lab';
import type * as centralModule from '../remote/centralKit';
import type { Benchmark } from './benchmark';
import { bundled } from './bundled';

// Central logging for one server and five senders, from hosts as their packages leave them to a test event of each sender
// in the central log: by the set-up, connections and plan included, and by an Ansible playbook that does the same.

let folder: Scratch;
let lab: Lab;
let kit: typeof centralModule;

/** All hosts as their packages left them. */
async function begin(): Promise<void> {
  await Promise.all(
    lab.hosts.map(async (host) => {
      const as = '[ -d /root/audit ] || cp -a /etc/audit /root/audit; cp -a /root/audit/. /etc/audit/';
      await host.run(`${as}; : > /var/log/audit/audit.log`);
      await host.auditd.restart();
    }),
  );
}

async function setUp(): Promise<number> {
  await begin();
  const begun = performance.now();
  const administrator = new kit.Administrator(lab);
  const { failed } = await administrator.run(await administrator.plan());
  const ended = performance.now() - begun;
  await administrator.end();
  if (failed.length > 0) throw new Error(`the set-up failed: ${JSON.stringify(failed)}`);
  return ended;
}

async function playbook(): Promise<number> {
  await begin();
  const begun = performance.now();
  const book = inRepository('test/data/ansible/central-logging.yml');
  const { status, stdout } = await ansible('ansible-playbook', ['-i', join(folder.path, 'hosts'), book], folder.path);
  const ended = performance.now() - begun;
  if (status !== 0) throw new Error(`ansible-playbook ended with ${status}: ${stdout.slice(-2000)}`);
  return ended;
}

function inventory(): string {
  const options = `-F ${lab.sshConfig} -o ControlMaster=auto -o ControlPersist=60s -o ControlPath=${folder.path}/%C`;
  return [
    '[central]',
    'central',
    '[senders]',
    ...lab.senders.map(({ name }) => name),
    '[all:vars]',
    `ansible_ssh_common_args='${options}'`,
    `server=${lab.central.address}`,
    '',
  ].join('\n');
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'central logging, 1 server and 5 senders, to the proof',
    unit: 'ms',
    peerName: 'ansible-playbook',
    unavailable: () => {
      const available = labAvailable();
      return available.ok ? ansibleMissing() : available.reason;
    },
    prepare: async () => {
      folder = scratch('central-bench-');
      kit = await bundled('test/remote/centralKit.ts', folder.path);
      lab = await startLab({ senders: 5, configuration: 'as-installed' });
      writeFileSync(join(folder.path, 'hosts'), inventory());
    },
    ours: setUp,
    peer: playbook,
    cleanUp: async () => {
      await lab?.stop();
      folder?.remove();
    },
  },
];
