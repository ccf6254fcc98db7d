import { describeFailing } from './failing';
import { failingDeploys, failingDisks, failingKernels, failingTools, withoutKernel } from './failingFiles';

describeFailing('hosts that fail once a command runs as root', [
  ...failingTools,
  ...failingDisks,
  ...failingKernels,
  ...failingDeploys,
]);

describeFailing('hosts without a kernel’s audit', withoutKernel, { kernel: 'none' });
