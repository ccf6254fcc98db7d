/** What the built-in client lacks for a host. `surely`: known beforehand; `maybe`: if its login fails, this may be why. */
export interface BeyondSsh2 {
  readonly surely?: string;
  readonly maybe?: string;
}

/**
 * What of a host's resolved ssh configuration (`ssh -G`) ssh2 cannot do. `read` gives a file's text, undefined where there
 * is none: whether a key has a certificate or is a security key's is seen in the files only.
 */
export async function beyondSsh2(
  said: ReadonlyMap<string, readonly string[]>,
  identityFiles: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<BeyondSsh2> {
  const has = (keyword: string): boolean => (said.get(keyword) ?? []).some((value) => value !== '' && value !== 'none');
  if (has('proxycommand')) return { surely: 'its ssh configuration uses ProxyCommand' };
  if (has('pkcs11provider')) return { surely: 'its key is on a smart card (PKCS11Provider)' };
  for (const file of [...(said.get('certificatefile') ?? []), ...identityFiles.map((key) => `${key}-cert.pub`)]) {
    if ((await read(file)) !== undefined) return { surely: `it is logged in to with a user certificate (${file})` };
  }
  const kinds = await Promise.all(identityFiles.map((file) => kindOfKey(file, read)));
  const there = kinds.filter((kind) => kind !== undefined);
  const onlySecurityKeys = there.length > 0 && there.every((kind) => kind === 'security-key');
  if (onlySecurityKeys && said.get('identitiesonly')?.[0] === 'yes') return { surely: 'its key is a security key' };
  if (there.includes('security-key')) return { maybe: 'one of its keys is a security key' };
  return said.get('gssapiauthentication')?.[0] === 'yes' ? { maybe: 'it may want Kerberos (GSSAPI)' } : {};
}

async function kindOfKey(
  file: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<'security-key' | 'plain' | undefined> {
  const pem = await read(file);
  const publicKey = await read(`${file}.pub`);
  if (pem === undefined && publicKey === undefined) return undefined;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(pem ?? '')?.[1] ?? '';
  const isSecurityKey = publicKey?.startsWith('sk-') === true || /sk-(ssh|ecdsa)-/.test(decode(body));
  return isSecurityKey ? 'security-key' : 'plain';
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}
