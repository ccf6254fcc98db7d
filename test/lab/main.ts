import { removeStaleLabs } from './folder';
import { startLab } from './lab';

const usage = `tsx test/lab/main.ts up [--senders N] [--demo]   a lab until Ctrl+C
tsx test/lab/main.ts down                       clears away what killed labs have left`;

async function up(words: readonly string[]): Promise<void> {
  const senders = words.includes('--senders') ? Number(words[words.indexOf('--senders') + 1]) : 1;
  const started = Date.now();
  const lab = await startLab({ senders, demo: words.includes('--demo') });
  console.log(`The lab is up after ${Date.now() - started} ms, in ${lab.folder}.`);
  for (const host of lab.hosts) console.log(`  ssh -F ${lab.sshConfig} ${host.name}    # 127.0.0.1:${host.port}`);
  console.log('Ctrl+C ends it.');
  await new Promise<void>((resolve) => {
    // The hosts do not keep this process alive.
    const alive = setInterval(() => {}, 2 ** 30);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
  await lab.stop();
}

async function down(): Promise<void> {
  const removed = await removeStaleLabs();
  console.log(removed.length === 0 ? 'Nothing was left.' : removed.map((folder) => `removed ${folder}`).join('\n'));
}

async function main([command, ...words]: readonly string[]): Promise<void> {
  if (command === 'up') return up(words);
  if (command === 'down') return down();
  console.error(usage);
  process.exitCode = 2;
}

void main(process.argv.slice(2));
