import { afterAll, beforeAll, describe } from 'vitest';
import { labAvailable } from '../lab/available';
import { startLab, type Lab, type LabOptions } from '../lab/lab';

/**
 * A suite with a lab of its own, up before its first test and gone after its last. Where there can be none the suite
 * is skipped aloud; in CI a skip for this reason counts as a failure.
 */
export function describeWithLab(name: string, options: LabOptions, suite: (lab: () => Lab) => void): void {
  const available = labAvailable();
  if (!available.ok) {
    console.warn(`SKIPPED ${name}: ${available.reason}`);
    describe.skip(name, () => suite(noLab));
    return;
  }
  describe(name, () => {
    let lab: Lab | undefined;
    beforeAll(async () => {
      lab = await startLab(options);
    });
    afterAll(() => lab?.stop());
    suite(() => lab ?? noLab());
  });
}

function noLab(): never {
  throw new Error('the lab is there in tests and hooks only');
}
