import { spawnSync } from 'node:child_process';
import { inRepository, repository } from './repository';

/** Makes the package as `npm run package` does, into `file`. */
export function makeVsix(file: string): void {
  const args = ['--import', 'tsx', inRepository('scripts/package.ts'), file];
  const run = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`packaging failed:\n${run.stdout}${run.stderr}`);
}
