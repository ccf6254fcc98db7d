import { setTimeout as pause } from 'node:timers/promises';
import { HostError, isHostError } from './hostFailure';

/** Tries in all; the pauses between them make about six seconds, where the first is about this many milliseconds. */
const tries = 6;
const firstPause = 200;

/**
 * Tries to connect again where a server closes connections before it says anything: its sshd does so to some or all while
 * too many logins are under way (MaxStartups), as when thirty hosts behind one jump host are deployed to. The pauses grow,
 * and are random so that those who were turned away together do not come back together. A refused login is never
 * repeated: servers count those. `note` is told of each pause.
 */
export async function whenLetIn<Shell>(
  connect: () => Promise<Shell>,
  signal: AbortSignal | undefined,
  note: (text: string) => void,
  pauseAtFirst = firstPause,
): Promise<Shell> {
  for (let round = 1; ; round++) {
    try {
      return await connect();
    } catch (error) {
      if (!isHostError(error, 'turned-away')) throw error;
      const { hostName, failure } = error;
      if (round === tries) throw new HostError(hostName, { ...failure, tries });
      const milliseconds = Math.round(pauseAtFirst * 2 ** (round - 1) * (0.5 + Math.random()));
      note(
        `${failure.address} closed the connection without a word; try ${round + 1} of ${tries} in ${milliseconds} ms`,
      );
      await pause(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {
        throw new HostError(hostName, { kind: 'cancelled' });
      });
    }
  }
}
