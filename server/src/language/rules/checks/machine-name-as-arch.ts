import { conditionsOf } from '../conditions';
import type { Check } from './check';

const widths = new Map([
  ['x86_64', 'b64'],
  ['aarch64', 'b64'],
  ['ppc64le', 'b64'],
  ['ppc64', 'b64'],
  ['s390x', 'b64'],
  ['riscv64', 'b64'],
  ['i386', 'b32'],
  ['i486', 'b32'],
  ['i586', 'b32'],
  ['i686', 'b32'],
]);

export const machineNameAsArch: Check = {
  code: 'machine-name-as-arch',
  severity: 'info',
  scope: 'line',
  about: ['arch'],
  *find(file) {
    for (const loaded of file.rules) {
      for (const { operator, value, span } of conditionsOf(loaded, 'arch')) {
        const width = widths.get(value.text.toLowerCase());
        if (width === undefined || operator.text === '!=') continue;
        yield {
          span,
          message: `On another machine this rule is refused or never matches. \`${width}\` means the ${width === 'b64' ? '64' : '32'}-bit calls of whatever machine loads the file.`,
          fixes: [{ title: `Write ${width}`, edits: [{ span: value, newText: width }], safe: false }],
        };
      }
    }
  },
};
