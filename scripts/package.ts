// `npm run package`: auditd-workbench-VERSION.vsix. usage: tsx scripts/package.ts [FILE]
import { createVSIX } from '@vscode/vsce';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scratch } from '../test/kit/scratch';
import { build } from './build';
import { inProject } from './projectRoot';

/** Builds for production and packs what .vscodeignore allows; answers the package's path. */
async function makePackage(file: string): Promise<string> {
  // Beside the tree, so that dist stays what an open editor or a test is running.
  const { path: stage, remove } = scratch('aw-package-');
  for (const name of ['.vscodeignore', 'package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    cpSync(inProject(name), join(stage, name));
  }
  for (const name of ['images', 'snippets', 'syntaxes'])
    cpSync(inProject(name), join(stage, name), { recursive: true });
  await build({ outDir: join(stage, 'dist'), production: true });
  mkdirSync(resolve(file, '..'), { recursive: true });
  await createVSIX({
    cwd: stage,
    packagePath: file,
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  remove();
  return file;
}

const { name, version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as {
  name: string;
  version: string;
};
makePackage(resolve(process.argv[2] ?? inProject(`${name}-${version}.vsix`))).then(
  (file) => console.log(`Packaged: ${file}`),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
