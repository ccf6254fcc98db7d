// A vitest reporter: writes what a step of `npm test` has come to into the file that AUDITD_TEST_COUNTS names.
import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What was skipped, with the reason where one was given. */
  readonly skipped: readonly string[];
  /** Files with a failure; undefined when something failed that is no file's. */
  readonly failedFiles?: readonly string[];
}

export default class VitestCounts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    let passed = 0;
    // What went wrong outside of tests counts: a file that does not load, a promise that nobody awaited.
    let failed = errors.length;
    const skipped: string[] = [];
    const failedFiles = modules.filter((module) => !module.ok()).map((module) => module.moduleId);
    for (const module of modules) {
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed++;
        else if (result.state === 'skipped') skipped.push(`${test.fullName}${result.note ? ` [${result.note}]` : ''}`);
        else failed++;
      }
    }
    const counts: Counts = { passed, failed, skipped, ...(errors.length === 0 && { failedFiles }) };
    writeFileSync(process.env['AUDITD_TEST_COUNTS'] ?? 'vitest-counts.json', JSON.stringify(counts));
  }
}
