// VS Code loads this module inside its extension host and calls `run`; what rejects makes the run fail.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** What the runner outside reads: one entry a test. */
export interface EditorResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  readonly error?: string;
}

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, forbidOnly: true, reporter: Collector });
  for (const file of readdirSync(__dirname)) if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
  const failures = await new Promise<number>((settle) => mocha.run(settle));
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** Writes after every test, so that a host that dies leaves what it had. */
class Collector extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    const results: EditorResult[] = [];
    const note = (test: Mocha.Runnable, state: EditorResult['state'], error?: Error) => {
      results.push({
        title: test.fullTitle(),
        state,
        milliseconds: test.duration ?? 0,
        ...(error && { error: error.stack ?? error.message }),
      });
      const file = process.env['AUDITD_TEST_RESULTS'];
      if (file) writeFileSync(file, JSON.stringify(results));
    };
    runner.on(Mocha.Runner.constants.EVENT_TEST_PASS, (test) => note(test, 'passed'));
    // A failed hook is reported here too.
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error: Error) => note(test, 'failed', error));
    runner.on(Mocha.Runner.constants.EVENT_TEST_PENDING, (test) => note(test, 'skipped'));
  }
}
