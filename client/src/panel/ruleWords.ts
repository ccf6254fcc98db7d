import type { Attribution, Candidate } from '../../../core/src/matching/attribution';
import type { EventRules } from '../../../core/src/protocol/panel';
import type { Translator } from './words';

/** More candidates tell a person nothing. */
const most = 10;

/** Which rule made an event, in words; undefined while no rules are known. */
export function ruleWords(l10n: Translator, found: Attribution | undefined): EventRules | undefined {
  switch (found?.kind) {
    case undefined:
      return undefined;
    case 'none':
      return { said: noneWords(l10n, found.why), rules: [], more: 0 };
    case 'the-rule':
      return { said: ruleOn(l10n, found.rule.book.host), rules: [told(found.rule, '')], more: 0 };
    case 'candidates': {
      const rules = found.rules.slice(0, most).map((rule) => told(rule, why(l10n, rule, found.rules.length)));
      return { said: candidatesOn(l10n, found.rules[0]?.book.host), rules, more: found.rules.length - rules.length };
    }
  }
}

/** All that are told together are of one host, or of the workspace. */
function ruleOn(l10n: Translator, host: string | undefined): string {
  return host === undefined ? l10n.t('Rule') : l10n.t('Rule on {0}', host);
}

function candidatesOn(l10n: Translator, host: string | undefined): string {
  return host === undefined ? l10n.t('Candidates') : l10n.t('Candidates on {0}', host);
}

function told({ book }: Candidate, reason: string): EventRules['rules'][number] {
  const name = book.host === undefined ? book.name : `${book.file}:${book.line + 1}`;
  return { name, why: reason, text: book.text, opens: book.host === undefined };
}

function noneWords(l10n: Translator, why: Extract<Attribution, { kind: 'none' }>['why']): string {
  switch (why) {
    case 'message':
      return l10n.t('No rule: a program or auditd itself sent this.');
    case 'kernel':
      return l10n.t('No rule: the kernel records this by itself.');
    case 'no-key':
      return l10n.t('No known rule has the key of this event.');
    case 'no-rule':
      return l10n.t('No known rule without a key fits this event.');
  }
}

function why(l10n: Translator, { fits, doubts, behind, book }: Candidate, count: number): string {
  const names = doubts.join(', ');
  if (fits === 'no')
    return l10n.t(
      'it has the key, but does not fit: {0}. What is loaded may be older, or a link led to the file.',
      names,
    );
  if (behind !== undefined)
    return l10n.t('{0} stands before it and fits as well, so that with both loaded this one had no turn', behind.name);
  if (fits === 'cannot-tell') return l10n.t('the records do not tell: {0}', names);
  return count > 1 ? l10n.t('it fits; others may as well ({0})', book.folder) : '';
}
