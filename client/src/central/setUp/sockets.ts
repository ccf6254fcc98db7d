/** A listening TCP socket. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Empty where the kernel does not say, as for another's process without root. */
  readonly programs: readonly { readonly name: string; readonly pid: number }[];
}

/** The lines of `ss -Hltnp`. */
export function listenersOf(text: string): Listener[] {
  return text.split('\n').flatMap((line): Listener[] => {
    const [, , , local = ''] = line.trim().split(/\s+/);
    const place = /^(.*):(\d+)$/.exec(local);
    if (place === null) return [];
    const programs = [...line.matchAll(/\("([^"]*)",pid=(\d+)/g)].map(([, name = '', pid]) => ({
      name,
      pid: Number(pid),
    }));
    return [{ address: place[1] ?? '', port: Number(place[2]), programs }];
  });
}
