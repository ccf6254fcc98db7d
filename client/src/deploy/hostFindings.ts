import { languageOfPath } from '../../../core/src/kinds';
import type { FindingsParams, FindingsResult } from '../../../core/src/protocol/language';
import { targetOf } from './hostState';
import type { HostState } from './hostState';
import type { Wish } from './planModel';
import { absentFolders } from './planPaths';
import { pathOf } from './planPlaces';
import type { FileFinding } from './planWords';

export interface Judging {
  /** `auditd/findings` of the language server. */
  readonly judge: (params: FindingsParams) => Promise<FindingsResult>;
  /** Told of a file that could not be judged. */
  readonly warn: (text: string) => void;
}

/**
 * What this host's own programs and its kernel would say of the files, by its version, machine, users, groups and folders.
 * `sources`: addresses of the workspace's files, by the wish's names.
 */
export async function findingsFor(
  { judge, warn }: Judging,
  state: HostState,
  wish: Pick<Wish, 'files'>,
  sources: ReadonlyMap<string, string> = new Map(),
): Promise<FileFinding[]> {
  const target = targetOf(state);
  if (target === undefined) return absentFolders(wish, state);
  const found = wish.files.map(async ({ name, content }) => {
    const uri = judgedAs(sources.get(name), pathOf(name, state));
    try {
      const findings = await judge({ uri, text: new TextDecoder().decode(content), target });
      return findings.map((finding) => ({ file: name, line: finding.line + 1, finding }));
    } catch (error) {
      // A plan without findings is still a plan; the host has the last word anyway.
      warn(`findings for ${name}: ${String(error)}`);
      return [];
    }
  });
  return [...(await Promise.all(found)).flat(), ...absentFolders(wish, state)];
}

/** Its place on the host says what a file is where that in the workspace does not: a plugins.d of a folder for a role. */
function judgedAs(source: string | undefined, path: string): string {
  if (source !== undefined && languageOfPath(decodeURI(source), { anyRules: true }) !== undefined) return source;
  return `auditd-host:${path}`;
}
