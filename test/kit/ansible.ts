import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExportedFile } from '../../client/src/deploy/ansible';

export interface AnsibleRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of the person who runs the tests no configuration, and no questions. */
export function ansible(
  program: 'ansible-playbook' | 'ansible-inventory',
  args: readonly string[],
  home: string,
): Promise<AnsibleRun> {
  const env = {
    PATH: process.env['PATH'],
    LC_ALL: 'C.UTF-8',
    HOME: home,
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true',
    // Half the time on a busy machine.
    ANSIBLE_PIPELINING: 'true',
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
  };
  return new Promise((resolve) => {
    execFile(program, args, { env, cwd: home, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** Why ansible cannot be run here; undefined: it can. */
export function ansibleMissing(): string | undefined {
  const { error } = spawnSync('ansible-playbook', ['--version']);
  return error === undefined ? undefined : 'ansible-playbook is not installed (apt install ansible-core)';
}

export function writeAll(folder: string, files: readonly ExportedFile[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export interface Recap {
  readonly ok: number;
  readonly changed: number;
  readonly failed: number;
  readonly unreachable: number;
}

/** The last lines of ansible-playbook, by host. */
export function recapOf(out: string): Record<string, Recap> {
  const lines = out
    .slice(out.lastIndexOf('PLAY RECAP'))
    .matchAll(/^(\S+)\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)/gm);
  return Object.fromEntries(
    [...lines].map(([, host = '', ok, changed, unreachable, failed]) => [
      host,
      { ok: Number(ok), changed: Number(changed), unreachable: Number(unreachable), failed: Number(failed) },
    ]),
  );
}
