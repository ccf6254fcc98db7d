import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../kit/repository';
import { scratch } from '../kit/scratch';
import { bundleServer } from '../unit/server/serverProcess';

/** The server in an editor that knows nothing of it, and cannot ask for findings: it must send them. */
describe('auditd-language-server in Neovim', () => {
  const folder = scratch('aw-neovim-');
  let server: Awaited<ReturnType<typeof bundleServer>>;

  beforeAll(async () => {
    server = await bundleServer();
    const rules = join(folder.path, 'rules.d');
    mkdirSync(rules);
    writeFileSync(
      join(rules, '10-base.rules'),
      '-a always,exit -F arch=b64 -S setuid -F exit=EPERM -F key=identity\n-a \n',
    );
    writeFileSync(join(rules, '20-more.rules'), '-w /etc/passwd -p wa -k identity\n');
  });
  afterAll(() => {
    server.remove();
    folder.remove();
  });

  it('finds, explains, completes and mends', () => {
    const script = inRepository('test/remote/neovim.lua');
    const args = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${script}`, 'rules.d/10-base.rules'];
    const { status, stdout, stderr } = spawnSync('nvim', args, {
      cwd: folder.path,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, AUDITD_SERVER: server.path, XDG_STATE_HOME: folder.path, XDG_CACHE_HOME: folder.path },
    });
    const said = new Map(
      stdout
        .split('\n')
        .filter((line) => line.includes(': '))
        .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const),
    );
    console.log(stdout);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(said.get('asks for diagnostics')).toBe('false');
    expect(JSON.parse(said.get('findings') ?? '')).toEqual(
      expect.arrayContaining(['1 positive-errno', '2 missing-argument']),
    );
    expect(said.get('hover')).toContain('setuid');
    expect(JSON.parse(said.get('completion') ?? '')[0]).toBe('always,exit');
    expect(JSON.parse(said.get('references') ?? '')).toEqual(['10-base.rules:1', '20-more.rules:1']);
    expect(JSON.parse(said.get('after an edit') ?? '')).toContain('2 unknown-syscall');
    expect(said.get('fixed')).toContain('exit=-EPERM');
    expect(said.get('server')).toBe('ended');
  });
});
