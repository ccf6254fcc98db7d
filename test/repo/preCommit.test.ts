import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { bundleServer } from '../unit/server/serverProcess';

interface Hook {
  readonly id: string;
  readonly language: string;
  readonly entry: string;
  readonly args: readonly string[];
  readonly pass_filenames: boolean;
  readonly files: string;
  readonly exclude: string;
}

const hooks = parse(readFileSync(inRepository('.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[];
const manifest = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

describe.each(hooks)('the pre-commit hook $id', (hook) => {
  const folder = scratch('aw-hook-');
  let bundle: Awaited<ReturnType<typeof bundleServer>>;

  beforeAll(async () => {
    bundle = await bundleServer('server/src/lint.ts');
    // As an installed package has it: a program of this name in the path.
    mkdirSync(join(folder.path, 'bin'));
    chmodSync(bundle.path, 0o755);
    writeFileSync(bundle.path, `#!${process.execPath}\n${readFileSync(bundle.path, 'utf8').replace(/^#!.*\n/, '')}`);
    symlinkSync(bundle.path, join(folder.path, 'bin', hook.entry));
  });
  afterAll(() => {
    bundle.remove();
    folder.remove();
  });

  it('runs a command of the package, which is built when the package is installed from its repository', () => {
    expect(Object.keys(manifest.bin)).toContain(hook.entry);
    if (hook.language === 'node') expect(manifest.scripts['prepare']).toContain('scripts/prepare.mjs');
  });

  it.each([
    ['etc/audit/rules.d/10-base.rules', true],
    ['rules.d/10.rules', true],
    ['audit.rules', true],
    ['hosts/web1/audit/auditd.conf', true],
    ['audit/plugins.d/au-remote.conf', true],
    ['audisp/plugins.d/syslog.conf', true],
    ['etc/udev/rules.d/70-disk.rules', false],
    ['prometheus.rules', false],
    ['src/plugins.d/x.conf', false],
    ['my-audit.rules.md', false],
  ])('is asked about %s: %s', (path, isAsked) => {
    expect(new RegExp(hook.files).test(path) && !new RegExp(hook.exclude).test(path)).toBe(isAsked);
  });

  it('passes a good repository and stops a bad one, as pre-commit calls it', () => {
    const repository = join(folder.path, 'repository');
    const rules = join(repository, 'etc/audit/rules.d');
    mkdirSync(rules, { recursive: true });
    execFileSync('git', ['init', '-q', repository]);
    const run = () =>
      spawnSync(hook.entry, hook.args, {
        cwd: repository,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${join(folder.path, 'bin')}:${process.env['PATH'] ?? ''}` },
      });
    expect(hook.pass_filenames).toBe(false);
    // The twin stands in another file: only the folder as a whole is right.
    writeFileSync(join(rules, '10-a.rules'), '-a always,exit -F arch=b64 -S openat -F uid=0 -k x\n');
    writeFileSync(join(rules, '20-b.rules'), '-a always,exit -F arch=b32 -S openat -F uid=0 -k x\n');
    expect(run()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    writeFileSync(join(rules, '30-c.rules'), '-a always,exit -F arch=b64 -S openn -k x\n');
    const bad = run();
    expect(bad.status).toBe(1);
    expect(bad.stdout).toMatch(/^etc\/audit\/rules\.d\/30-c\.rules:1:31: error: /);
  });
});
