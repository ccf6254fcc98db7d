/**
 * From audit 2.x to 3.x: what stood in audispd.conf stands in auditd.conf, and what only concerned the dispatcher is gone.
 * Source: ChangeLog of 3.0; src/auditd-config.c and audisp/audispd-config.c of 2.8.5 and 3.0.
 */
import { lower } from '../facts/config';
import { edit } from './edit';
import { judgeAndRead } from './judge';
import { parseConfig } from './tree';

export interface Conversion {
  /** The new auditd.conf. */
  readonly text: string;
  /** What was done and what is left to do, a sentence each; none: the file was fit for 3.x as it stood. */
  readonly notes: readonly string[];
}

const from = { auditVersion: '2.8.5', arch: 'x86_64' };

/** `audispd` is undefined where the host has none. Both texts may be of any 2.x version. */
export function convertTo3(auditd: string, audispd: string | undefined): Conversion {
  const notes: string[] = [];
  let text = auditd;
  const change = (keyword: string, value: string | null, note: string) => {
    text = edit(text, keyword, value);
    notes.push(note);
  };
  const own = valuesOf(auditd, 'auditd-conf');
  const dispatcher = audispd === undefined ? () => undefined : valuesOf(audispd, 'audispd-conf');

  for (const keyword of ['dispatcher', 'disp_qos']) {
    if (own(keyword) !== undefined) change(keyword, null, `${keyword} is removed: auditd starts the plugins itself.`);
  }
  const krb5 = own('enable_krb5');
  if (krb5 !== undefined) {
    if (lower(krb5) === 'yes') change('transport', 'KRB5', 'enable_krb5 = yes became transport = KRB5.');
    change('enable_krb5', null, 'enable_krb5 is removed.');
  }

  const depth = dispatcher('q_depth');
  if (depth !== undefined) {
    const small = Number(depth) < 512;
    change(
      'q_depth',
      small ? '2000' : depth,
      small
        ? `q_depth is 2000, the default of 3.x: it warns below 512, and here it was ${depth}.`
        : `q_depth = ${depth} moved here.`,
    );
  }
  for (const keyword of ['overflow_action', 'max_restarts']) {
    const value = dispatcher(keyword);
    if (value !== undefined) change(keyword, value, `${keyword} = ${value} moved here.`);
  }
  const folder = dispatcher('plugin_dir');
  if (folder !== undefined) {
    const value = /^\/etc\/audisp\/plugins\.d\/?$/.test(folder) ? '/etc/audit/plugins.d' : folder;
    change('plugin_dir', value, `plugin_dir = ${value} moved here; the plugin files belong in that folder.`);
  }
  const format = dispatcher('name_format');
  if (format !== undefined && lower(format) !== 'none') {
    if (lower(own('name_format') ?? 'none') === 'none') {
      change(
        'name_format',
        format,
        `name_format = ${format} moved here: without it the host's events have no name in the central log.`,
      );
      const name = dispatcher('name');
      if (name !== undefined) change('name', name, `name = ${name} moved here.`);
    } else {
      notes.push(
        `name_format stays as it was here; that of audispd.conf (${format}) falls away, so no record gets two names.`,
      );
    }
  }
  const boost = dispatcher('priority_boost');
  if (boost !== undefined) notes.push(`priority_boost = ${boost} of audispd.conf falls away: auditd has its own.`);
  if (audispd !== undefined) {
    notes.push(
      'Move audisp-remote.conf, zos-remote.conf and plugins.d from /etc/audisp to /etc/audit, and remove audispd.conf.',
    );
  }
  return { text, notes };
}

function valuesOf(text: string, languageId: 'auditd-conf' | 'audispd-conf'): (keyword: string) => string | undefined {
  const { settings } = judgeAndRead(parseConfig(text, languageId), from);
  return (keyword) => {
    // With CR LF line ends the CR is part of a word; it is not worth keeping.
    const value = settings
      .last(keyword)
      ?.value.text.replace(/[\r\0]/g, '')
      .trim();
    return value === '' ? undefined : value;
  };
}
