import type { ConfigKind } from '../../facts/configKeyword';

/** What to use where a keyword is unknown or only accepted with a message. Sources: ChangeLog and the tables of keywords. */
export const successors: Partial<Record<ConfigKind, Readonly<Record<string, string>>>> = {
  auditd: {
    q_depth: 'In audit 2.x it stands in audispd.conf.',
    overflow_action: 'In audit 2.x it stands in audispd.conf.',
    max_restarts: 'In audit 2.x it stands in audispd.conf.',
    plugin_dir: 'In audit 2.8 it stands in audispd.conf.',
    transport: 'In audit 2.x write `enable_krb5 = yes` for Kerberos.',
    dispatcher: 'From 3.0 auditd starts the plugins itself; remove the line.',
    disp_qos: 'From 3.0 auditd starts the plugins itself and never waits for them; remove the line.',
    enable_krb5: 'Write `transport = krb5`.',
    no_local_events: 'Write `local_events`, with the opposite value.',
    local_events: 'Audit 2.5.2 had `no_local_events`, with the opposite sense.',
    write_logs: 'Before 2.5.2 write `log_format = nolog` for no log.',
  },
  remote: {
    enable_krb5: 'Write `transport = krb5`.',
    startup_failure_action: 'Audit 2.x takes `network_failure_action` for this too.',
  },
};

/** Words that people write for a keyword whose name is too far from them to be guessed by its letters. */
export const otherNames: Partial<Record<ConfigKind, Readonly<Record<string, string>>>> = {
  auditd: {
    tcp_port: 'tcp_listen_port',
    listen_port: 'tcp_listen_port',
    port: 'tcp_listen_port',
    hostname: 'name_format',
    log_size: 'max_log_file',
    max_log_size: 'max_log_file',
    queue_depth: 'q_depth',
    group: 'log_group',
    krb5: 'transport',
  },
  remote: { server: 'remote_server', host: 'remote_server', q_depth: 'queue_depth', queue_error: 'queue_error_action' },
  plugin: { enabled: 'active', program: 'path', command: 'path', arguments: 'args' },
  audispd: { queue_depth: 'q_depth' },
};
