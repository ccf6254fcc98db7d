import { build as bundle, context, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, projectRoot } from './projectRoot';

/** A bundle: where it comes from and what it is called in dist. */
interface Entry {
  readonly source: string;
  readonly output: string;
  readonly runsIn: 'editor' | 'command' | 'page';
}

const entries: readonly Entry[] = [
  { source: 'client/src/extension.ts', output: 'extension.js', runsIn: 'editor' },
  { source: 'client/src/reading/readerThread.ts', output: 'readerThread.js', runsIn: 'editor' },
  { source: 'server/src/main.ts', output: 'server.js', runsIn: 'command' },
  { source: 'server/src/lint.ts', output: 'auditd-lint.js', runsIn: 'command' },
  { source: 'server/src/events.ts', output: 'auditd-events.js', runsIn: 'command' },
  { source: 'client/webview/main.ts', output: 'webview.js', runsIn: 'page' },
];

const forNode: BuildOptions = {
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Optional natives of ssh2: left out, else the bundle depends on what was compiled on the building machine.
  external: ['vscode', 'cpu-features', '*.node'],
  // vscode-languageclient and its kind are published twice; the UMD half does not bundle.
  mainFields: ['module', 'main'],
};

const options: Readonly<Record<Entry['runsIn'], BuildOptions>> = {
  editor: forNode,
  command: { ...forNode, banner: { js: '#!/usr/bin/env node' } },
  // Chromium 132 is what VS Code 1.99 has.
  page: { platform: 'browser', format: 'iife', target: 'chrome132' },
};

function optionsOf(entry: Entry, outDir: string, production: boolean): BuildOptions {
  return {
    ...options[entry.runsIn],
    absWorkingDir: projectRoot,
    entryPoints: [entry.source],
    outfile: join(outDir, entry.output),
    bundle: true,
    ...shortened(entry, production),
    sourcemap: production ? false : 'linked',
    metafile: true,
    legalComments: 'none',
    // Scripts that run on hosts and pages that explain checks are files of their own and become text of the bundle.
    loader: { '.sh': 'text', '.md': 'text' },
    logLevel: 'warning',
    plugins: entry.runsIn === 'command' ? [executable(join(outDir, entry.output))] : [],
  };
}

/**
 * Stacks in logs stay readable. Commands keep their names as they are: with keepNames every function that is made, also
 * in a loop, is given its name by a call, which costs a language server a good part of its time.
 */
function shortened({ runsIn }: Entry, production: boolean): BuildOptions {
  if (runsIn === 'command') return { minifySyntax: production, minifyWhitespace: production };
  return { minify: production, keepNames: runsIn !== 'page' };
}

/** Commands of package.json's `bin` can be started straight from dist. */
const executable = (file: string): Plugin => ({
  name: 'executable',
  setup: ({ onEnd }) => onEnd(({ errors }) => (errors.length === 0 ? chmodSync(file, 0o755) : undefined)),
});

export interface BuildWish {
  /** Absolute; default dist. */
  readonly outDir?: string;
  /** Minified, without source maps: what the package holds. */
  readonly production?: boolean;
}

/** Builds every bundle and copies the check pages; answers esbuild's account of what went into each. Throws on errors. */
export async function build({ outDir = inProject('dist'), production = false }: BuildWish = {}): Promise<Metafile[]> {
  // Not otherwise: somebody may be running what lies there.
  if (production) rmSync(outDir, { recursive: true, force: true });
  const results = await Promise.all(entries.map((entry) => bundle(optionsOf(entry, outDir, production))));
  copyCheckPages(join(outDir, 'checks'));
  return results.flatMap(({ metafile }) => metafile ?? []);
}

async function watch(): Promise<void> {
  await build();
  const contexts = await Promise.all(
    entries.map((entry) => context({ ...optionsOf(entry, inProject('dist'), false), logLevel: 'info' })),
  );
  await Promise.all(contexts.map((each) => each.watch()));
  console.log('build finished; watching');
}

/** The page of a check is found by its language and code: dist/checks/rules/CODE.md. */
function copyCheckPages(outDir: string): void {
  const languages = inProject('server/src/language');
  rmSync(outDir, { recursive: true, force: true });
  for (const file of readdirSync(languages, { recursive: true, encoding: 'utf8' })) {
    const [, kind, page] = /^(\w+)\/checks\/([^/]+\.md)$/.exec(file) ?? [];
    if (kind === undefined || page === undefined) continue;
    mkdirSync(join(outDir, kind), { recursive: true });
    copyFileSync(join(languages, file), join(outDir, kind, page));
  }
}

if (process.argv[1] === import.meta.filename) {
  const work = process.argv.includes('--watch')
    ? watch()
    : build({ production: process.argv.includes('--production') });
  work.catch((error: unknown) => {
    // esbuild has already said what and where.
    if (!(error instanceof Error && 'errors' in error)) console.error(error);
    process.exitCode = 1;
  });
}
