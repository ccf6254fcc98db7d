/**
 * Characters of a log that would steer a terminal or turn text around instead of being read: controls, bidirectional
 * marks, separators, invisible ones, halves of surrogates and the tag characters.
 */
const hidden =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/;
/** Most text is plain, and asking this is much cheaper. */
const beyondPlain = /[^\x20-\x7e]/;
const everyHidden = new RegExp(hidden.source, 'g');

/**
 * Text of a log made fit to be shown anywhere: what is hidden becomes a visible sign (`␛` for escape, `␀` for NUL,
 * `‹U+202E›` for marks that have no sign of their own). Nothing else is changed; all text from a log passes here on its
 * way to a person.
 */
export function visible(text: string): string {
  return beyondPlain.test(text) && hidden.test(text) ? text.replace(everyHidden, signOf) : text;
}

/** Like `visible`, but line breaks and tabs stay, for places that show several lines. */
export function visibleLines(text: string): string {
  return hidden.test(text)
    ? text.replace(everyHidden, (found) => (found === '\n' || found === '\t' ? found : signOf(found)))
    : text;
}

/** Each hidden character as `sign`, one for each of its UTF-16 units. */
export function hiddenAs(sign: string, text: string): string {
  return beyondPlain.test(text) ? text.replace(everyHidden, (found) => sign.repeat(found.length)) : text;
}

function signOf(found: string): string {
  const point = found.codePointAt(0) ?? 0;
  if (point < 0x20) return String.fromCharCode(0x2400 + point);
  if (point === 0x7f) return '\u2421';
  return `\u2039U+${point.toString(16).toUpperCase().padStart(4, '0')}\u203a`;
}
