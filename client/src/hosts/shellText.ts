/**
 * Wraps a text so that the login shell of a host hands it on unchanged. fish reads a backslash inside single quotes
 * and POSIX shells do not, so backslashes and single quotes go into double quotes, where all of them agree.
 */
export function quote(text: string): string {
  return `'${text.replace(/['\\]+/g, (run) => `'"${run.replaceAll('\\', '\\\\')}"'`)}'`;
}

/**
 * The same, in one line of quiet characters: `printf %b` gives the text back. For shells of other families, which read
 * line ends, exclamation marks and backslashes inside quotes in their own ways.
 */
export function inOneLine(text: string): string {
  return `'${text.replace(/[\\'\n\r!`]/g, (character) => octal.get(character) ?? '')}'`;
}

/** Found once: a script for hosts has thousands of them. */
const octal = new Map(
  [..."\\'\n\r!`"].map((character) => [character, `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`]),
);

/**
 * Leaves out comment lines, blank lines and indentation: a script goes as one argument, which sudo logs and auditd
 * records. Scripts that are sent must not hold texts over several lines.
 */
export function compact(script: string): string {
  return script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join('\n');
}
