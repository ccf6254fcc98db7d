import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  readFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  existsSync,
  mkdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compact } from '../../../client/src/hosts/shellText';
import { Following, type Beginning, type Happening } from '../../../client/src/tail/following';
import { inRepository } from '../../kit/repository';

const followScript = readFileSync(inRepository('client/src/tail/follow.sh'), 'utf8');

let folder: string;
let log: string;
const listeners: Listener[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'follow me '));
  log = join(folder, 'audit.log');
});

afterEach(() => {
  for (const listener of listeners.splice(0)) listener.cut();
  rmSync(folder, { recursive: true, force: true });
});

/** The real script under the real sh, without a host in between. */
class Listener {
  readonly following: Following;
  readonly told: Happening[] = [];
  text = '';
  readonly #path: string;
  #child: ChildProcess | undefined;

  /** `tools`: a folder with programs that stand before the usual ones. */
  constructor(beginning: Beginning, tools?: string) {
    this.following = new Following(beginning);
    this.#path = [...(tools === undefined ? [] : [tools]), process.env['PATH'] ?? ''].join(':');
    listeners.push(this);
  }

  listen(): this {
    this.following.restart();
    const child = spawn('sh', ['-c', compact(followScript), 'follow', log, ...this.following.arguments()], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: this.#path },
    });
    child.stdout.on('data', (chunk: Uint8Array) => {
      if (this.#child !== child) return;
      for (const happening of this.following.feed(chunk)) {
        if (happening.kind === 'bytes') this.text += Buffer.from(happening.bytes).toString();
        else this.told.push(happening);
      }
    });
    this.#child = child;
    return this;
  }

  cut(): void {
    this.#child?.kill('SIGKILL');
    this.#child?.stdout?.destroy();
    this.#child = undefined;
  }

