import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { mustRun } from './processes';

const here = import.meta.dirname;
const cache = path.join(here, '../../out/lab');

/** The compiled helpers of a host. */
export interface Tools {
  /** Process 1. */
  readonly init: string;
  /** Preloaded into sshd. */
  readonly listen: string;
  /** Preloaded into every program: the pretended kernel. */
  readonly shim: string;
  /** Hands records to auditd as the kernel does. */
  readonly record: string;
}

const preloaded = ['-fPIC', '-shared'];

/** Compiles what has changed since the last time; about half a second when all has, nothing otherwise. */
export async function buildTools(): Promise<Tools> {
  const [init, listen, shim, record] = await Promise.all([
    compile('machine/init.c', 'init', []),
    compile('machine/listen.c', 'listen.so', preloaded),
    // gcc's complaint about poll() is about an argument that the C library declares as written only.
    compile('kernel/shim.c', 'shim.so', [...preloaded, '-Wno-maybe-uninitialized']),
    compile('kernel/record.c', 'record', []),
  ]);
  return { init, listen, shim, record };
}

async function compile(source: string, name: string, options: readonly string[]): Promise<string> {
  const file = path.join(here, source);
  const hash = createHash('sha256')
    .update(await readFile(file))
    .update(options.join(' '))
    .digest('hex');
  const target = path.join(cache, `${hash.slice(0, 16)}-${name}`);
  if (await exists(target)) return target;
  await mkdir(cache, { recursive: true });
  // Two test workers may build at once: each beside the target, and the last rename wins.
  const own = await mkdtemp(path.join(cache, 'build-'));
  try {
    await mustRun('gcc', ['-O1', '-Wall', '-Wextra', ...options, '-o', `${own}/${name}`, file, '-ldl']);
    await rename(`${own}/${name}`, target);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return target;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
