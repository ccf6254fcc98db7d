/**
 * A kernel's audit for the real auditctl of this machine, played by ../shared/reference/lab/kernel: rules can be loaded
 * and listed, and nothing reaches the machine's kernel. Needs root, auditctl and gcc.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inShared } from './repository';
import { scratch } from './scratch';

export interface PretendedKernel {
  /** Of the installed auditctl. */
  readonly version: string;
  /** Loads a rules file on a kernel just booted, where any path exists; what was said. */
  load(bytes: Uint8Array | string): string;
  /** What `auditctl -l` prints. */
  list(): string;
  close(): void;
}

/** The kernel, or the reason why there is none on this machine. */
export function openPretendedKernel(): PretendedKernel | string {
  const source = inShared('reference/lab/kernel/shim.c');
  if (source === undefined) return '../shared/reference/lab/kernel is not here';
  if (process.getuid?.() !== 0) return 'auditctl runs only as root';
  if (!existsSync('/sbin/auditctl')) return 'auditctl is not installed (package auditd)';
  const folder = scratch('pretended-kernel-');
  const shim = join(folder.path, 'shim.so');
  try {
    execFileSync('gcc', ['-O1', '-fPIC', '-shared', '-w', '-o', shim, source, '-ldl'], { stdio: 'pipe' });
  } catch (error) {
    folder.remove();
    return `the pretended kernel cannot be built: ${error instanceof Error ? error.message : String(error)}`;
  }
  const state = join(folder.path, 'state');
  const env = { ...process.env, LC_ALL: 'C', LD_PRELOAD: shim, AUDIT_STANDIN_STATE: state, AUDIT_STANDIN_PATHS: 'any' };
  const auditctl = (...words: string[]) =>
    spawnSync('/sbin/auditctl', words, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  return {
    version: /([0-9.]+)/.exec(execFileSync('/sbin/auditctl', ['-v'], { encoding: 'utf8' }))![1]!,
    load: (bytes) => {
      rmSync(state, { force: true });
      const file = join(folder.path, 'a.rules');
      writeFileSync(file, bytes);
      chmodSync(file, 0o640);
      return auditctl('-R', file).stderr;
    },
    list: () => auditctl('-l').stdout,
    close: folder.remove,
  };
}
