/**
 * How a dead host is noticed: a question after each interval without a word, and the end when one more interval has gone by
 * after the last of them. ssh2 and OpenSSH count alike.
 */
export const keepalive = { interval: 3_000, questions: 3 };

/** Milliseconds from the last word of a host to the end of its connection. */
export function silenceAllowed({ interval, questions }: typeof keepalive): number {
  return interval * (questions + 1);
}
