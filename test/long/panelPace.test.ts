/// <reference lib="dom" />
// Functions given to `evaluate` run in the page.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithLab } from '../kit/lab';
import { scratch } from '../kit/scratch';
import { until } from '../kit/until';
import { Workbench } from '../kit/vscode/workbench';
import { auditLog, StandInWriter } from '../remote/standInWriter';

// What a person feels while a busy log is followed: how long the extension host is deaf, and how late a row comes.
// Figures only: they depend on what else the machine does. dist must have been built. PANEL_SECONDS is how long.

const seconds = Number(process.env['PANEL_SECONDS'] ?? 30);

/**
 * Another extension in the same extension host: writes the delays of its event loop into a file, twice a second. What else
 * the machine does delays it as well, so `work` says what the thread itself computed between two looks, 5 ms apart: on a
 * machine with nothing else to do the loop is deaf for no longer. `share`: of a core, in percent.
 */
const observer = (file: string) => `
const { existsSync, rmSync, writeFileSync } = require('node:fs');
const delays = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 });
const ms = (nanoseconds) => Math.round(nanoseconds / 1e4) / 100;
const computed = () => {
  const { user, system } = process.threadCpuUsage?.() ?? { user: NaN, system: NaN };
  return (user + system) / 1000;
};
exports.activate = () => {
  delays.enable();
  let pieces = [];
  let last = computed();
  let begun = { at: performance.now(), computed: last };
  setInterval(() => {
    const now = computed();
    pieces.push(now - last);
    last = now;
  }, 5);
  setInterval(() => {
    const file = ${JSON.stringify(file)};
    if (existsSync(file + '.reset')) {
      rmSync(file + '.reset');
      delays.reset();
      pieces = [];
      begun = { at: performance.now(), computed: computed() };
    }
    const sorted = [...pieces].sort((a, b) => a - b);
    const at = (share) => Math.round(100 * (sorted[Math.floor((sorted.length - 1) * share)] ?? 0)) / 100;
    const figures = { p50: ms(delays.percentile(50)), p99: ms(delays.percentile(99)), max: ms(delays.max) };
    const work = { p50: at(0.5), p99: at(0.99), max: at(1) };
    const share = Math.round((1000 * (computed() - begun.computed)) / (performance.now() - begun.at)) / 10;
    writeFileSync(file, JSON.stringify({ ...figures, work, share, load: require('node:os').loadavg()[0] }));
  }, 500);
};`;

const manifest = {
  name: 'observer',
  publisher: 'test',
  version: '1.0.0',
  engines: { vscode: '^1.90.0' },
  main: './main.js',
  activationEvents: ['onStartupFinished'],
};

describeWithLab('the pace of the panel', { auditd: false }, (lab) => {
  const folder = scratch('aw-pace-');
  const delays = join(folder.path, 'delays.json');
  let workbench: Workbench;
  let writer: StandInWriter;

  beforeAll(async () => {
    const extensions = join(folder.path, 'extensions');
    const home = join(extensions, 'test.observer-1.0.0');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(home, 'main.js'), observer(delays));
    writeFileSync(join(folder.path, 'readme.txt'), '');
    writer = new StandInWriter(lab().central, 1, 8 * 1024 * 1024, 40);
    await writer.write(1);
    workbench = await Workbench.open({
      folder: folder.path,
      settings: { 'auditd.ssh.configFile': lab().sshConfig, 'auditd.hosts': [{ name: 'central', role: 'central' }] },
      extensions,
    });
    await workbench.page.locator('.activitybar [aria-label^="Auditd"]').first().waitFor();
  }, 120_000);
  afterAll(async () => {
    await workbench?.close();
    folder.remove();
  });

  const measured = async (what: string, during: () => Promise<unknown>): Promise<void> => {
    writeFileSync(`${delays}.reset`, '');
    await until('the figures to begin anew', () => !existsSync(`${delays}.reset`), { within: 60_000 });
    await during();
    await pause(600);
    console.log(`delay of the extension host's event loop, ${what}: ${await readFile(delays, 'utf8')}`);
  };

  it(
    'while 20,000 lines a second come, and from the write to the row',
    async () => {
      await measured('idle', () => pause(5000));
      await workbench.runCommand('Auditd: Tail Central Log');
      await workbench.page.getByPlaceholder('Select the host whose log is followed').waitFor();
      await workbench.pick(/^central/);
      await workbench.webview.getByText('central · following audit.log').waitFor();

      const write = async (linesPerSecond: number) => {
        const stop = new AbortController();
        const writing = writer.writeAt(linesPerSecond, stop.signal);
        await pause(seconds * 1000);
        stop.abort();
        console.log(`${Math.round((await writing) / seconds)} lines a second were written`);
      };
      await measured('20,000 lines a second', () => write(20_000));

      const rows = workbench.webview.locator('body');
      await rows.evaluate((body) => {
        const late = new Map<string, number>();
        Object.assign(window, { late });
        new MutationObserver(() => {
          const now = Date.now();
          for (const row of body.querySelectorAll('.row.event .sentence')) {
            const written = /written at (\d{13})/.exec(row.textContent ?? '')?.[1];
            if (written !== undefined && !late.has(written)) late.set(written, now - Number(written));
          }
        }).observe(body, { subtree: true, childList: true, characterData: true });
      });
      await measured('1,000 events a second', () => writeWithTimes(lab().central.outside(auditLog)));
      await pause(1000);
      const late = await rows.evaluate(() => [...(window as unknown as { late: Map<string, number> }).late.values()]);
      late.sort((a, b) => a - b);
      const at = (share: number) => late[Math.floor((late.length - 1) * share)];
      console.log(`from the write to the row, ${late.length} moments: median ${at(0.5)} ms, 95 % ${at(0.95)} ms`);
      expect(late.length).toBeGreaterThan(20);
    },
    (seconds * 2 + 120) * 1000,
  );
});

/** 1,000 events a second, each of which says when it was written. */
async function writeWithTimes(log: string): Promise<void> {
  const begun = performance.now();
  for (let serial = 50_000_000; performance.now() - begun < seconds * 1000;) {
    const due = 50_000_000 + (performance.now() - begun);
    let text = '';
    for (const now = Date.now(); serial < due; serial++) {
      const stamp = `${Math.floor(now / 1000)}.${String(now % 1000).padStart(3, '0')}`;
      text += `type=USER msg=audit(${stamp}:${serial}): pid=1 uid=0 auid=1000 ses=1 msg='text=written at ${now} exe="/usr/sbin/auditctl" res=success'\n`;
    }
    await appendFile(log, text);
    await pause(10);
  }
}
