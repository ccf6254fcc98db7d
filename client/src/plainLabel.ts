/** Text for a label, where `$(name)` draws an icon: it is shown as it is. */
export function plainLabel(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
