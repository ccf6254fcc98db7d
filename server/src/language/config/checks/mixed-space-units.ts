import type { Check } from './check';

export const mixedSpaceUnits: Check = {
  code: 'mixed-space-units',
  severity: 'info',
  kinds: ['auditd'],
  *find(file) {
    const space = file.given('space_left')?.value.text;
    const admin = file.given('admin_space_left')?.value.text;
    if (space === undefined || admin === undefined) return;
    const inPercent = (text: string) => /^[1-9][0-9]?%$/.test(text);
    if (inPercent(space) && inPercent(admin)) {
      if (Number.parseInt(space, 10) > Number.parseInt(admin, 10)) return;
      yield {
        span: file.spanOf('space_left'),
        message: `\`space_left\` (${space}) should be larger than \`admin_space_left\` (${admin}). auditd takes percentages unseen and only logs at its start that they are the wrong way round.`,
      };
    } else if (inPercent(space) !== inPercent(admin)) {
      yield {
        span: file.spanOf('admin_space_left'),
        message: `\`space_left = ${space}\` and \`admin_space_left = ${admin}\` count differently, so auditd compares them at its start only, and only logs when they are the wrong way round. Give both in the same unit.`,
      };
    }
  },
};
