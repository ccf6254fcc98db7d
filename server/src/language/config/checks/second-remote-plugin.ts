import { set } from '../fixes';
import type { Check } from './check';

export const secondRemotePlugin: Check = {
  code: 'second-remote-plugin',
  severity: 'warning',
  kinds: ['plugin'],
  *find(file) {
    const path = file.given('path');
    if (path === undefined || file.value('active') !== 'yes') return;
    const arguments_ = (view: typeof file | (typeof file.host.plugins)[number]) => {
      const args = view.given('args');
      return args === undefined ? '' : [args.value, ...args.extra].map((word) => word.text).join(' ');
    };
    const twin = file.host.plugins.find(
      (other) =>
        other.document.uri !== file.document.uri &&
        other.value('active') === 'yes' &&
        other.given('path')?.value.text === path.value.text &&
        arguments_(other) === arguments_(file),
    );
    if (twin === undefined) return;
    yield {
      span: file.spanOf('path'),
      message: `${twin.document.uri.slice(twin.document.uri.lastIndexOf('/') + 1)} starts the same program: it runs twice, and each event is handled twice. Turn one of them off.`,
      fixes: [set(file, 'active', 'no')],
      related: [{ uri: twin.document.uri, span: twin.spanOf('path'), message: 'The other file' }],
    };
  },
};
