import type { Host } from '../../hosts/host';
import type { HostBook } from '../../hosts/hostBook';
import type { HostFailed } from '../setUp/proveAll';
import type { CentralWish } from '../setUp/wish';
import type { Diagnoses } from './diagnoses';
import { causeFor } from './report';

/**
 * Why hosts failed in a set-up, in a sentence each, by name: what a diagnosis of the whole pipeline says. Hosts of which
 * it says nothing are not in it.
 */
export async function explain(
  { book, diagnoses }: { readonly book: HostBook; readonly diagnoses: Diagnoses },
  { central, senders }: CentralWish,
  failed: readonly HostFailed[],
): Promise<ReadonlyMap<string, string>> {
  const all = await book.hosts();
  const hosts = [central, ...senders].flatMap((name): Host[] => {
    const host = all.find((one) => one.name === name);
    // The wish says more than a list of hosts about who is what.
    return host === undefined ? [] : [{ ...host, role: name === central ? 'central' : 'sender' }];
  });
  const report = await diagnoses.run(hosts);
  return new Map(
    failed.flatMap(({ host }): [string, string][] => {
      const fault = causeFor(report, host);
      return fault === undefined ? [] : [[host, `${fault.cause} ${fault.next}`]];
    }),
  );
}
