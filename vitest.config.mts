import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// What esbuild's text loader does in the build: a script that runs on hosts, or a page, is imported as its text.
const textModules = {
  name: 'text-modules',
  enforce: 'pre' as const,
  load: (id: string) =>
    /\.(sh|md)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : undefined,
};

/** vitest begins with the largest files; these take long and are small, since what they do lies elsewhere. */
const longest = ['failingHosts', 'failingHostsFiles', 'diagnosis', 'deployKill'].map((name) => `/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => longest.some((name) => moduleId.endsWith(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

// One project a suite: `unit` needs nothing but node_modules; the others say in test/kit what they need.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: [textModules],
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/repo/**/*.test.ts'],
          testTimeout: 30_000,
          // By itself vitest leaves one of two cores idle.
          maxWorkers: 2,
        },
      },
      {
        plugins: [textModules],
        test: {
          name: 'remote',
          include: ['test/remote/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Labs are whole hosts, which wait most of their time: three files at a time are what two cores carry.
          maxWorkers: 3,
        },
      },
      {
        plugins: [textModules],
        // What takes minutes and is not part of `npm test`.
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          testTimeout: 3_600_000,
          // A lab comes up in two seconds, on a machine that others load in many more.
          hookTimeout: 300_000,
          maxWorkers: 1,
        },
      },
      {
        plugins: [textModules],
        test: {
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
