import { build } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../kit/repository';
import { scratch } from '../../kit/scratch';
import { until } from '../../kit/until';

const folder = scratch();
const command = join(folder.path, 'auditd-events.js');
const central = inRepository('test/data/logs/central.log');
const hostile = inRepository('test/data/logs/hostile.log');
const env = { ...process.env, TZ: 'UTC' };

beforeAll(async () => {
  await build({
    entryPoints: [inRepository('server/src/events.ts')],
    outfile: command,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
});
afterAll(() => folder.remove());

function run(
  args: readonly string[],
  input: string | Uint8Array = '',
): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { status, out: stdout, err: stderr };
}

interface JsonEvent {
  readonly node: string | null;
  readonly sec: number;
  readonly ms: number;
  readonly serial: number;
  readonly complete: boolean;
  readonly late?: boolean;
  readonly summary: string;
  readonly records: readonly {
    readonly type: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly raw?: string;
  }[];
}

const events = (out: string) =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JsonEvent);

const line = (
  serial: number,
  time: string,
  type = 'USER',
  body = "pid=1 uid=0 auid=0 ses=1 msg='op=x res=success'",
  node = 'a',
) => `node=${node} type=${type} msg=audit(${time}:${serial}): ${body}\n`;

describe('auditd-events', () => {
  it('text is time, node and summary, one line an event', () => {
    const { status, out, err } = run([central]);
    expect(status).toBe(0);
    expect(err).toBe('');
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(119);
    expect(lines[0]).toBe('2026-11-22 05:00:59.389 - auditd 3.0.9 started: success');
    expect(out).toMatch(
      /^2026-11-22 05:01:00\.\d{3} db01 uid 1001 opened \/srv\/demo\/payroll.txt for reading with cat: success$/m,
    );
  });

  it('reads standard input, packed files, and several files', () => {
    const log = readFileSync(central);
    const packed = join(folder.path, 'audit.log.1.gz');
    writeFileSync(packed, gzipSync(log));
    const plain = run([central]).out;
    expect(run([], log).out).toBe(plain);
    expect(run(['-'], log).out).toBe(plain);
    expect(run([packed]).out).toBe(plain);
    expect(
      run([inRepository('test/data/logs/local-raw.log'), inRepository('test/data/logs/local-enriched.log')])
        .out.trimEnd()
        .split('\n'),
    ).toHaveLength(112);
  });

  it('unpacks as it reads: what a cut file still has is told, and what it cannot unpack has a way', () => {
    const log = readFileSync(central);
    expect(run(['-'], gzipSync(log)).out).toBe(run([central]).out);
    const cut = join(folder.path, 'cut.gz');
    writeFileSync(cut, gzipSync(Buffer.concat(new Array<Buffer>(40).fill(log)), { level: 0 }).subarray(0, 200_000));
    const half = run([cut]);
    expect(half.status).toBe(2);
    expect(half.out.split('\n').length).toBeGreaterThan(100);
    expect(half.err).toMatch(/cut\.gz: unexpected end of file/);
    const xz = join(folder.path, 'audit.log.1.xz');
    writeFileSync(xz, Buffer.from('fd377a585a000004', 'hex'));
    expect(run([xz])).toEqual({
      status: 2,
      out: '',
      err: `auditd-events: ${xz}: it is packed with xz. Unpack it on the way: xz -dc FILE | auditd-events\n`,
    });
  });

  it('json has the node, the stamp, the summary and the records with values as a person reads them', () => {
    const found = events(run(['--format', 'json', central]).out);
    expect(found).toHaveLength(119);
    const opened = found.find(({ node, serial }) => node === 'c1' && serial === 20239);
    expect(opened).toMatchObject({
      complete: true,
      summary: 'demo tried to open /srv/demo/payroll.txt for reading with cat: EACCES',
    });
    expect(opened?.late).toBeUndefined();
    expect(opened?.records.map(({ type }) => type)).toEqual(['SYSCALL', 'CWD', 'PATH', 'PROCTITLE']);
    expect(opened?.records[0]?.fields).toMatchObject({
      arch: 'x86_64',
      syscall: 'openat',
      exit: 'EACCES(Permission denied)',
      uid: 'demo',
      key: 'payroll',
    });
    expect(opened?.records[0]?.fields['UID']).toBeUndefined();
    expect(opened?.records[0]?.raw).toBeUndefined();
  });

  it('json --raw adds the lines as they stood, --no-decode leaves values as they were logged', () => {
    const raw = events(run(['--format=json', '--raw', central]).out).flatMap(({ records }) =>
      records.map((record) => record.raw),
    );
    expect([...raw].sort()).toEqual(readFileSync(central, 'utf8').trimEnd().split('\n').sort());
    const logged = events(run(['--format', 'json', '--no-decode', central]).out).find(
      ({ node, serial }) => node === 'c1' && serial === 20239,
    );
    expect(logged?.records[0]?.fields).toMatchObject({ arch: 'c000003e', uid: '1001', comm: '"cat"', exit: '-13' });
  });

  it('json of hostile records is JSON, with every name that a record has', () => {
    const found = events(run(['--format', 'json', '--raw', hostile]).out);
    expect(found.length).toBeGreaterThan(20);
    const names = found.flatMap(({ records }) => records.flatMap(({ fields }) => Object.keys(fields)));
    expect(names).toContain('__proto__');
    expect(names).toContain('constructor');
  });

  it('csv has a head and one row an event; nothing in it is a formula', () => {
    const { out } = run(['--format', 'csv', central]);
    const rows = out.trimEnd().split('\n');
    expect(rows[0]).toBe('time,node,serial,complete,late,types,user,result,key,summary');
    expect(rows).toHaveLength(120);
    expect(rows[1]).toBe(
      '2026-11-22T05:00:59.389Z,,8185,true,false,DAEMON_START,system,success,,auditd 3.0.9 started: success',
    );
    expect(run(['--format', 'csv', hostile]).out).toContain(`"'=HYPERLINK(""http`);
  });

  it('summary is figures', () => {
    const { out } = run(['--format', 'summary', central]);
    expect(out).toMatch(/^Events {6}119\nRecords {5}393\n/);
    expect(out).toContain('        56  db01');
  });

  it.each([
    [['--node', 'c1,c2'], 56],
    [['--node', 'c*'], 56],
    [['--type', 'USER_AUTH'], 4],
    [['--key', 'payroll'], 14],
    [['--filter', 'success:no'], 6],
    [['--filter', 'node:c1 | node:c2', '--type', 'USER_AUTH'], 2],
    [['--until', '2026-11-22 05:00:55'], 54],
    [['--since', '2026-11-22 05:01:00', '--node', 'db01'], 56],
  ])('%j', (options, count) => {
    expect(
      run([...options, central])
        .out.trimEnd()
        .split('\n'),
    ).toHaveLength(count);
  });

  it('explains a term that it cannot read, and filters with the rest', () => {
    const { status, out, err } = run(['--filter', 'since:soon success:no', central]);
    expect(status).toBe(0);
    expect(err).toContain('since:soon: since: takes 10m');
    expect(out.trimEnd().split('\n')).toHaveLength(6);
  });

  it('counts malformed lines and gaps on standard error', () => {
    const { status, out, err } = run([], `${line(1, '1.000')}hello\n\n${line(5, '1.000')}\x1b[2Jbye\n`);
    expect(status).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect(err).toContain('2 malformed lines left out');
    expect(err).toContain('1 gap, 3 serials missing here: a 2\u20134');
  });

  it('joins by the time-out it is given, and tells of what comes later', () => {
    const log = `${line(1, '100.000', 'SYSCALL', 'arch=c000003e syscall=59 success=yes exit=0')}${line(2, '105.000')}${line(1, '100.000', 'CWD', 'cwd="/x"')}`;
    const late = events(run(['--format', 'json'], log).out);
    expect(
      late.map(({ serial, complete, late: isLate, records }) => [
        serial,
        complete,
        isLate,
        records.map(({ type }) => type),
      ]),
    ).toEqual([
      [1, false, undefined, ['SYSCALL']],
      [2, true, undefined, ['USER']],
      [1, false, true, ['CWD']],
    ]);
    const patient = events(run(['--format', 'json', '--eoe-timeout', '60'], log).out);
    expect(patient.map(({ serial, records }) => [serial, records.length])).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });

  it.each([
    [['--no-such'], 'There is no option --no-such'],
    [['--format', 'xml'], '--format is one of'],
    [['--format'], '--format wants a value'],
    [['--since', 'soon'], '--since takes'],
    [['--eoe-timeout', 'x'], '--eoe-timeout is a number'],
    [['/no/such/file'], 'no such file'],
    [['/proc'], '/proc'],
    [['--follow', '/no/such/file'], 'no such file'],
  ])('%j is exit status 2 with a reason', (args, reason) => {
    const { status, err } = run(args);
    expect(status).toBe(2);
    expect(err).toContain(reason);
  });

  it('reads the other files although one is missing', () => {
    const { status, out } = run(['/no/such/file', central]);
    expect(status).toBe(2);
    expect(out.trimEnd().split('\n')).toHaveLength(119);
  });

  it('ends quietly when its reader has gone', () => {
    const { stderr, stdout } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${command}" --format json "${central}" "${central}" "${central}" | head -1`],
      { env, encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toHaveLength(2);
  });

  it('says its version, and of a wrong option only where help is', () => {
    writeFileSync(join(folder.path, 'package.json'), '{ "version": "1.2.3" }');
    expect(run(['--version'])).toEqual({ status: 0, out: '1.2.3\n', err: '' });
    const { status, out, err } = run(['--no-such']);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toBe('auditd-events: There is no option --no-such.\nTry auditd-events --help.\n');
  });

  it('says how it is used', () => {
    const { status, out } = run(['--help']);
    expect(status).toBe(0);
    expect(out).toContain('--eoe-timeout SECONDS');
  });
});

describe('auditd-events --follow', () => {
  function start(args: readonly string[]) {
    const child = spawn(process.execPath, [command, '--follow', '--format', 'json', ...args], { env, stdio: 'pipe' });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return {
      child,
      serials: () => events(out.slice(0, out.lastIndexOf('\n') + 1)).map(({ serial }) => serial),
      events: () => events(out.slice(0, out.lastIndexOf('\n') + 1)),
      errors: () => err,
      stop: () => {
        child.kill('SIGTERM');
        return ended;
      },
      ended,
    };
  }

  it('goes on through rotations and truncation, each event once, and ends with status 0', async () => {
    const log = join(folder.path, 'followed.log');
    writeFileSync(log, line(1, '1.000'));
    const following = start([log]);
    const expectSerials = (serials: number[]) =>
      until(`serials ${serials.join()}`, () => following.serials().join() === serials.join());
    await expectSerials([1]);
    appendFileSync(log, `${line(2, '1.000')}${line(3, '1.000').slice(0, 30)}`);
    await expectSerials([1, 2]);
    appendFileSync(log, line(3, '1.000').slice(30));
    await expectSerials([1, 2, 3]);
    // Three rotations at once: what was in between is read from the rotated files.
    appendFileSync(log, line(4, '1.000'));
    renameSync(log, `${log}.3`);
    writeFileSync(`${log}.2`, line(5, '1.000'));
    writeFileSync(`${log}.1`, line(6, '1.000'));
    writeFileSync(log, line(7, '1.000'));
    await expectSerials([1, 2, 3, 4, 5, 6, 7]);
    truncateSync(log, 0);
    await until('the truncation', () => following.errors().includes('truncated'));
    appendFileSync(log, line(8, '1.000'));
    await expectSerials([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await following.stop()).toBe(0);
  });

  it('closes what is quiet, and tells of a late record', async () => {
    const log = join(folder.path, 'quiet.log');
    writeFileSync(log, line(1, '1.000', 'SYSCALL', 'arch=c000003e syscall=59 success=yes exit=0'));
    const following = start(['--eoe-timeout', '0.3', log]);
    await until('the quiet event', () => following.events().length === 1);
    appendFileSync(log, line(1, '1.000', 'PROCTITLE', 'proctitle="x"'));
    const [, late] = await until('the late record', () =>
      following.events().length === 2 ? following.events() : undefined,
    );
    expect(late).toMatchObject({ serial: 1, late: true, complete: false, records: [{ type: 'PROCTITLE' }] });
    expect(await following.stop()).toBe(0);
  });

  it('reads standard input as it comes, and ends with it', async () => {
    const following = start([]);
    following.child.stdin.write(line(1, '1.000'));
    await until('the first event', () => following.serials().join() === '1');
    following.child.stdin.end(line(2, '1.000'));
    expect(await following.ended).toBe(0);
    expect(following.serials()).toEqual([1, 2]);
  });
});

describe('names of ids', () => {
  const line = "type=USER_AUTH msg=audit(1.000:1): pid=1 uid=33 auid=1007 ses=1 gid=44 msg='op=x res=success'\n";

  it('come from the files that are given, in all formats and filters', () => {
    const passwd = join(folder.path, 'passwd');
    const group = join(folder.path, 'group');
    writeFileSync(passwd, 'web:x:33:33::/:/bin/sh\nalice:x:1007:1007::/:/bin/sh\n');
    writeFileSync(group, 'video:x:44:\n');
    const given = ['--passwd', passwd, '--group', group];
    const [event] = events(run([...given, '--format', 'json'], line).out);
    expect(event?.records[0]?.fields).toMatchObject({ auid: 'alice', uid: 'web', gid: 'video' });
    for (const format of ['text', 'csv', 'summary', 'json']) {
      expect(run([...given, '--format', format], line).out).toContain('alice as web');
    }
    expect(run([...given, '--filter', 'auid:alice'], line).out).not.toBe('');
    expect(run([...given, '--filter', 'auid:bob'], line).out).toBe('');
  });

  it('stay numbers without them; a file that is not there is told', () => {
    expect(run([], line).out).toContain('uid 1007 as uid 33');
    const { status, err } = run(['--passwd', join(folder.path, 'nowhere')], line);
    expect(status).toBe(2);
    expect(err).toContain('nowhere');
  });
});
