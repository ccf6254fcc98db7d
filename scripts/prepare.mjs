// Builds when the package is installed from its repository (`npm install -g git+…`, pre-commit). npm 11 runs this there with
// what a global install has: nothing to build with. Then that is installed first, here and for this build only.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function run(program, args) {
  const { status } = spawnSync(program, args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync('node_modules/tsx')) run('npm', ['ci', '--global=false', '--include=dev', '--ignore-scripts']);
run('node', ['node_modules/tsx/dist/cli.mjs', 'scripts/build.ts']);
