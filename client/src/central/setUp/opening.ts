/** Who may send: the addresses as the server sees them. Anyone else who reaches the port could inject records. */
export interface Opening {
  readonly port: number;
  readonly sources: readonly string[];
}

/** How our own rules are found again, and taken for what they are by whoever reads the firewall. */
export const mark = 'auditd central logging';

export function notKept(program: string): string {
  return `What ${program} is told lasts until the next boot: write it into what loads this host’s firewall, too.`;
}
