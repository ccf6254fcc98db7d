import { describe, expect, it } from 'vitest';
import { ausearchWords, problemOf, searchFilter, shownCommand } from '../../../client/src/search/searchForm';

const clock = { now: Date.UTC(2026, 10, 23, 7, 0, 0), offsetMinutes: 60 };

describe('a search', () => {
  it('makes an ausearch that reads the logs, in UTC and the C locale', () => {
    const form = {
      since: '2h',
      until: '2026-11-23 07:30',
      key: 'exec',
      type: 'EXECVE,USER_CMD',
      user: 'root',
      success: 'no',
    };
    expect(shownCommand(ausearchWords(form, clock))).toBe(
      'TZ=UTC LC_ALL=C ausearch --input-logs --raw --message EXECVE,USER_CMD --key exec --uid-all root --success no ' +
        '--start 11/23/26 05:00:00 --end 11/23/26 06:30:59',
    );
  });

  it('quotes what a shell would read', () => {
    expect(shownCommand(ausearchWords({ file: "/srv/o'brien $(reboot)" }, clock))).toBe(
      `TZ=UTC LC_ALL=C ausearch --input-logs --raw --file '/srv/o'\\''brien $(reboot)'`,
    );
  });

  it('has the same meaning in the filter language', () => {
    expect(searchFilter({ node: 'web1', type: 'EXECVE,USER_CMD', exe: 'sudo', since: '2h', file: 'a b' })).toBe(
      'since:2h node:web1 type:EXECVE,USER_CMD exe:*sudo* path:"*a b*"',
    );
  });

  it('refuses what ausearch would take for something else', () => {
    expect(problemOf('key', '-if', clock)).toContain('dash');
    expect(problemOf('key', 'a\nb', clock)).toContain('Control characters');
    expect(problemOf('since', 'soon', clock)).toContain('A time is');
    expect(problemOf('success', 'maybe', clock)).toContain('yes or no');
    expect(problemOf('pid', '12a', clock)).toContain('number');
    expect(problemOf('key', 'exec', clock)).toBeUndefined();
    expect(problemOf('since', 'today', clock)).toBeUndefined();
  });
});
