import { defineConfig } from 'vitest/config';

// One project a suite: `unit` needs nothing but node_modules; the others say in test/kit what they need.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/repo/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'remote',
          include: ['test/remote/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Labs are whole hosts; two at a time are what two cores carry.
          maxWorkers: 2,
        },
      },
      {
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
