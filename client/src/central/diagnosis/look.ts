import { HostError } from '../../hosts/hostFailure';
import type { RemoteShell } from '../../hosts/remoteShell';
import { compact, quote } from '../../hosts/shellText';
import type { Observation } from './observation';
import { observationOf } from './observation';
import probe from './probe.sh';

/** Compact, since sudo logs it and auditd may record it. */
const command = `sh -c ${quote(compact(probe))}`;

/**
 * Looks at a host with one command, as root, that only reads. `now`: this machine's clock in milliseconds, to know how
 * far the host's is from it. Rejects with HostError.
 */
export async function look(root: RemoteShell, now: () => number, signal?: AbortSignal): Promise<Observation> {
  const begun = now();
  const result = await root.run(command, { timeout: 90_000, ...(signal === undefined ? {} : { signal }) });
  const spoken = Number(/^time ([\d.]+)/m.exec(Buffer.from(result.out).toString())?.[1]);
  // The host tells its time first thing, but a slow login may come before: what lies within is no difference.
  const ended = now();
  const ahead = spoken * 1000 < begun ? spoken - begun / 1000 : spoken * 1000 > ended ? spoken - ended / 1000 : 0;
  const seen = observationOf(root.hostName, result.out, Number.isFinite(ahead) ? ahead : undefined);
  if (seen === undefined) {
    throw new HostError(root.hostName, { kind: 'observation', text: result.err || `status ${result.code}` });
  }
  return seen;
}
