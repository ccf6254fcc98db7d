/** What terminals send for keys (xterm, linux, vt220), after the escape. */
const sequences: ReadonlyMap<string, string> = new Map([
  ['[A', 'up'],
  ['[B', 'down'],
  ['[C', 'right'],
  ['[D', 'left'],
  ['OA', 'up'],
  ['OB', 'down'],
  ['OC', 'right'],
  ['OD', 'left'],
  ['[H', 'home'],
  ['[F', 'end'],
  ['OH', 'home'],
  ['OF', 'end'],
  ['[1~', 'home'],
  ['[2~', 'insert'],
  ['[3~', 'delete'],
  ['[4~', 'end'],
  ['[5~', 'page-up'],
  ['[6~', 'page-down'],
]);

const controls: Readonly<Record<string, string>> = {
  '\t': 'tab',
  '\n': 'nl',
  '\r': 'ret',
  '\x1b': 'esc',
  '\x7f': 'backspace',
};

/** What was typed, as a person reads it: `"ls -l",<ret>,<up>,<^C>`. Text stands in quotes, so that no text looks like a key. */
export function textOfKeys(typed: string): string {
  const parts: string[] = [];
  let text = '';
  const endText = () => {
    if (text !== '') parts.push(`"${text}"`);
    text = '';
  };
  for (let at = 0; at < typed.length; at++) {
    const key = typed.charAt(at);
    const sequence =
      key === '\x1b' ? /^(?:O[A-Z]|\[[0-9;]*[A-Za-z~])/.exec(typed.slice(at + 1, at + 12))?.[0] : undefined;
    const name = (sequence && sequences.get(sequence)) ?? controls[key] ?? (key < ' ' ? controlName(key) : undefined);
    if (name === undefined) {
      text += key === '"' ? '\\"' : key;
      continue;
    }
    endText();
    parts.push(`<${name}>`);
    if (sequence !== undefined && sequences.has(sequence)) at += sequence.length;
  }
  endText();
  return parts.join(',');
}

function controlName(key: string): string {
  return `^${String.fromCharCode(key.charCodeAt(0) + 0x40)}`;
}
