import { startsRemote } from '../configView';
import { set } from '../fixes';
import type { Check } from './check';

export const binaryToRemote: Check = {
  code: 'binary-to-remote',
  severity: 'warning',
  kinds: ['plugin'],
  *find(file) {
    if (!startsRemote(file) || file.value('format') !== 'binary') return;
    yield {
      span: file.spanOf('format'),
      message: 'audisp-remote reads lines of text; with `format = binary` it sends nothing that makes sense.',
      fixes: [set(file, 'format', 'string', { safe: true })],
    };
  },
};
