import { conditionsOf, isOn } from '../conditions';
import type { Check } from './check';

const understood: readonly string[] = ['pid', 'uid', 'gid', 'auid', 'msgtype', 'exe'];

export const listAbortingField: Check = {
  code: 'list-aborting-field',
  severity: 'warning',
  scope: 'line',
  about: ['-a', '-A'],
  *find(file) {
    for (const loaded of file.rules) {
      const list = isOn(loaded, 'user') ? 'user' : isOn(loaded, 'exclude') ? 'exclude' : undefined;
      if (list === undefined) continue;
      const field = conditionsOf(loaded).find(
        ({ fact }) => !understood.includes(fact.name) && !fact.name.startsWith('subj_'),
      );
      const place = field ?? (loaded.parts.keys[0] && { span: loaded.parts.keys[0], fact: { name: 'key' } });
      if (place === undefined) continue;
      yield {
        span: place.span,
        message: `The kernel cannot evaluate \`${place.fact.name}\` on the list ${list}: it gives up on the whole list here, so that later rules of the list are dead too. Use pid, uid, gid, auid, msgtype, exe or subj_*.`,
      };
    }
  },
};
