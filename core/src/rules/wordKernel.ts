import { fieldFact, operatorsOf } from '../facts/rules/fields';
import type { KernelReason } from './kernel';
import { type Scene, ticked, type Words } from './scene';

/** Why the kernel answers 'Invalid argument' to a rule that auditctl takes. */
export function kernelReasons({ fault, source }: Scene): Words {
  const field = fault.subject;
  const fact = fieldFact(field);
  const taken = fact === undefined ? '' : ticked(operatorsOf(fact).join(' '));
  const reason: Record<KernelReason, string> = {
    'unknown-list':
      'auditctl passes this list on though it does not know it, and the kernel refuses it. Write `exit`, `task`, `user`, `exclude`, `filesystem` or `io_uring`.',
    'list-takes-not': `The kernel takes no \`${field}\` on this list: on \`filesystem\` only \`fstype\` and \`key\`, on \`io_uring\` no \`perm\`, and \`path\`, \`dir\` and \`inode\` only on \`exit\` and \`io_uring\`.`,
    'bit-operator': `The kernel compares \`${field}\` only with ${taken}; \`&\` and \`&=\` are for \`a0\` to \`a3\`, \`pers\` and \`devminor\`.`,
    'order-operator': `The kernel compares \`${field}\` only with ${taken}.`,
    inequality: `The kernel takes \`${field}\` only with \`=\`. Add a \`never\` rule for what is to be left out.`,
    'invalid-id': `4294967295 (-1, unset) is no id that \`${field}\` could have; only \`auid\` can be unset.`,
    'unset-order': 'An unset `auid` is compared only with `=` and `!=`.',
    'relative-path': `The kernel takes \`${field}\` only as an absolute path, one that begins with \`/\`.`,
    'trailing-slash': `The kernel refuses \`${field}\` with \`/\` at its end. For a directory and all below it write \`-F dir=\`.`,
    'second-place': 'A rule has room for one of `path`, `dir` and `inode`.',
    'second-key': 'A rule has room for one `key` field; several keys are written with `-k`.',
    'second-exe': 'A rule has room for one `exe`.',
  };
  const message = `${reason[fault.detail as KernelReason]} The load stops here (Invalid argument).`;
  const argument = source.slice(fault.span.start, fault.span.end);
  const quoted = /^(\w+=)["'](.*?)["']?$/.exec(argument);
  if (fault.detail === 'relative-path' && quoted !== null) {
    const newText = `${quoted[1]}${quoted[2]}`;
    return {
      code: 'quoted-value',
      message: `There are no quotes in rules: this \`${field}\` begins with one and not with \`/\`, which the kernel refuses. The load stops here (Invalid argument). Leave the quotes out.`,
      fixes: [{ title: `Write ${newText}`, edits: [{ span: fault.span, newText }], safe: true }],
    };
  }
  if (fault.code !== 'path-trailing-slash' || !/^path=.*\/$/i.test(argument)) return { message };
  const edit = (newText: string, safe: boolean) => ({
    title: `Write ${newText}`,
    edits: [{ span: fault.span, newText }],
    safe,
  });
  return { message, fixes: [edit(`dir=${argument.slice(5)}`, false), edit(argument.replace(/(.)\/+$/, '$1'), false)] };
}
