import type { Found } from './faults/found';
import type { Evidence, Fault, Link, LinkState } from './report';
import { links } from './report';

/** What is known of one link before the links are seen together. */
export interface Candidate {
  readonly faults: readonly Found[];
  /** What shows that it works; undefined: nothing does. */
  readonly good?: { readonly words: string; readonly evidence: readonly Evidence[] };
  /** Why this host has no such link. */
  readonly notUsed?: string;
  /** Said where neither a fault nor a proof is there. */
  readonly unknown: string;
  /** What hides it from us, where that is no fault on the way: a server that was not looked at. */
  readonly hiddenBy?: Fault;
}

/**
 * Sees the links of one way together. A link behind one that breaks is unknown because of it, not bad: unless it has a
 * fault that is seen by itself. What a more precise fault explains is left out.
 */
export function chainOf(candidates: Readonly<Record<Link, Candidate>>): LinkState[] {
  const kept = explained(candidates);
  const breaking = kept.find(({ fault }) => fault.effect === 'breaks');
  let broken: Found | undefined;
  return links.map((link) => {
    const candidate = candidates[link];
    const faults = kept.filter((one) => one.link === link).map(({ fault }) => fault);
    const own = faults.find(({ effect }) => effect === 'breaks') ?? faults.find(({ effect }) => effect === 'loses');
    const ordered = own === undefined ? faults : [own, ...faults.filter((fault) => fault !== own)];
    const evidence = candidate.good?.evidence ?? [];
    const hiding = kept.find(({ fault }) => fault.hides?.includes(link) === true)?.fault;
    const before = broken;
    if (own?.effect === 'breaks') broken ??= own;
    if (candidate.notUsed !== undefined) {
      return { link, state: 'not-used', words: candidate.notUsed, faults: ordered, evidence: [] };
    }
    if (own !== undefined) return { link, state: 'bad', words: own.cause, faults: ordered, evidence };
    const because =
      before ?? hiding ?? candidate.hiddenBy ?? (candidate.good === undefined ? breaking?.fault : undefined);
    if (because !== undefined) {
      return { link, state: 'unknown', words: becauseWords(because), because, faults: ordered, evidence: [] };
    }
    if (candidate.good !== undefined) {
      return { link, state: 'good', words: candidate.good.words, faults: ordered, evidence };
    }
    return { link, state: 'unknown', words: candidate.unknown, faults: ordered, evidence };
  });
}

export function becauseWords({ name, host, link }: Fault): string {
  return `unknown because of ${name} (${link} of ${host})`;
}

interface Placed {
  readonly link: Link;
  readonly fault: Found;
}

/** Without what something more precise explains; of what is left unexplained, the first of each kind. */
function explained(candidates: Readonly<Record<Link, Candidate>>): readonly Placed[] {
  const all = links.flatMap((link) => candidates[link].faults.map((fault): Placed => ({ link, fault })));
  const precise = all.filter(({ fault }) => fault.effect === 'breaks' && fault.unlessExplained === undefined);
  const kept: Placed[] = [];
  for (const placed of all) {
    const { fault, link } = placed;
    const place = links.indexOf(link);
    const explains = (other: Placed): boolean =>
      fault.unlessExplained === 'anywhere' || links.indexOf(other.link) <= place;
    const isExplained =
      fault.unlessExplained !== undefined &&
      (precise.some(explains) || kept.some((other) => other.fault.effect === 'breaks' && explains(other)));
    if (!isExplained) kept.push(placed);
  }
  return kept;
}
