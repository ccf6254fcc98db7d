import { describe, expect, test } from 'vitest';
import { attribute, type Attribution } from '../../../core/src/matching/attribution';
import { RuleBook } from '../../../core/src/matching/ruleBook';
import { eventOf } from '../events/events';
import { bookOf, callEvent, folder, messageEvent, target } from './kit';

const keyed = (key: string, more = {}) => callEvent({ syscall: { key: `"${key}"`, ...more } });
const named = (found: Attribution) =>
  found.kind === 'the-rule'
    ? `the rule ${found.rule.book.name}`
    : found.kind === 'candidates'
      ? found.rules.map(({ book, fits }) => `${book.name} ${fits}`)
      : found.why;

describe('which rule made an event', () => {
  test('by key, where only one rule has it and fits', () => {
    const book = bookOf({ '30-a.rules': '# comment\n-w /etc/shadow -p r -k shadow\n-w /etc/passwd -p r -k passwd\n' });
    expect(named(attribute(keyed('shadow'), book))).toBe('the rule 30-a.rules:2');
  });

  test('by conditions, where several have the key', () => {
    const text = '-w /etc/passwd -p rwa -k id\n-w /etc/shadow -p rwa -k id\n-w /etc/group -p rwa -k id\n';
    expect(named(attribute(keyed('id'), bookOf({ 'a.rules': text })))).toBe('the rule a.rules:2');
  });

  test('the first that fits decides; before it, what the records do not tell', () => {
    const text = [
      '-a always,exit -F arch=b64 -S openat -F gid=50 -k open',
      '-a always,exit -F arch=b64 -S openat -k open',
      '-a always,exit -F arch=b64 -S openat -F uid=0 -k open',
    ].join('\n');
    const found = attribute(keyed('open'), bookOf({ 'a.rules': `${text}\n` }));
    expect(named(found)).toEqual(['a.rules:1 cannot-tell', 'a.rules:2 yes']);
    expect(found.kind === 'candidates' && found.rules[0]?.doubts).toEqual(['gid']);
  });

  test('a key whose rules do not fit: they are candidates, with what does not', () => {
    const found = attribute(keyed('shadow', { uid: '7' }), bookOf({ 'a.rules': '-w /etc/shadow -p wa -k shadow\n' }));
    expect(named(found)).toEqual(['a.rules:1 no']);
    expect(found.kind === 'candidates' && found.rules[0]?.doubts).toEqual(['perm']);
  });

  test('behind a rule that fits before it, it is no more than a candidate', () => {
    const text = '-a never,exit -F arch=b64 -S openat -F uid=0\n-w /etc/shadow -p r -k shadow\n';
    const found = attribute(keyed('shadow'), bookOf({ 'a.rules': text }));
    expect(found.kind === 'candidates' && found.rules[0]?.behind?.name).toBe('a.rules:1');
  });

  test('lines of a folder are those of its files, in the order of augenrules', () => {
    const book = bookOf({
      '10-b.rules': '-D\n-w /etc/shadow -p r -k shadow\n',
      '2-a.rules': '\n\n-a always,exit -F arch=b64 -S openat -F gid=9 -k shadow\n',
    });
    expect(named(attribute(keyed('shadow'), book))).toEqual(['2-a.rules:3 cannot-tell', '10-b.rules:2 yes']);
    expect(book.at('file:///rules.d/10-b.rules', 1)?.key).toBe('shadow');
  });

  test('the same rule in two folders: both', () => {
    const text = { 'a.rules': '-w /etc/shadow -p r -k shadow\n' };
    const book = new RuleBook([folder(text, 'web/rules.d'), folder(text, 'db/rules.d')], target);
    const found = attribute(keyed('shadow'), book);
    expect(found.kind === 'candidates' && found.rules.map(({ book: { file } }) => file)).toEqual([
      'file:///web/rules.d/a.rules',
      'file:///db/rules.d/a.rules',
    ]);
  });

  test('without a key: rules without, and none for what needs no rule', () => {
    const book = bookOf({ 'a.rules': '-a always,exit -F arch=b64 -S openat -F uid=0\n-w /etc/shadow -p r -k s\n' });
    expect(named(attribute(callEvent(), book))).toBe('the rule a.rules:1');
    expect(named(attribute(callEvent({ syscall: { uid: '9' } }), book))).toBe('no-rule');
    expect(named(attribute(messageEvent('USER_AUTH'), book))).toBe('message');
    expect(named(attribute(callEvent({ more: ['AVC apparmor="DENIED" operation="open"'] }), book))).toBe('kernel');
    expect(named(attribute(keyed('other'), book))).toBe('no-key');
    expect(named(attribute(eventOf('type=DAEMON_START msg=audit(1.1:1): op=start'), book))).toBe('message');
  });

  test('several keys of one rule, whatever bytes they have', () => {
    const book = bookOf({ 'a.rules': '-w /etc/shadow -p r -k report -k programs\n-w /etc/shadow -p w -k report\n' });
    const both = callEvent({ syscall: { key: '7265706F72740170726F6772616D73' } });
    expect(named(attribute(both, book))).toBe('the rule a.rules:1');
  });

  test('never throws, whatever the log says', () => {
    const book = bookOf({
      'a.rules': '-a always,exit -F arch=b64 -S openat -F dir=/etc -F exit=-EPERM -C uid!=euid\n',
    });
    for (const line of [
      'type=SYSCALL msg=audit(1.1:1): ',
      'type=SYSCALL msg=audit(1.1:1): arch=zz syscall=-1 success=maybe exit=99999999999999999999999999999999999 items=x',
      'type=PATH msg=audit(1.1:1): name=00 inode=-1 dev=:: mode=999',
      'type=URINGOP msg=audit(1.1:1): uring_op=18446744073709551615 success=no exit=-1',
      'type=UNKNOWN[99999999] msg=audit(1.1:1): a',
    ]) {
      expect(() => attribute(eventOf(line), book)).not.toThrow();
    }
  });
});
