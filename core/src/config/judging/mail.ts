/**
 * action_mail_acct is looked at while its line is read, so only a `verify_email = no` above it counts.
 * Source: action_mail_acct_parser in src/auditd-config.c (verify_email since 2.7.8).
 */
import { keywordIn, lower } from '../../facts/config';
import type { Assignment, Case, Fault } from './fault';
import { fix, replace } from './fault';
import { mailProblem } from './names';

export function judgeMail(assignments: readonly Assignment[], judged: Case): Fault[] {
  const faults: Fault[] = [];
  let verify = true;
  let last: Assignment | undefined;
  for (const assignment of assignments) {
    const { keyword, value } = assignment;
    if (keyword.name === 'verify_email' && keywordIn(keyword, judged.version)) {
      if (last !== undefined && verify && lower(value.text) === 'no') faults.push(lateVerify(assignment, last, judged));
      verify = lower(value.text) !== 'no';
    }
    if (keyword.name !== 'action_mail_acct') continue;
    last = assignment;
    const problem = verify ? mailProblem(value.text, judged.version) : undefined;
    if (problem === undefined) continue;
    faults.push({
      code: 'illegal-mail-address',
      span: value.span,
      message: `The address \`${value.text}\` ${problem}; ${judged.program} refuses the file. A \`verify_email = no\` above this line turns the check off (2.7.8 and later).`,
      refused: true,
    });
  }
  return faults;
}

function lateVerify(verify: Assignment, address: Assignment, { tree }: Case): Fault {
  const newline = tree.text.indexOf('\n', verify.value.span.end);
  const end = newline === -1 ? tree.text.length : newline + 1;
  return {
    code: 'late-verify-email',
    span: { start: verify.name.span.start, end: verify.value.span.end },
    message: '`verify_email` works only when it stands above `action_mail_acct`: the address was looked at before.',
    refused: false,
    severity: 'warning',
    fixes: [
      fix(
        'Move it above `action_mail_acct`',
        [
          replace({ start: verify.line.span.start, end }, ''),
          replace({ start: address.line.span.start, end: address.line.span.start }, 'verify_email = no\n'),
        ],
        true,
      ),
    ],
  };
}
