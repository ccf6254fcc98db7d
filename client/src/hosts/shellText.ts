/**
 * Wraps a text so that the login shell of a host hands it on unchanged. fish reads a backslash inside single quotes
 * and POSIX shells do not, so backslashes and single quotes go into double quotes, where all of them agree.
 */
export function quote(text: string): string {
  return `'${text.replace(/['\\]+/g, (run) => `'"${run.replaceAll('\\', '\\\\')}"'`)}'`;
}

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
