import { pathsOf } from '../conditions';
import { folderNeeded } from '../foldersNeeded';
import type { Check } from './check';

export const missingParentDirectory: Check = {
  code: 'missing-parent-directory',
  severity: 'warning',
  scope: 'line',
  about: ['path', 'dir', 'exe', '-w'],
  *find(file) {
    const { missingFolders } = file.target;
    // Where nobody looked at the target's files there is nothing to say.
    if (missingFolders === undefined || missingFolders.length === 0) return;
    const missing = new Set(missingFolders);
    for (const loaded of file.rules) {
      if (loaded.rule.operation === 'delete') continue;
      for (const path of pathsOf(loaded)) {
        const folder = folderNeeded(loaded.parts, path);
        if (folder === undefined || !missing.has(folder)) continue;
        yield {
          span: path,
          refusedBy: 'kernel',
          message: `There is no folder ${folder} on the target, so the kernel refuses the rule ('No such file or directory') and the load stops here. Make the folder first, or remove the rule.`,
        };
      }
    }
  },
};
