/** The plan stands beside the changes in half a window, where an editor cuts what is longer. */
export function wrapped(text: string, indent: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= planWidth) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line, index) => `${indent}${index === 0 ? '' : '  '}${line}`);
}

const planWidth = 46;
