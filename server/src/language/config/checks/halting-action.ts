import type { Check } from './check';

const causes: Readonly<Record<string, string>> = {
  space_left_action: 'little room for the log',
  admin_space_left_action: 'very little room for the log',
  disk_full_action: 'a full disk',
  disk_error_action: 'an error of the disk',
  overflow_action: 'a burst of events that fills the queue',
  network_failure_action: 'a failure of the network',
  disk_low_action: 'little room on the central server',
  remote_ending_action: 'a restart of the central server',
  generic_error_action: 'an error on the central server',
  generic_warning_action: 'a warning of the central server',
  queue_error_action: 'an error of the queue',
};

/** On a sender the disk is the central server's. */
const remoteCauses: Readonly<Record<string, string>> = {
  disk_full_action: 'a full disk on the central server',
  disk_error_action: 'an error of the disk of the central server',
};

export const haltingAction: Check = {
  code: 'halting-action',
  severity: 'info',
  kinds: ['auditd', 'audispd', 'remote'],
  *find(file) {
    for (const [keyword, cause] of Object.entries(causes)) {
      const action = file.given(keyword);
      const value = file.value(keyword);
      if (action === undefined || (value !== 'single' && value !== 'halt')) continue;
      const why = file.kind === 'remote' ? (remoteCauses[keyword] ?? cause) : cause;
      yield {
        span: file.spanOf(keyword),
        message: `${why[0]?.toUpperCase()}${why.slice(1)} ${value === 'halt' ? 'shuts this machine down' : 'takes this machine to single user mode, where nobody can log in over the network'}. Some rules ask for it; if it is meant, disable this check here.`,
      };
    }
  },
};
