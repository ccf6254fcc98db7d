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

  it('has each option of ausearch that says what is looked for', () => {
    const form = { login: 'alice', group: '10', exit: 'EACCES', comm: 'cat', arch: 'x86_64', parent: '1' };
    const rest = { terminal: 'pts/0', event: '101', machine: 'a b', subject: 'httpd_t', object: 'shadow_t' };
    expect(shownCommand(ausearchWords({ ...form, ...rest }, clock))).toBe(
      'TZ=UTC LC_ALL=C ausearch --input-logs --raw --loginuid alice --gid 10 --exit -EACCES --comm cat --arch x86_64 --ppid 1 ' +
        "--terminal pts/0 --event 101 --vm-name 'a b' --subject httpd_t --object shadow_t",
    );
    expect(searchFilter({ ...form, ...rest })).toBe(
      'auid:alice gid:10 exit:EACCES comm:*cat* arch:x86_64 ppid:1 ( terminal:*pts/0* | tty:*pts/0* ) serial:101 vm:"*a b*" subj:*httpd_t* obj:*shadow_t*',
    );
  });

  it('refuses what ausearch would take for something else', () => {
    expect(problemOf('key', '-if', clock)).toContain('dash');
    expect(problemOf('key', 'a\nb', clock)).toContain('Control characters');
    expect(problemOf('since', 'soon', clock)).toContain('A time is');
    expect(problemOf('success', 'maybe', clock)).toContain('yes or no');
    expect(problemOf('pid', '12a', clock)).toContain('number');
    expect(problemOf('exit', '-13', clock)).toBeUndefined();
    expect(problemOf('exit', '-if', clock)).toContain('such as EACCES');
    expect(problemOf('exit', 'EACCES ', clock)).toContain('such as EACCES');
    expect(problemOf('event', '1,2', clock)).toContain('serial');
    expect(problemOf('key', 'exec', clock)).toBeUndefined();
    expect(problemOf('since', 'today', clock)).toBeUndefined();
  });
});
