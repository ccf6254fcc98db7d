import { parseConfig } from '../../core/src/config/tree';
import type { ConfigLanguageId } from '../../core/src/facts/config';
import { languageOfPath } from '../../core/src/kinds';
import { Lines } from '../../core/src/text/lines';
import type { ConfigDocument } from '../../server/src/language/config/configView';

export function configDocument(
  text: string,
  languageId: ConfigLanguageId = 'auditd-conf',
  uri?: string,
): ConfigDocument {
  return {
    uri: uri ?? `untitled:${languageId}`,
    languageId,
    version: 1,
    text,
    lines: new Lines(text),
    tree: parseConfig(text, languageId),
  };
}

/** A document of a workspace; its path tells its language. */
export function configFileAt(path: string, text: string): ConfigDocument {
  const languageId = languageOfPath(path);
  if (languageId === undefined || languageId === 'audit-rules' || languageId === 'audit-log') {
    throw new Error(`no configuration file by its name: ${path}`);
  }
  return configDocument(text, languageId, `file:///workspace/${path}`);
}
