import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defaultTarget } from '../../../core/src/target';
import { languageOfPath } from '../../../core/src/kinds';
import { configLanguage } from '../../../server/src/language/config/config';
import { configFileOf, hostFolder, isSender, listens, serverOf } from '../../../server/src/language/config/configView';
import { Documents, ParsedDocument } from '../../../server/src/session/documents';
import { Folders } from '../../../server/src/session/folder';
import { configFileAt } from '../../kit/configDocuments';
import { scratch } from '../../kit/scratch';

const server = 'space_left = 75\ntcp_listen_port = 60\n';

describe('whose file it is', () => {
  test('is told by the folder', () => {
    const root = 'file:///w/web1';
    for (const path of [
      'etc/audit/auditd.conf',
      'etc/audit/plugins.d/x.conf',
      'etc/audisp/audispd.conf',
      'auditd.conf',
    ]) {
      expect(hostFolder(`${root}/${path}`), path).toBe(root);
    }
    expect(hostFolder('file:///etc/audit/auditd.conf')).toBe('file://');
  });

  test('a server listens, a sender names a server, and the name of the folder tells which', () => {
    const central = configFileAt('central.example.com/auditd.conf', server);
    const other = configFileAt('other/auditd.conf', server);
    const sender = configFileAt('web1/audisp-remote.conf', 'remote_server = central\n');
    const file = configFileOf(sender, { target: defaultTarget, siblings: [central, other, sender] });
    expect(isSender(file.host)).toBe(true);
    expect(file.others.filter((host) => listens(host.auditd)).map((host) => host.name)).toEqual([
      'central.example.com',
      'other',
    ]);
    expect(serverOf(file, file.others)?.name).toBe('central.example.com');
  });

  test('where there is one server only, it is that one; among several, none is guessed', () => {
    const sender = configFileAt('web1/audisp-remote.conf', 'remote_server = 10.0.0.1\n');
    const named = (...servers: string[]) => {
      const siblings = [sender, ...servers.map((name) => configFileAt(`${name}/auditd.conf`, server))];
      const file = configFileOf(sender, { target: defaultTarget, siblings });
      return serverOf(file, file.others)?.name;
    };
    expect(named('central')).toBe('central');
    expect(named('central', 'other')).toBeUndefined();
    expect(named()).toBeUndefined();
  });

  test('a plugin that is off makes no sender', () => {
    const sender = configFileAt('web1/audit/audisp-remote.conf', 'remote_server = central\n');
    const plugin = configFileAt('web1/audit/plugins.d/au-remote.conf', 'active = no\npath = /sbin/audisp-remote\n');
    expect(isSender(configFileOf(sender, { target: defaultTarget, siblings: [sender, plugin] }).host)).toBe(false);
  });
});

test('the server finds the files of the host and of the hosts beside it', async () => {
  const folder = scratch();
  onTestFinished(folder.remove);
  const write = (path: string, text: string) => {
    const whole = join(folder.path, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };
  write('hosts/central/etc/audit/auditd.conf', server);
  write('hosts/web1/etc/audit/plugins.d/au-remote.conf', 'active = yes\npath = /sbin/audisp-remote\n');
  write('hosts/web1/etc/audit/rules.d/10.rules', '-D\n');
  const path = write('hosts/web1/etc/audit/audisp-remote.conf', 'remote_server = central\nport = 61\n');
  const uri = pathToFileURL(path).href;
  const languageId = languageOfPath(path);
  if (languageId === undefined) throw new Error('no language');
  const document = new ParsedDocument(uri, languageId, 1, 'remote_server = central\nport = 61\n');
  const siblings = await new Folders(new Documents()).siblings(document);
  expect(siblings.map((each) => each.uri.slice(each.uri.indexOf('/hosts/') + 7))).toEqual([
    'central/etc/audit/auditd.conf',
    'web1/etc/audit/audisp-remote.conf',
    'web1/etc/audit/plugins.d/au-remote.conf',
  ]);
  const found = configLanguage.findings(document as never, { target: defaultTarget, siblings: siblings as never });
  expect(found.map(({ code }) => code)).toContain('port-mismatch');
});
