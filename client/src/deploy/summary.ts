import { oneLine } from '../hosts/hostFailure';
import type { Outcome } from './outcome';
import { isFileStep } from './planModel';
import { planText } from './planWords';
import type { JudgedPlan } from './planWords';

/** A deploy to many hosts as a document to keep: who got what, how it ended, and the plans. Holds no content of a file. */
export function summaryText(
  judged: readonly JudgedPlan[],
  results: readonly { readonly host: string; readonly outcome: Outcome | undefined; readonly text: string }[],
  purpose: 'deploy' | 'roll-back',
  at: string,
): string {
  const title = purpose === 'deploy' ? 'Deploy' : 'Roll back';
  const rows = results.map(({ host, outcome, text }) => {
    const plan = judged.find((one) => one.plan.state.host === host)?.plan;
    const files = (plan?.steps ?? []).filter(isFileStep).map(({ path }) => path);
    return `| ${[host, outcome?.kind ?? 'not done', files.join('<br>'), text].map(cell).join(' | ')} |`;
  });
  return [
    `# ${title}, ${at}`,
    '',
    '| host | result | files | what happened |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '```text',
    planText(judged).replace(/`/g, "'"),
    '```',
    '',
  ].join('\n');
}

function cell(text: string): string {
  const escaped = text.split('<br>').map((part) => oneLine(part).replace(/[\\|`*_[\]<>]/g, '\\$&'));
  return escaped.join('<br>');
}
