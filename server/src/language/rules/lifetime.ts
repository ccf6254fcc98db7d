import type { Lifetime } from '../../../../core/src/facts/rules/releases';

/** Since when audit knows something and until when, to stand behind its name. */
export function lifetime({ since, until }: Lifetime): string {
  if (since !== undefined && until !== undefined) return `, audit ${since} to ${until}`;
  if (since !== undefined) return `, since audit ${since}`;
  return until === undefined ? '' : `, up to audit ${until}`;
}