  kinds(): string {
    return this.told.map(({ kind }) => kind).join(' ');
  }
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within 30 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function rotate(keep = 9): void {
  for (let number = keep; number >= 1; number--) {
    const from = number === 1 ? log : `${log}.${number - 1}`;
    if (existsSync(from)) renameSync(from, `${log}.${number}`);
  }
  writeFileSync(log, '');
}

const lines = (from: number, to: number) => {
  let text = '';
  for (let n = from; n < to; n++) text += `type=USER msg=audit(1700000000.000:${n}): pid=1 ${'x'.repeat(120)}\n`;
  return text;
};

describe('follow.sh', () => {
  it('gives all that exists, then what comes', async () => {
    writeFileSync(`${log}.1`, lines(0, 3));
    writeFileSync(log, lines(3, 5));
    const listener = new Listener({ at: 'oldest' }).listen();
    await until(() => listener.text === lines(0, 5), 'what was there');
    appendFileSync(log, lines(5, 6));
    await until(() => listener.text === lines(0, 6), 'what came');
    expect(listener.kinds()).toBe('opened rotated');
  });

  it('waits for a log that is not there yet', async () => {
    const listener = new Listener({ at: 'end' }).listen();
    writeFileSync(log, '');
    await until(() => listener.kinds() === 'opened', 'the log');
    appendFileSync(log, 'a\n');
    await until(() => listener.text === 'a\n', 'its line');
  });

  it('begins so many bytes before the end, over several files', async () => {
    writeFileSync(`${log}.2`, lines(0, 10));
    writeFileSync(`${log}.1`, lines(10, 12));
    writeFileSync(log, lines(12, 13));
    const wanted = lines(8, 13);
    const listener = new Listener({ at: 'recent', bytes: wanted.length }).listen();
    await until(() => listener.text.length >= wanted.length, 'the recent past');
    expect(listener.text).toBe(wanted);
    expect(listener.kinds()).toBe('opened rotated rotated');
  });

  it('goes on after a cut with three rotations in between, each byte once', async () => {
    writeFileSync(log, lines(0, 100));
    const listener = new Listener({ at: 'oldest' }).listen();
    await until(() => listener.text === lines(0, 100), 'the beginning');
    listener.cut();
    appendFileSync(log, lines(100, 110));
    rotate();
    appendFileSync(log, lines(110, 120));
    rotate();
    appendFileSync(log, lines(120, 130));
    rotate();
    appendFileSync(log, lines(130, 140));
    listener.listen();
    await until(() => listener.text.length >= lines(0, 140).length, 'the end');
    expect(listener.text).toBe(lines(0, 140));
    expect(listener.kinds()).toBe('opened opened rotated rotated rotated');
  });

  it('says so when the file of the checkpoint is gone, and begins with the oldest', async () => {
    writeFileSync(log, lines(0, 10));
    const listener = new Listener({ at: 'oldest' }).listen();
    await until(() => listener.text === lines(0, 10), 'the beginning');
    listener.cut();
    rotate(1);
    appendFileSync(log, lines(20, 30));
    rotate(1);
    appendFileSync(log, lines(30, 40));
    listener.listen();
    await until(() => listener.text.endsWith(lines(20, 40)), 'what still exists');
    expect(listener.kinds()).toBe('opened gap opened rotated');
  });

  const compressors = [
    ['gzip', 'gz'],
    ['xz', 'xz'],
    ['bzip2', 'bz2'],
    ['zstd', 'zst'],
  ] as const;
  const installed = compressors.filter(([program]) => spawnSync(program, ['--version']).error === undefined);

  it.each(installed)(
    'reads the rest of a file that %s compressed meanwhile, and of those after it',
    async (program, ending) => {
      const compress = (name: string) => execFileSync(program, program === 'zstd' ? ['-q', '--rm', name] : [name]);
      writeFileSync(log, lines(0, 100));
      const listener = new Listener({ at: 'oldest' }).listen();
      await until(() => listener.text === lines(0, 100), 'the beginning');
      listener.cut();
      appendFileSync(log, lines(100, 110));
      renameSync(log, `${log}.1`);
      compress(`${log}.1`);
      // What auditd shifts is not what somebody compressed: the numbers tell nothing of the order.
      writeFileSync(log, lines(110, 120));
      renameSync(log, `${log}-20261129`);
      compress(`${log}-20261129`);
      writeFileSync(`${log}.2.gz`, readFileSync(`${log}-20261129.${ending}`).subarray(0, 20));
      writeFileSync(`${log}.1`, lines(120, 130));
      writeFileSync(log, lines(130, 140));
      listener.listen();
      await until(() => listener.text.length >= lines(0, 140).length, 'all of it');
      expect(listener.text).toBe(lines(0, 140));
      expect(listener.kinds()).toBe('opened opened rotated gap opened rotated');
      expect(listener.told.find(({ kind }) => kind === 'gap')).toMatchObject({ packed: `${log}.1.${ending}` });
      appendFileSync(log, lines(140, 141));
      await until(() => listener.text === lines(0, 141), 'what comes then');
    },
  );

  it('goes on inside a compressed file after a cut, each byte once', async () => {
    writeFileSync(log, lines(0, 100));
    const listener = new Listener({ at: 'oldest' }).listen();
    await until(() => listener.text === lines(0, 100), 'the beginning');
    listener.cut();
    appendFileSync(log, lines(100, 40_000));
    renameSync(log, `${log}.1`);
    execFileSync('gzip', [`${log}.1`]);
    writeFileSync(log, lines(40_000, 40_010));
    listener.listen();
    await until(() => listener.text.length > lines(0, 5000).length, 'a part of it');
    listener.cut();
    listener.listen();
    await until(() => listener.text.endsWith(lines(40_000, 40_010)), 'the end');
    expect(listener.text === lines(0, 40_010)).toBe(true);
  });

  it('knows a file that was cut off and written anew meanwhile', async () => {
    writeFileSync(`${log}.1`, lines(0, 2));
    writeFileSync(log, lines(2, 10));
    const listener = new Listener({ at: 'oldest' }).listen();
    await until(() => listener.text === lines(0, 10), 'the beginning');
    listener.cut();
    // The same file: as long as before, and longer.
    writeFileSync(log, lines(50, 70));
    listener.listen();
    await until(() => listener.text === lines(0, 10) + lines(50, 70), 'the new file from its beginning');
    expect(listener.kinds()).toBe('opened rotated opened truncated');
  });

  it('does not take another file for the old one because it got its inode', async () => {
    writeFileSync(log, '');
    const listener = new Listener({ at: 'oldest' }).listen();
    await until(() => listener.kinds() === 'opened', 'the empty file');
    listener.cut();
    // ext4 gives a number out again at once.
    rmSync(log);
    writeFileSync(log, lines(0, 5));
    listener.listen();
    await until(() => listener.text === lines(0, 5), 'the new file');
    expect(listener.kinds()).toBe('opened gap opened');
  });

  it('begins again when the log is cut to nothing', async () => {
    writeFileSync(log, lines(0, 10));
    const listener = new Listener({ at: 'oldest' }).listen();
    for (let round = 1; round <= 3; round++) {
      await until(() => listener.text.endsWith(lines(0, 10)), 'the round');
      truncateSync(log, 0);
      await until(() => listener.kinds().endsWith('truncated'), 'truncated');
      listener.text = '';
      appendFileSync(log, lines(0, 10));
      await until(() => listener.text === lines(0, 10), 'after truncation');
      listener.told.length = 0;
    }
  });

  it('loses nothing while a writer rotates quickly and listeners come and go', async () => {
    writeFileSync(log, '');
    const listener = new Listener({ at: 'oldest' }).listen();
    const all = 60_000;
    let written = 0;
    let cuts = 0;
    while (written < all) {
      appendFileSync(log, lines(written, written + 500));
      written += 500;
      // Enough are kept that nothing is gone, however slow this machine is just now.
      if (written % 6000 === 0) rotate(20);
      if (written % 14_000 === 0) {
        listener.cut();
        cuts++;
      } else if (written % 14_000 === 3500) listener.listen();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    listener.listen();
    const wanted = lines(0, all);
    await until(() => listener.text.length >= wanted.length, 'all lines').catch(() => undefined);
    expect(listener.text === wanted, `${listener.text.length} of ${wanted.length}; ${listener.kinds()}`).toBe(true);
    expect(cuts).toBeGreaterThan(2);
  });
});

/** Programs of a small host, such as one with busybox: they do what POSIX says, and no more. */
const smallTools: Readonly<Record<string, string>> = {
  // Reads whole blocks, and so more than it writes; from a name it reads what is there.
  head: '[ -n "$3" ] && exec /usr/bin/head "$@"; dd bs=65536 count=$(($2 / 65536 + 1)) 2>/dev/null | /usr/bin/head -c "$2"',
  // Knows no time of birth.
  stat: 'shift; format=$(printf %s "$1" | sed "s/%\\.9W/W/"); shift; exec /usr/bin/stat -Lc "$format" "$@"',
  // Knows whole seconds only.
  sleep: 'case $1 in *.*) exit 1 ;; esac; exec /bin/sleep "$1"',
  cksum: 'exit 127',
  // Counts blocks only.
  dd: 'case "$*" in *iflag*) exit 1 ;; esac; exec /bin/dd "$@"',
};

describe('follow.sh on a host with small tools', { timeout: 60_000 }, () => {
  let tools: string;
  beforeEach(() => {
    tools = join(folder, 'tools');
    mkdirSync(tools);
    for (const [name, does] of Object.entries(smallTools))
      writeFileSync(join(tools, name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
  });

  it('loses nothing while the log grows and rotates, and over a cut', async () => {
    // More than a frame: head ends inside what is there.
    const before = 40_000;
    writeFileSync(log, lines(0, before));
    const listener = new Listener({ at: 'oldest' }, tools).listen();
    const { length } = lines(0, before);
    await until(() => listener.text.length >= length, 'the beginning');
    for (let from = before; from < before + 6000; from += 500) {
      appendFileSync(log, lines(from, from + 500));
      if (from % 2000 === 0) rotate(20);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    listener.cut();
    rotate(20);
    appendFileSync(log, lines(before + 6000, before + 6500));
    listener.listen();
    const all = lines(0, before + 6500);
    await until(() => listener.text.length >= all.length, 'all of it');
    expect(listener.text === all).toBe(true);
    expect(listener.kinds()).not.toContain('gap');
  });

  it('speaks often enough not to be taken for dead', async () => {
    writeFileSync(log, lines(0, 1));
    const listener = new Listener({ at: 'oldest' }, tools).listen();
    await until(() => listener.kinds().includes('alive'), 'a heartbeat');
  });

  it('knows another file with the inode of the old one', async () => {
    writeFileSync(log, lines(0, 10));
    const listener = new Listener({ at: 'oldest' }, tools).listen();
    await until(() => listener.text === lines(0, 10), 'the beginning');
    listener.cut();
    writeFileSync(log, lines(50, 70));
    listener.listen();
    await until(() => listener.text === lines(0, 10) + lines(50, 70), 'the new file from its beginning');
  });
});
