import type { Check } from './check';

export const listBeforeAction: Check = {
  code: 'list-before-action',
  severity: 'info',
  scope: 'line',
  about: ['-a', '-A'],
  *find(file) {
    for (const { parts } of file.rules) {
      const { adding, action, list } = parts;
      if (adding?.argument === undefined || action === undefined || list === undefined || action.start < list.start)
        continue;
      const newText = `${action.text},${list.text}`;
      yield {
        span: adding.argument,
        message: `auditctl takes both orders; manuals and samples write the action first. Write \`${newText}\`.`,
        fixes: [{ title: `Write ${newText}`, edits: [{ span: adding.argument, newText }], safe: true }],
      };
    }
  },
};
