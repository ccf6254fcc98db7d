import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inRepository } from '../kit/repository';

/** A module of the repository, bundled as the extension is: scripts for hosts are text in it. `folder`: where it is put. */
export async function bundled<Module>(path: string, folder: string): Promise<Module> {
  const outfile = join(folder, 'bundled.cjs');
  await build({
    entryPoints: [inRepository(path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    loader: { '.sh': 'text' },
    external: ['cpu-features', '*.node'],
  });
  return createRequire(import.meta.url)(outfile) as Module;
}
