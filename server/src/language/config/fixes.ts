/** Mends that checks offer. */
import { edit } from '../../../../core/src/config/edit';
import type { Fix } from '../../../../core/src/findings';
import type { ConfigView } from './configView';

/** Sets one keyword in the file; the edit covers no more than what differs. */
export function set(view: ConfigView, keyword: string, value: string, options: { safe?: boolean } = {}): Fix {
  return fixTo(
    view,
    `Write \`${keyword} = ${value}\``,
    edit(view.document.text, keyword, value),
    options.safe ?? false,
  );
}

export function removeKeyword(view: ConfigView, keyword: string, options: { safe?: boolean } = {}): Fix {
  return fixTo(view, `Remove \`${keyword}\``, edit(view.document.text, keyword, null), options.safe ?? false);
}

function fixTo(view: ConfigView, title: string, after: string, safe: boolean): Fix {
  const before = view.document.text;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const span = { start, end: before.length - end };
  return { title, safe, edits: [{ span, newText: after.slice(start, after.length - end) }] };
}
